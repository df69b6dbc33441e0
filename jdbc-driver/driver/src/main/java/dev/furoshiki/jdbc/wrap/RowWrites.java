package dev.furoshiki.jdbc.wrap;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/**
 * Asked before a plain result set writes a row: for that no statement is planned, and what was a plain table when the rows were
 * read may be an encrypted one by now.
 */
@FunctionalInterface
interface RowWrites {

    /** Of rows that belong to no statement, or to nobody knows which. */
    RowWrites REFUSED = () -> {
        throw new SQLFeatureNotSupportedException(
                "no row can be written through this result set; write it with a statement", SqlStates.NOT_SUPPORTED);
    };

    /** @throws SQLException when no row may be written any more */
    void require() throws SQLException;
}
