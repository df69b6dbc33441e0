package dev.furoshiki.jdbc;

import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Connections of the plain driver to a database that tests share, for questions that leave nothing behind. */
public final class PlainConnections {

    private static final LocalDatabase DATABASE = create();

    private PlainConnections() {}

    private static LocalDatabase create() {
        try {
            return LocalPostgres.newDatabase();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public static Connection connect() throws SQLException {
        return DATABASE.connect();
    }

    /** Results always come as text: pgjdbc's binary mode, which it enters after five executions, differs here and there. */
    public static Connection connectForText() throws SQLException {
        return DriverManager.getConnection(
                DATABASE.jdbcUrl() + "?prepareThreshold=0", DATABASE.user(), DATABASE.password());
    }
}
