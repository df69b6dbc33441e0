package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.benchmarks.workload.JdbcSession;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A connection of the encrypting driver to an empty database.
 *
 * @param plainUrl PostgreSQL's own, with user and password
 * @param keys the key service's URI
 */
record EncryptedSession(String plainUrl, String keys) implements JdbcSession {

    private static final String PLAIN = "jdbc:";
    private static final String ENCRYPTING = "jdbc:furoshiki:";

    @Override
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("furoshiki.keys", keys);
        properties.setProperty("furoshiki.catalog", "create");
        properties.setProperty("furoshiki.catalogKey", KeyService.ALIAS);
        return DriverManager.getConnection(ENCRYPTING + plainUrl.substring(PLAIN.length()), properties);
    }

    @Override
    public String protectedColumnClause() {
        return " encrypted with (key = '" + KeyService.ALIAS + "')";
    }
}
