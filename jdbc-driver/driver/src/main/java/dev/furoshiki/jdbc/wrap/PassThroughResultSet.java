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

    /** @param owner null where the result belongs to no statement of the application */
    PassThroughResultSet(ResultSet delegate, @Nullable Statement owner) {
        super(delegate);
        this.owner = owner;
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        if (isClosed()) {
            super.getStatement(); // throws what the plain driver throws
        }
        return owner;
    }

    /** A cursor that a routine returned. */
    static @Nullable Object wrapped(@Nullable Object value, @Nullable Statement owner) {
        return value instanceof ResultSet rows ? new PassThroughResultSet(rows, owner) : value;
    }

    @Override
    public @Nullable Object getObject(int columnIndex) throws SQLException {
        return wrapped(super.getObject(columnIndex), owner);
    }

    @Override
    public @Nullable Object getObject(String columnLabel) throws SQLException {
        return wrapped(super.getObject(columnLabel), owner);
    }

    @Override
    public @Nullable Object getObject(int columnIndex, @Nullable Map<String, Class<?>> map) throws SQLException {
        return wrapped(super.getObject(columnIndex, map), owner);
    }

    @Override
    public @Nullable Object getObject(String columnLabel, @Nullable Map<String, Class<?>> map) throws SQLException {
        return wrapped(super.getObject(columnLabel, map), owner);
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
