package dev.furoshiki.jdbc.wrap;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values that are result sets, as PostgreSQL's driver has cursors: they are given out wrapped. Stateless. */
final class Cursors {

    /** By which PostgreSQL's driver names what it reads some rows at a time of: another result, which may have cells. */
    private static final Pattern DRIVERS_OWN = Pattern.compile("C_[0-9]+");

    private Cursors() {}

    /** A value of a routine or a column. */
    static @Nullable Object wrapped(@Nullable Object value, @Nullable Statement owner, RowWrites writes) {
        return value instanceof ResultSet rows ? new PassThroughResultSet(rows, owner, writes) : value;
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

    /** What a column holds, as text. */
    @FunctionalInterface
    interface Text {
        @Nullable
        String get() throws SQLException;
    }

    /**
     * A column's value, unless it is the rows of one of the driver's own cursors.
     *
     * @param name asked only where the value is a cursor
     */
    static <T extends @Nullable Object> T ofApplication(T value, Text name) throws SQLException {
        if (value instanceof ResultSet rows) {
            requireApplications(rows, name.get());
        }
        return value;
    }

    private static void requireApplications(ResultSet rows, @Nullable String name) throws SQLException {
        if (name != null && DRIVERS_OWN.matcher(name).matches()) {
            rows.close();
            throw new SQLFeatureNotSupportedException(
                    "cursor " + name + " is the driver's own, of another result; name one that the application opened",
                    SqlStates.NOT_SUPPORTED);
        }
    }
}
