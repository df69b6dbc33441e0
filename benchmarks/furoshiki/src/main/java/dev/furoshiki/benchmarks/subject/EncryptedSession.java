package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.benchmarks.workload.CustomerTable;
import dev.furoshiki.benchmarks.workload.JdbcSession;
import dev.furoshiki.benchmarks.workload.ProtectedColumn;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The encrypting driver.
 *
 * @param plainUrl of an empty database, as the database's own driver takes it, with user and password
 * @param keys the key service's URI
 */
public record EncryptedSession(String plainUrl, String keys) implements JdbcSession {

    private static final String PLAIN = "jdbc:";
    private static final String ENCRYPTING = "jdbc:furoshiki:";

    @Override
    public Connection connect() throws SQLException {
        return connect(new Properties());
    }

    /** The database's first connection makes its catalogue. */
    @Override
    public Connection connectToDefine() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("furoshiki.catalog", "create");
        return connect(properties);
    }

    private Connection connect(Properties properties) throws SQLException {
        properties.setProperty("furoshiki.keys", keys);
        properties.setProperty("furoshiki.catalogKey", KeyService.ALIAS);
        return DriverManager.getConnection(ENCRYPTING + plainUrl.substring(PLAIN.length()), properties);
    }

    @Override
    public Optional<Connection> connectAsAdministrator() throws SQLException {
        return Optional.of(DriverManager.getConnection(plainUrl));
    }

    @Override
    public CustomerTable customers() {
        return new EncryptedCustomers();
    }

    /** Written as if nothing were encrypted; only the table's definition says so, and the driver indexes the names. */
    private static final class EncryptedCustomers implements CustomerTable {

        @Override
        public List<String> definition() {
            return List.of(CustomerTable.create(column -> column.logicalType() + " encrypted with (key = '"
                    + KeyService.ALIAS + "'" + (column == ProtectedColumn.NAME ? ", index = equality)" : ")")));
        }
    }
}
