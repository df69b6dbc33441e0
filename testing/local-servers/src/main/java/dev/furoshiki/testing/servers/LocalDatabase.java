package dev.furoshiki.testing.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A database of a server of this JVM, as its administrator sees it: the URL and the connections are the plain driver's. Safe
 * for use by threads.
 */
public interface LocalDatabase {

    /** The database's name, which SQL can use unquoted. */
    String name();

    /** The URL without {@code jdbc:}, for a driver that wraps another: {@code postgresql://127.0.0.1:port/name}. */
    String address();

    /** The plain driver's URL, without user and password. */
    default String jdbcUrl() {
        return "jdbc:" + address();
    }

    /** A user who may do anything. */
    String user();

    /** The user's password. */
    String password();

    /** A new connection of the plain driver; the caller closes it. */
    default Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    /**
     * From the next connection on, the server logs every statement of this database with the values of its parameters, so
     * that a test can look for what must never have reached it.
     */
    void logEveryStatement() throws SQLException;

    /**
     * Nobody needs it any more. PostgreSQL removes it at once, also from under open connections, since it takes 8 MB, maybe of
     * memory. Elsewhere it stays until the JVM's end.
     */
    default void drop() throws SQLException {}
}
