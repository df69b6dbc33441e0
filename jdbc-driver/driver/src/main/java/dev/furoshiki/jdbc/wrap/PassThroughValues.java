package dev.furoshiki.jdbc.wrap;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Plain values that lead to the plain connection, which are given out wrapped: arrays, and the result sets as which PostgreSQL's
 * driver has cursors. Stateless.
 */
final class PassThroughValues {

    /** By which PostgreSQL's driver names what it reads some rows at a time of: another result, which may have cells. */
    private static final Pattern DRIVERS_OWN = Pattern.compile("C_[0-9]+");

    private PassThroughValues() {}

    static @Nullable Array wrapped(@Nullable Array array) {
        return array == null ? null : new PassThroughArray(array);
    }

    /** A value of any type. */
    static @Nullable Object wrapped(@Nullable Object value, @Nullable Statement owner, RowWrites writes) {
        if (value instanceof Array array) {
            return new PassThroughArray(array);
        }
        return value instanceof ResultSet rows ? new PassThroughResultSet(rows, owner, writes) : value;
    }

    /** The same, where the application says as what it wants it. */
    @SuppressWarnings("unchecked") // seen just before
    static <T> @Nullable T wrapped(@Nullable T value, Class<T> type, @Nullable Statement owner, RowWrites writes)
            throws SQLException {
        if (!(value instanceof ResultSet) && !(value instanceof Array)) {
            return value;
        }
        Object wrapped = wrapped(value, owner, writes);
        if (!type.isInstance(wrapped)) {
            throw new SQLFeatureNotSupportedException(
                    "a cursor or an array is given out as java.sql.ResultSet or java.sql.Array only, not as "
                            + type.getName(),
                    SqlStates.NOT_SUPPORTED);
        }
        return (T) wrapped;
    }

    /**
     * Refuses the rows of a column that names one of the driver's own cursors.
     *
     * @param name what the column holds
     */
    static void requireApplications(ResultSet rows, @Nullable String name) throws SQLException {
        if (name != null && DRIVERS_OWN.matcher(name).matches()) {
            rows.close();
            throw new SQLFeatureNotSupportedException(
                    "cursor " + name + " is the driver's own, of another result; name one that the application opened",
                    SqlStates.NOT_SUPPORTED);
        }
    }
}
