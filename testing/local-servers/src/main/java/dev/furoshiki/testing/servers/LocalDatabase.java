package dev.furoshiki.testing.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database of the {@link LocalPostgres} of this JVM, as its administrator sees it: the URL and the connections are the
 * plain driver's. Safe for use by threads.
 *
 * @param name the database's name, which SQL can use unquoted
 * @param host the server's address
 * @param port the server's port
 * @param user a superuser
 * @param password the user's password
 */
public record LocalDatabase(String name, String host, int port, String user, String password) {

    /** The plain driver's URL, without user and password: {@code jdbc:postgresql://127.0.0.1:port/name}. */
    public String jdbcUrl() {
        return "jdbc:" + address();
    }

    /** The URL without {@code jdbc:}, for a driver that wraps another: {@code postgresql://127.0.0.1:port/name}. */
    public String address() {
        return "postgresql://" + host + ":" + port + "/" + name;
    }

    /** A new connection of the plain driver; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, password);
    }

    /**
     * From the next connection on, the server logs every statement of this database with the values of its parameters, so
     * that a test can look for what must never have reached it.
     */
    public void logEveryStatement() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + name + " SET log_statement = 'all'");
            statement.execute("ALTER DATABASE " + name + " SET log_parameter_max_length = -1");
            statement.execute("ALTER DATABASE " + name + " SET log_parameter_max_length_on_error = -1");
        }
    }
}
