package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.forward.ForwardingResultSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A result set without encrypted columns: forwards, but keeps the plain statement behind it to itself. */
final class PassThroughResultSet extends ForwardingResultSet {

    private final @Nullable Statement owner;
    private final RowWrites writes;

    /** @param owner null where the result belongs to no statement of the application */
    PassThroughResultSet(ResultSet delegate, @Nullable Statement owner, RowWrites writes) {
        super(delegate);
        this.owner = owner;
        this.writes = writes;
    }

    @Override
    public void insertRow() throws SQLException {
        writes.require();
        super.insertRow();
    }

    @Override
    public void updateRow() throws SQLException {
        writes.require();
        super.updateRow();
    }

    @Override
    public void deleteRow() throws SQLException {
        writes.require();
        super.deleteRow();
    }

    /** Reads it by a statement of the driver's own, from what may be an encrypted table by now. */
    @Override
    public void refreshRow() throws SQLException {
        writes.require();
        super.refreshRow();
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        if (isClosed()) {
            super.getStatement(); // throws what the plain driver throws
        }
        return owner;
    }

    @Override
    public @Nullable Object getObject(int columnIndex) throws SQLException {
        return Cursors.wrapped(
                Cursors.ofApplication(super.getObject(columnIndex), () -> super.getString(columnIndex)), owner, writes);
    }

    @Override
    public @Nullable Object getObject(int columnIndex, @Nullable Map<String, Class<?>> map) throws SQLException {
        return Cursors.wrapped(
                Cursors.ofApplication(super.getObject(columnIndex, map), () -> super.getString(columnIndex)),
                owner,
                writes);
    }

    @Override
    public <T> @Nullable T getObject(int columnIndex, Class<T> type) throws SQLException {
        return Cursors.wrapped(
                Cursors.ofApplication(super.getObject(columnIndex, type), () -> super.getString(columnIndex)),
                type,
                owner,
                writes);
    }

    @Override
    public @Nullable Object getObject(String columnLabel) throws SQLException {
        return Cursors.wrapped(
                Cursors.ofApplication(super.getObject(columnLabel), () -> super.getString(columnLabel)), owner, writes);
    }

    @Override
    public @Nullable Object getObject(String columnLabel, @Nullable Map<String, Class<?>> map) throws SQLException {
        return Cursors.wrapped(
                Cursors.ofApplication(super.getObject(columnLabel, map), () -> super.getString(columnLabel)),
                owner,
                writes);
    }

    @Override
    public <T> @Nullable T getObject(String columnLabel, Class<T> type) throws SQLException {
        return Cursors.wrapped(
                Cursors.ofApplication(super.getObject(columnLabel, type), () -> super.getString(columnLabel)),
                type,
                owner,
                writes);
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        return Unwrapping.unwrap(this, iface);
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) {
        return iface.isInstance(this);
    }
}
