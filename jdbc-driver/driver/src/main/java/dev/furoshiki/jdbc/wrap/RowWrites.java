package dev.furoshiki.jdbc.wrap;

import java.sql.SQLException;

/**
 * Asked before a plain result set writes a row: for that no statement is planned, and what was a plain table when the rows were
 * read may be an encrypted one by now.
 */
@FunctionalInterface
interface RowWrites {

    /** Of rows that belong to no table. */
    RowWrites UNGUARDED = () -> {};

    /** @throws SQLException when no row may be written any more */
    void require() throws SQLException;
}
