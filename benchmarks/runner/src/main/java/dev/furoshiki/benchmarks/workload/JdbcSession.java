package dev.furoshiki.benchmarks.workload;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** How a subject reaches its database, and how its users write their statements: all in which subjects differ. */
public interface JdbcSession {

    /** An open connection in auto-commit mode; the workload closes it. */
    Connection connect() throws SQLException;

    /** How its users define, write and read the customers. */
    default CustomerTable customers() {
        return new CustomerTable() {};
    }

    /** A connection that creates tables: that of an administrator, where a subject wants them to be there beforehand. */
    default Connection connectToDefine() throws SQLException {
        return connect();
    }

    /** A connection that must find nothing of the protected values; none where nothing is protected. */
    default Optional<Connection> connectAsAdministrator() throws SQLException {
        return Optional.empty();
    }

    /** Releases what the subject opened besides the connection. */
    default void close() throws Exception {}
}
