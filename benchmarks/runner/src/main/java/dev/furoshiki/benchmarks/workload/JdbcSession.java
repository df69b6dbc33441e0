package dev.furoshiki.benchmarks.workload;

import java.sql.Connection;
import java.sql.SQLException;

/** How a subject reaches its database: the only thing in which subjects of the JDBC workloads differ. */
public interface JdbcSession {

    /** An open connection in auto-commit mode; the workload closes it. */
    Connection connect() throws SQLException;

    /** What follows the type of a column that the subject protects; empty for a plain driver. */
    default String protectedColumnClause() {
        return "";
    }

    /** Releases what the subject opened besides the connection. */
    default void close() throws Exception {}
}
