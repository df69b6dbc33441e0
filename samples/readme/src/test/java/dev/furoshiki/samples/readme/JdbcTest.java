package dev.furoshiki.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.DriverProperty;
import dev.furoshiki.jdbc.catalog.CatalogException.UnpreparedColumnException;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs what the documents show of the driver. */
class JdbcTest {

    private static final String GUIDE = "docs/jdbc.md";

    /** Where the guide's blocks of SQL stand. */
    private static final int TABLE = 0;

    private static final int SUPPORTED = 1;
    private static final int REFUSED = 2;
    private static final int REFUSED_EVERYWHERE = 3;
    private static final int PIN = 4;

    private static final KeysOfTheReadme KEYS = new KeysOfTheReadme();

    @AfterAll
    static void close() {
        KEYS.close();
    }

    @Test
    void theReadmesTable() throws Exception {
        LocalDatabase database = LocalPostgres.newDatabase();
        String url = url(database) + "&furoshiki.catalog=create";
        try (Connection db = DriverManager.getConnection(url);
                Statement statement = db.createStatement()) {
            statement.execute(createTable());
        }
        assertThat(Printed.by(() -> Snippets.readmeJdbc(url))).isEqualTo("Ada 078-05-1120");
        try (Connection plain = database.connect();
                Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM person")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("name")).isEqualTo("Ada");
            assertThat(rows.getBytes("ssn")).hasSize(44).startsWith(1);
            assertThat(rows.getBytes(4)).hasSize(16);
        }
    }

    private static String createTable() throws IOException {
        return String.join("\n", Document.read("README.md").blocks("sql").get(0));
    }

    @Test
    void theGuidesPolicy() throws Exception {
        LocalDatabase database = LocalPostgres.newDatabase();
        Path policy = Files.createTempFile("policy", ".yaml");
        Files.write(policy, Document.read(GUIDE).blocks("yaml").get(0));
        String url = url(database) + "&furoshiki.catalog=create&furoshiki.policy=" + policy;
        try (Connection plain = database.connect()) {
            run(plain, "CREATE TABLE customer (id int PRIMARY KEY, phone varchar(15))");
            run(plain, "INSERT INTO customer VALUES (1, '25-989-741-2988')");
            UnpreparedColumnException unprepared = assertThrowsExactly(
                    UnpreparedColumnException.class,
                    () -> DriverManager.getConnection(url).close());
            for (String statement : unprepared.ddl()) {
                run(plain, statement);
            }
            DriverManager.getConnection(url).close();
            assertThat(columns(plain)).startsWith("id", "phone_plaintext", "phone");
            DriverManager.getConnection(url(database) + "&furoshiki.catalogPin=" + pin(plain))
                    .close();
        }
        Files.delete(policy);
    }

    @Test
    void theGuidesStatements() throws Exception {
        List<List<String>> blocks = Document.read(GUIDE).blocks("sql");
        LocalDatabase database = LocalPostgres.newDatabase();
        try (Connection db = DriverManager.getConnection(url(database) + "&furoshiki.catalog=create")) {
            run(db, String.join("\n", blocks.get(TABLE)));
            run(db, "CREATE TABLE city (id int, name text)");
            for (String statement : blocks.get(SUPPORTED)) {
                execute(db, statement);
            }
            for (int block : List.of(REFUSED, REFUSED_EVERYWHERE)) {
                assertThat(blocks.get(block))
                        .filteredOn(line -> !line.startsWith("--"))
                        .allSatisfy(
                                statement -> assertThat(sqlState(db, statement)).isIn("0A000", "42601"));
            }
            assertThat(sqlState(db, "SELECT unknown FROM person")).isEqualTo("42703");
        }
        assertThat(blocks).hasSize(PIN + 1);
    }

