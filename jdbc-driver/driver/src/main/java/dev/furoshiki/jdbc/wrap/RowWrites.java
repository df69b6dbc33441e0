package dev.furoshiki.jdbc.wrap;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/**
 * Asked before a plain result set writes a row or reads it again: for that no statement is planned, and what was a plain table
 * when the rows were read may be an encrypted one by now.
 */
@FunctionalInterface
interface RowWrites {

    /** Of rows that belong to no statement, or to nobody knows which. */
    RowWrites REFUSED = () -> {
        throw new SQLFeatureNotSupportedException(
                "no row can be written or read again through this result set; use a statement",
                SqlStates.NOT_SUPPORTED);
    };

    /**
     * Lets a row be written.
     *
     * @throws SQLException when no row may be written or read again any more
     */
    void require() throws SQLException;
}
