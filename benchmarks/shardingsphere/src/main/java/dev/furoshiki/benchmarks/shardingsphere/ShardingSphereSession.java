package dev.furoshiki.benchmarks.shardingsphere;

import dev.furoshiki.benchmarks.workload.CustomerTable;
import dev.furoshiki.benchmarks.workload.JdbcSession;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.shardingsphere.driver.api.ShardingSphereDataSourceFactory;
import org.apache.shardingsphere.infra.config.rule.RuleConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * ShardingSphere's data source over one data source of the plain driver's, without a pool in between, which would only cost
 * it time. Made with the first connection, since it reads the tables' definitions then. Used by one thread.
 */
final class ShardingSphereSession implements JdbcSession {

    private final String url;
    private @Nullable DataSource dataSource;

    ShardingSphereSession(String url) {
        this.url = url;
    }

    @Override
    public Connection connect() throws SQLException {
        DataSource made = dataSource;
        if (made == null) {
            List<RuleConfiguration> rules = List.of(EncryptedColumns.rule(), EncryptedColumns.allTables(url));
            PlainDataSource plain = new PlainDataSource();
            plain.setUrl(url);
            made = ShardingSphereDataSourceFactory.createDataSource(plain, rules, new Properties());
            dataSource = made;
        }
        return made.getConnection();
    }

    @Override
    public Connection connectToDefine() throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Override
    public Optional<Connection> connectAsAdministrator() throws SQLException {
        return Optional.of(DriverManager.getConnection(url));
    }

    @Override
    public CustomerTable customers() {
        return new EncryptedColumns();
    }

    @Override
    public void close() throws Exception {
        if (dataSource instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
