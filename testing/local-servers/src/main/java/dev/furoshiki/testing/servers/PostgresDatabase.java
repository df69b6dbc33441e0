package dev.furoshiki.testing.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of a {@link PostgresServer}. */
record PostgresDatabase(PostgresServer server, String name, String host, int port, String user, String password)
        implements LocalDatabase {

    @Override
    public String address() {
        return "postgresql://" + host + ":" + port + "/" + name;
    }

    @Override
    public void logEveryStatement() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + name + " SET log_statement = 'all'");
            statement.execute("ALTER DATABASE " + name + " SET log_parameter_max_length = -1");
            statement.execute("ALTER DATABASE " + name + " SET log_parameter_max_length_on_error = -1");
        }
    }

    @Override
    public void drop() throws SQLException {
        server.drop(name);
    }
}
