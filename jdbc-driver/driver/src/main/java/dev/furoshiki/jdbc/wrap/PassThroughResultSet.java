package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.forward.ForwardingResultSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
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

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        if (isClosed()) {
            super.getStatement(); // throws what the plain driver throws
        }
        return owner;
    }

    /** The same, where the application says as what it wants it. */
    @SuppressWarnings("unchecked") // seen just before
    static <T> @Nullable T wrapped(@Nullable T value, Class<T> type, @Nullable Statement owner, RowWrites writes)
            throws SQLException {
        if (!(value instanceof ResultSet)) {
            return value;
        }
        Object wrapped = wrapped(value, owner, writes);
        if (!type.isInstance(wrapped)) {
            throw new SQLFeatureNotSupportedException(
                    "a cursor is given out as java.sql.ResultSet only, not as " + type.getName(),
                    SqlStates.NOT_SUPPORTED);
        }
        return (T) wrapped;
    }

    /** A cursor that a routine returned. */
    static @Nullable Object wrapped(@Nullable Object value, @Nullable Statement owner, RowWrites writes) {
        return value instanceof ResultSet rows ? new PassThroughResultSet(rows, owner, writes) : value;
    }

    @Override
    public @Nullable Object getObject(int columnIndex) throws SQLException {
        return wrapped(super.getObject(columnIndex), owner, writes);
    }

    @Override
    public @Nullable Object getObject(String columnLabel) throws SQLException {
        return wrapped(super.getObject(columnLabel), owner, writes);
    }

    @Override
    public @Nullable Object getObject(int columnIndex, @Nullable Map<String, Class<?>> map) throws SQLException {
        return wrapped(super.getObject(columnIndex, map), owner, writes);
    }

    @Override
    public @Nullable Object getObject(String columnLabel, @Nullable Map<String, Class<?>> map) throws SQLException {
        return wrapped(super.getObject(columnLabel, map), owner, writes);
    }

    @Override
    public <T> @Nullable T getObject(int columnIndex, Class<T> type) throws SQLException {
        return wrapped(super.getObject(columnIndex, type), type, owner, writes);
    }

    @Override
    public <T> @Nullable T getObject(String columnLabel, Class<T> type) throws SQLException {
        return wrapped(super.getObject(columnLabel, type), type, owner, writes);
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