    /** Blanks and the digits of the companion apart, the guide shows what is answered. */
    @Test
    void theGuidesExplanation() throws Exception {
        List<String> shown = Document.read(GUIDE).section("## What would be done: EXPLAIN ENCRYPTION").stream()
                .filter(line -> line.startsWith("    "))
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
        LocalDatabase database = LocalPostgres.newDatabase();
        try (Connection db = DriverManager.getConnection(url(database) + "&furoshiki.catalog=create")) {
            run(db, String.join("\n", Document.read(GUIDE).blocks("sql").get(TABLE)));
            try (Statement statement = db.createStatement();
                    ResultSet rows = statement.executeQuery(shown.get(0))) {
                List<String> answered = new ArrayList<>(List.of(shown.get(0)));
                answered.add(joined(i -> rows.getMetaData().getColumnLabel(i)));
                while (rows.next()) {
                    answered.add(joined(rows::getString).replaceFirst("fk_[0-9a-f]{16}_eq", "fk_0a1b2c3d4e5f6071_eq"));
                }
                assertThat(shown).isEqualTo(answered);
            }
        }
    }

    /** One of eight values. */
    @FunctionalInterface
    private interface Value {
        @Nullable
        String get(int index) throws SQLException;
    }

    private static String joined(Value values) throws SQLException {
        List<String> present = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            String value = values.get(i);
            if (value != null) {
                present.add(value);
            }
        }
        return String.join(" ", present);
    }

    private static void execute(Connection db, String statement) throws SQLException {
        try (PreparedStatement prepared = db.prepareStatement(statement)) {
            int parameters = prepared.getParameterMetaData().getParameterCount();
            for (int i = 1; i <= parameters; i++) {
                prepared.setObject(i, prepared.getParameterMetaData().getParameterType(i) == Types.INTEGER ? 7 : "a");
            }
            prepared.execute();
        }
    }

    private static String sqlState(Connection db, String statement) {
        return assertThrows(SQLException.class, () -> execute(db, statement)).getSQLState();
    }

    private static String pin(Connection plain) throws SQLException, IOException {
        String query = String.join("\n", Document.read(GUIDE).blocks("sql").get(PIN));
        try (Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            String pin = rows.getString(1);
            assertThat(pin).matches("[0-9a-f]{32}:2");
            return pin;
        }
    }

    private static List<String> columns(Connection plain) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet columns = plain.getMetaData().getColumns(null, "public", "customer", "%")) {
            while (columns.next()) {
                names.add(columns.getString("COLUMN_NAME"));
            }
        }
        return names;
    }

    private static String url(LocalDatabase database) {
        return "jdbc:furoshiki:" + database.address() + "?user=" + database.user() + "&password=" + database.password()
                + "&furoshiki.keys=" + KEYS.uri();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The guide names every property, with its default and choices. */
    @Test
    void theGuidesProperties() throws IOException {
        Map<String, List<String>> rows = new HashMap<>();
        Document.read(GUIDE).table("## Properties").forEach(row -> rows.put(row.get(0), row));
        assertThat(rows).hasSize(DriverProperty.values().length);
        for (DriverProperty property : DriverProperty.values()) {
            List<String> row = rows.getOrDefault(property.key(), List.of());
            assertThat(row).as(property.key()).hasSize(3);
            property.defaultValue().ifPresent(value -> assertThat(row.get(1)).isEqualTo(value));
            assertThat(property.choices())
                    .allSatisfy(choice -> assertThat(row.get(2)).contains("`" + choice + "`"));
        }
    }

    @Test
    void aDataSourceOverAPool() throws SQLException {
        LocalDatabase database = LocalPostgres.newDatabase();
        PGSimpleDataSource pool = new PGSimpleDataSource();
        pool.setUrl(database.jdbcUrl());
        pool.setUser(database.user());
        pool.setPassword(database.password());
        try (DataKeys keys = DataKeys.open(KEYS.uri())) {
            Snippets.jdbcDataSource(keys, pool);
        }
    }
}
