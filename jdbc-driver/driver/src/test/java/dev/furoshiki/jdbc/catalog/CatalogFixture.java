package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.EmbeddedKeys;
import dev.furoshiki.jdbc.EmptiedDatabases;
import dev.furoshiki.jdbc.catalog.CatalogChange.ColumnClause;
import dev.furoshiki.jdbc.catalog.CatalogChange.CreateTable;
import dev.furoshiki.jdbc.catalog.CatalogChange.DropTable;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.servers.LocalDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A database, a key service and a catalogue, for one test. */
public final class CatalogFixture implements AutoCloseable {

    public static final TableName PERSON = new TableName("public", "person");

    /** One store for all, since opening one takes a while; whoever disables a key must not leave it so. */
    private static final EmbeddedKeys KEYS = EmbeddedKeys.inTemporaryFolder();

    private final LocalDatabase database;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    public final KeyManagementService service = KEYS.service();
    public final DataKeys keys = DataKeys.over(service);
    public final Connection plain;

    public CatalogFixture() throws SQLException {
        this.database = EmptiedDatabases.take();
        this.plain = Objects.requireNonNull(EmptiedDatabases.administration(database));
    }

    public Connection connect() throws SQLException {
        Connection connection = database.connect();
        connections.add(connection);
        return connection;
    }

    /** As a process that was just started would. */
    public CatalogStore open(CatalogOptions options) throws SQLException {
        return open(options, LeaseClock.SYSTEM);
    }

    CatalogStore open(CatalogOptions options, LeaseClock clock) throws SQLException {
        return CatalogStore.open(plain, keys, options, new SeenVersions(), clock);
    }

    public CatalogStore create() throws SQLException {
        return open(CatalogOptions.defaults().creating());
    }

    public void disable(String alias) {
        KEYS.disable(alias);
    }

    public void enable(String alias) {
        KEYS.enable(alias);
    }

    public static CatalogOptions policy(Path folder, String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("policy.yaml"), yaml);
        return CatalogOptions.defaults().creating().withPolicy(file);
    }

    public void run(String... statements) throws SQLException {
        run(plain, statements);
    }

    public static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The rows of a query, columns joined by {@code |}. */
    public static List<String> query(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
                found.add(String.join("|", values));
            }
        }
        return found;
    }

    private static final Pattern COLUMN = Pattern.compile(
            "(?<name>\\w+)\\s+(?<type>[a-z]+(?:\\([^)]*\\))?)\\s*(?<clause>ENCRYPTED WITH \\((?<options>[^()]*)\\))");

    /** What the analyser makes of the text, for the simple texts of these tests. */
    public static CreateTable createTable(TableName table, String sql) {
        List<ColumnClause> columns = new ArrayList<>();
        Matcher column = COLUMN.matcher(sql);
        while (column.find()) {
            String options = column.group("options");
            Annotation annotation = new Annotation(
                    table,
                    column.group("name"),
                    LogicalType.parse(column.group("type")).orElseThrow(),
                    option(options, "KEY", "alias/pii"),
                    CellType.valueOf(option(options, "TYPE", "RANDOMIZED")),
                    IndexType.valueOf(option(options, "INDEX", "NONE")),
                    option(options, "DOMAIN", Annotation.ownDomain(table, column.group("name"))),
                    "CREATE TABLE " + table);
            columns.add(new ColumnClause(
                    annotation,
                    column.start("type"),
                    column.end("type"),
                    column.start("clause"),
                    column.end("clause")));
        }
        return new CreateTable(table, sql, sql.contains("IF NOT EXISTS"), columns, sql.lastIndexOf(')'));
    }

    private static String option(String options, String name, String otherwise) {
        Matcher option = Pattern.compile(name + " = '?([\\w/]+)'?").matcher(options);
        return option.find() ? option.group(1) : otherwise;
    }

    public static final String CREATE_PERSON = """
            CREATE TABLE person (
              id integer PRIMARY KEY, -- a comment stays
              ssn varchar(11) ENCRYPTED WITH (KEY = 'alias/pii', TYPE = RANDOMIZED, INDEX = EQUALITY, DOMAIN = person_ssn) NOT NULL,
              name text ENCRYPTED WITH (KEY = 'alias/pii'),
              email text ENCRYPTED WITH (KEY = 'alias/other', TYPE = DETERMINISTIC) UNIQUE,
              age integer
            )
            """;

    public static CreateTable createPerson() {
        return createTable(PERSON, CREATE_PERSON);
    }

    public static DropTable dropPerson() {
        return new DropTable(PERSON, "DROP TABLE person");
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
        keys.close();
        KEYS.enable(EmbeddedKeys.PII);
        KEYS.enable(EmbeddedKeys.OTHER);
        EmptiedDatabases.giveBack(database);
    }
}
