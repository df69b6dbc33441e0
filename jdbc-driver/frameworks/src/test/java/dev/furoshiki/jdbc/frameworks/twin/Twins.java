package dev.furoshiki.jdbc.frameworks.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.furoshiki.testing.servers.LocalDatabase;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Two empty databases of one server: one behind the driver, with keys, and a plain one that is used alike. */
public final class Twins implements AutoCloseable {

    private final Server server;
    private final LocalDatabase encryptedDatabase;
    private final Keys keys;
    private final HikariDataSource encryptedPool;
    private final RecordingDataSource encrypted;
    private final HikariDataSource plainPool;
    private final RecordingDataSource plain;
    /** Kept, since PostgreSQL starts a process for each connection, and every scenario asks several times. */
    private final Connection encryptedAdministrator;

    private final Connection plainAdministrator;
    private final long logBefore;

    /**
     * @param server where both are
     * @param entities for {@code furoshiki.entities}: the packages of classes that have {@code @Encrypted} members
     * @param properties more properties of the driver
     */
    public Twins(Server server, String entities, Map<String, String> properties) throws SQLException {
        this.server = server;
        this.encryptedDatabase = server.newDatabase();
        LocalDatabase plainDatabase = server.newDatabase();
        this.logBefore = server.logBytes();
        encryptedDatabase.logEveryStatement();
        this.keys = new Keys();
        Map<String, String> parameters = new LinkedHashMap<>(properties);
        parameters.put("furoshiki.keys", keys.uri());
        parameters.put("furoshiki.catalog", "createTables");
        parameters.put("furoshiki.entities", entities);
        this.encryptedPool = pool(
                "jdbc:furoshiki:" + encryptedDatabase.address() + server.first
                        + parameters.entrySet().stream()
                                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                                .collect(Collectors.joining(server.between)),
                encryptedDatabase);
        this.encrypted = new RecordingDataSource(encryptedPool);
        this.plainPool = pool(server.silenced(plainDatabase), plainDatabase);
        this.plain = new RecordingDataSource(plainPool);
        // Connected when it has been set up what is logged of each database.
        this.encryptedAdministrator = encryptedDatabase.connect();
        this.plainAdministrator = plainDatabase.connect();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static HikariDataSource pool(String url, LocalDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** A pool of the driver's connections. */
    public DataSource encrypted() {
        return encrypted;
    }

    /** A pool of plain connections, of which each text of SQL is written down. */
    public DataSource plain() {
        return plain;
    }

    /** Where both are. */
    public Server server() {
        return server;
    }

    Optional<String> refusal() {
        return encrypted.refusal();
    }

    void forgetRefusals() {
        encrypted.forgetRefusals();
    }

    /** Takes all rows out of all tables of both databases, as their administrator. */
    public void empty() throws SQLException {
        for (Connection administrator : List.of(encryptedAdministrator, plainAdministrator)) {
            List<String> tables = server.tables(administrator);
            if (!tables.isEmpty()) {
                Server.run(administrator, server.emptied(tables));
            }
        }
    }

    /** What the administrator of the encrypted database reads in its tables. */
    public List<String> stored(String query) throws SQLException {
        return Rows.of(encryptedAdministrator, query);
    }

    /** Looks for secrets in all tables of the encrypted database. */
    public void assertThatNothingIsStored(String... secrets) throws SQLException {
        assertThat(dump(encryptedAdministrator)).doesNotContain(secrets);
    }

    /**
     * Looks for secrets in all tables, the statistics and the log of the encrypted database, and makes sure that the same
     * search finds them in the plain one and in a log that has them.
     *
     * @param populate stores values of encrypted columns, of which each secret is a part
     */
    public <A> void assertThatNothingLeaked(
            A encryptedApplication, A plainApplication, Consumer<A> populate, String... secrets) throws SQLException {
        empty();
        populate.accept(plainApplication);
        populate.accept(encryptedApplication);
        assertThat(dump(plainAdministrator)).contains(secrets);
        for (String statement : server.statistics()) {
            assertThat(Rows.of(encryptedAdministrator, statement).toString()).doesNotContain(secrets);
        }
        assertThatNothingIsStored(secrets);
        assertThat(server.log(encryptedDatabase, logBefore))
                .as("the log of statements")
                .contains("insert")
                .doesNotContain(secrets);
        Rows.of(encryptedAdministrator, "SELECT '" + String.join("', '", secrets) + "'");
        assertThat(server.log(encryptedDatabase, logBefore))
                .as("the log would show them")
                .contains(secrets);
    }

    /** Leaves the texts that the framework sends in a file of its name, for people to read. */
    public void writeStatements(String framework) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "statements"));
        Files.write(
                folder.resolve(framework + "-" + server.name().toLowerCase(Locale.ROOT) + ".txt"), plain.statements());
    }

    private String dump(Connection administrator) throws SQLException {
        StringBuilder dump = new StringBuilder();
        for (String table : server.tables(administrator)) {
            Rows.of(administrator, "SELECT * FROM " + table)
                    .forEach(row -> dump.append(row).append('\n'));
        }
        return dump.toString();
    }

    @Override
    public void close() throws SQLException {
        encryptedAdministrator.close();
        plainAdministrator.close();
        encryptedPool.close();
        plainPool.close();
        keys.close();
    }
}
