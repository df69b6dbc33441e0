package dev.furoshiki.jdbc.hunt;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A server with the encrypted tables, the plain twins of them, and what an administrator sees of the former. */
interface HuntServer extends AutoCloseable {

    HuntDialect dialect();

    /** Through our driver. */
    Connection ours();

    /** Through the plain driver, on the twins. */
    Connection plain();

    /** All tables are empty afterwards, and have no others beside them. */
    void clear() throws SQLException;

    /** Every row of every table beside our own as the server has it: each value as text, or as hexadecimal digits. */
    List<String> dump() throws SQLException;

    /** What columns, indexes and constraints were declared with. */
    List<String> declared() throws SQLException;

    /** All columns of a table as the server has them, in the order of {@code id}; the first row are their names; cells are {@code \x} and digits. */
    List<List<String>> stored(HuntTable table) throws SQLException;

    /** What the server has logged of the encrypted tables' database since it was last asked, without times. */
    String newLog() throws SQLException;

    @Override
    void close() throws SQLException;
}
