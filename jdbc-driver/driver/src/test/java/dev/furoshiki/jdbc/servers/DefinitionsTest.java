package dev.furoshiki.jdbc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.FuroshikiDataSource;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.catalog.CatalogException.AlteredCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.ColumnInUseException;
import dev.furoshiki.jdbc.catalog.CatalogException.ContradictionException;
import dev.furoshiki.jdbc.catalog.CatalogException.InvalidAnnotationException;
import dev.furoshiki.jdbc.catalog.CatalogException.UnpreparedColumnException;
import dev.furoshiki.testing.servers.LocalDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Data definitions on every server: table, CHECKs, companions and manifest go together, whatever fails in between. */
class DefinitionsTest {

    private static String person(TestServer server) {
        return "CREATE TABLE person (id integer PRIMARY KEY, ssn " + server.varchar(20)
                + " ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY))";
    }

    private static List<String> ids(Connection connection) throws SQLException {
        return EncryptedDatabase.query(connection, "SELECT id FROM person ORDER BY id");
    }

    @ParameterizedTest
    @EnumSource
    void tablesComeAndGo(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            try (PreparedStatement create = connection.prepareStatement(person(server))) {
                create.execute();
            }
            EncryptedDatabase.run(connection, person(server).replace("TABLE", "TABLE IF NOT EXISTS"));
            assertThatThrownBy(() -> EncryptedDatabase.run(connection, person(server)))
                    .isInstanceOf(SQLException.class);
            ServerTwins.update(connection, "INSERT INTO person VALUES (1, ?)", "a");
            EncryptedDatabase.run(connection, "DROP TABLE person", person(server));
            assertThat(ids(connection)).isEmpty();
            // Another client drops it: the entries stay, and give way to the next table's.
            database.runPlain("DROP TABLE person");
            EncryptedDatabase.run(connection, person(server));
            ServerTwins.update(connection, "INSERT INTO person VALUES (2, ?)", "b");
            try (FuroshikiDataSource other = database.dataSource();
                    Connection second = other.getConnection()) {
                assertThat(ServerTwins.query(second, "SELECT ssn FROM person WHERE ssn = ?", "b"))
                        .containsExactly(List.of("b"));
            }
        }
    }

    /** As jOOQ and Hibernate write them: MySQL calls a key without a name after its first column. */
    @ParameterizedTest
    @EnumSource
    void keysOfTheTableAndKeysThatComeLater(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(
                    connection,
                    person(server).replace("))", "), age integer, UNIQUE (ssn, age), UNIQUE (ssn))"),
                    person(server).replace("person", "later"),
                    "ALTER TABLE later ADD CONSTRAINT one_each UNIQUE (ssn)");
            for (String table : List.of("person", "later")) {
                ServerTwins.update(connection, "INSERT INTO " + table + " (id, ssn) VALUES (1, ?)", "a");
                assertThatThrownBy(() -> ServerTwins.update(
                                connection, "INSERT INTO " + table + " (id, ssn) VALUES (2, ?)", "a"))
                        .as(table)
                        .isInstanceOf(SQLException.class)
                        .extracting("SQLState")
                        .asString()
                        .startsWith("23");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableIsEmptied(TestServer server) throws Exception {
        LocalDatabase local = server.newDatabase();
        String schema = server == TestServer.POSTGRESQL || server == TestServer.H2 ? "public" : local.name();
        try (EncryptedDatabase database = new EncryptedDatabase(local);
                Connection connection = database.create()) {
            EncryptedDatabase.run(connection, person(server), person(server).replace("person", "kept"));
            for (String truncate : List.of("TRUNCATE TABLE person", "truncate table " + schema + ".person")) {
                for (String table : List.of("person", "kept")) {
                    EncryptedDatabase.run(connection, "DELETE FROM " + table);
                    ServerTwins.update(connection, "INSERT INTO " + table + " (id, ssn) VALUES (1, ?)", "a");
                }
                EncryptedDatabase.run(connection, truncate);
                assertThat(ServerTwins.query(connection, "SELECT ssn FROM person"))
                        .as(truncate)
                        .isEmpty();
                assertThat(ServerTwins.query(connection, "SELECT ssn FROM kept"))
                        .containsExactly(List.of("a"));
            }
            ServerTwins.update(connection, "INSERT INTO person (id, ssn) VALUES (1, ?)", "b");
            assertThat(ServerTwins.query(connection, "SELECT id FROM person WHERE ssn = ?", "b"))
                    .containsExactly(List.of(1));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL")
    void severalTablesAreEmptiedWithTheirSequences(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(
                    connection,
                    person(server).replace("id integer", "id serial"),
                    "CREATE TABLE city (id integer PRIMARY KEY)",
                    "INSERT INTO city VALUES (1)");
            for (int round = 0; round < 2; round++) {
                ServerTwins.update(connection, "INSERT INTO person (ssn) VALUES (?)", "a");
                assertThat(ServerTwins.query(connection, "SELECT id FROM person"))
                        .containsExactly(List.of(1));
                EncryptedDatabase.run(connection, "TRUNCATE ONLY person, city RESTART IDENTITY CASCADE");
                assertThat(ServerTwins.query(connection, "SELECT id FROM person"))
                        .isEmpty();
                assertThat(ServerTwins.query(connection, "SELECT id FROM city")).isEmpty();
            }
        }
    }

    /** As Hibernate drops them before it creates the tables. */
    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_DRIVER"})
    void foreignKeysOfTablesThatAreNotThereAreDropped(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(
                    connection,
                    "CREATE TABLE city (id integer PRIMARY KEY)",
                    person(server)
                            .replace("))", "), city integer, CONSTRAINT c FOREIGN KEY (city) REFERENCES city (id))"),
                    "alter table if exists person drop foreign key if exists c",
                    "ALTER TABLE person DROP FOREIGN KEY IF EXISTS c",
                    "DROP TABLE city");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_DRIVER"})
    void aTextWithoutACollationHasItsDatabases(TestServer server, @TempDir Path folder) throws Exception {
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"),
                "tables:\n  person:\n    ssn:\n      type: varchar(20)\n      key: alias/pii\n      index: EQUALITY\n");
        String table = "CREATE TABLE person (id integer PRIMARY KEY, ssn varchar(20))";
        LocalDatabase local = server.newDatabase();
        try (EncryptedDatabase database = new EncryptedDatabase(local)) {
            database.runPlain("ALTER DATABASE " + local.name() + " COLLATE utf8mb4_general_ci");
            try (Connection connection =
                    database.connect("furoshiki.catalog=createTables", "furoshiki.policy=" + policy)) {
                assertThatThrownBy(() -> EncryptedDatabase.run(connection, table))
                        .isInstanceOf(InvalidAnnotationException.class)
                        .hasMessageContaining("no collation is declared");
            }
        }
        LocalDatabase binary = server.newDatabase();
        try (EncryptedDatabase database = new EncryptedDatabase(binary)) {
            database.runPlain("ALTER DATABASE " + binary.name() + " COLLATE utf8mb4_bin");
            try (Connection connection =
                    database.connect("furoshiki.catalog=createTables", "furoshiki.policy=" + policy)) {
                assertThatThrownBy(() -> EncryptedDatabase.run(connection, table + " COLLATE = utf8mb4_general_ci"))
                        .isInstanceOf(ContradictionException.class);
                EncryptedDatabase.run(connection, table);
                ServerTwins.update(connection, "INSERT INTO person VALUES (1, ?)", "a");
                // which ignores trailing spaces, and nothing else
                assertThat(ServerTwins.query(connection, "SELECT id FROM person WHERE ssn IN (?, ?)", "A", "a "))
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatCannotBeMadeLeavesNothingBehind(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(connection, person(server));
            String other = person(server).replace("person", "other");
            for (String failing : List.of(
                    other.replace("))", "), x integer REFERENCES nowhere (id))"),
                    other.replace(", INDEX = EQUALITY", "").replace("ENCRYPTED", "UNIQUE ENCRYPTED"),
                    other.replace("ENCRYPTED", "CHECK (ssn <> 'a') ENCRYPTED"))) {
                assertThatThrownBy(() -> EncryptedDatabase.run(connection, failing))
                        .as(failing)
                        .isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> database.queryPlain("SELECT * FROM other")).isInstanceOf(SQLException.class);
            EncryptedDatabase.run(connection, other);
            ServerTwins.update(connection, "INSERT INTO other VALUES (1, ?)", "a");
            assertThat(ids(connection)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherClientsCannotStorePlaintext(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            EncryptedDatabase.run(connection, person(server));
            ServerTwins.update(connection, "INSERT INTO person VALUES (1, ?)", "a");
            try (Connection plain = database.plain()) {
                for (byte[] value : new byte[][] {
                    "123-45-6789".getBytes(java.nio.charset.StandardCharsets.US_ASCII), new byte[33], {1, 2, 3}
                }) {
                    assertThatThrownBy(() -> {
                                try (PreparedStatement update = plain.prepareStatement("UPDATE person SET ssn = ?")) {
                                    update.setBytes(1, value);
                                    update.executeUpdate();
                                }
                            })
                            .isInstanceOf(SQLException.class);
                }
                assertThatThrownBy(() -> EncryptedDatabase.run(plain, "UPDATE person SET ssn = NULL"))
                        .isInstanceOf(SQLException.class);
            }
            assertThat(ServerTwins.query(connection, "SELECT ssn FROM person")).containsExactly(List.of("a"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPolicySaysWhatToRunFirst(TestServer server, @TempDir Path folder) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase())) {
            database.runPlain(
                    "CREATE TABLE person (id integer PRIMARY KEY, ssn " + server.varchar(20) + ")",
                    "INSERT INTO person VALUES (1, 'a')");
            String table = server == TestServer.H2 ? "PERSON" : "person";
            String column = server == TestServer.H2 ? "SSN" : "ssn";
            Path policy = Files.writeString(
                    folder.resolve("policy.yaml"),
                    "tables:\n  " + table + ":\n    " + column + ":\n      type: " + server.varchar(20)
                            + "\n      key: alias/pii\n      index: EQUALITY\n");
            UnpreparedColumnException unprepared = catchThrowableOfType(
                    UnpreparedColumnException.class,
                    () -> database.create("furoshiki.policy=" + policy).close());
            assertThat(unprepared.ddl()).isNotEmpty();
            database.runPlain(unprepared.ddl().toArray(String[]::new));
            try (Connection connection = database.create("furoshiki.policy=" + policy)) {
                ServerTwins.update(connection, "UPDATE person SET ssn = ? WHERE id = 1", "a");
                assertThat(ServerTwins.query(connection, "SELECT id FROM person WHERE ssn = ?", "a"))
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatUsesAColumnIsNamed(TestServer server, @TempDir Path folder) throws Exception {
        boolean h2 = server == TestServer.H2;
        for (String use : List.of(
                "ALTER TABLE person ADD CHECK (ssn <> 'x')",
                "CREATE VIEW people AS SELECT ssn FROM person",
                "ALTER TABLE person ADD UNIQUE (ssn)",
                server == TestServer.POSTGRESQL
                        ? "CREATE INDEX ON person (upper(ssn))"
                        : "ALTER TABLE person ADD COLUMN g varchar(30) GENERATED ALWAYS AS (concat(ssn, 'x'))",
                "CREATE TABLE ref (s " + server.varchar(20) + " UNIQUE); ALTER TABLE person ADD FOREIGN KEY (ssn)"
                        + " REFERENCES ref (s)")) {
            try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase())) {
                database.runPlain("CREATE TABLE person (id integer PRIMARY KEY, ssn " + server.varchar(20) + ")");
                database.runPlain(use.split("; "));
                Path policy = Files.writeString(
                        folder.resolve("policy.yaml"),
                        "tables:\n  " + (h2 ? "PERSON" : "person") + ":\n    " + (h2 ? "SSN" : "ssn")
                                + ":\n      type: " + server.varchar(20) + "\n      key: alias/pii\n");
                assertThatThrownBy(() ->
                                database.create("furoshiki.policy=" + policy).close())
                        .as(use)
                        .isInstanceOf(ColumnInUseException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void foreignKeysStandBetweenDeterministicColumnsOfOneDomain(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            String type = server.unpaddedVarchar(20)
                    + " ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC, DOMAIN =" + " %s)";
            EncryptedDatabase.run(
                    connection, "CREATE TABLE parent (code " + String.format(type, "one") + " NOT NULL UNIQUE)");
            String child = "CREATE TABLE %s (code %s, FOREIGN KEY (code) REFERENCES parent (code))";
            assertThatThrownBy(() -> EncryptedDatabase.run(
                            connection, String.format(child, "stranger", String.format(type, "two"))))
                    .isInstanceOf(ColumnInUseException.class)
                    .hasMessageContaining("foreign key");
            EncryptedDatabase.run(connection, String.format(child, "child", String.format(type, "one")));
            ServerTwins.update(connection, "INSERT INTO parent VALUES (?)", "a");
            ServerTwins.update(connection, "INSERT INTO child VALUES (?)", "a");
            assertThatThrownBy(() -> ServerTwins.update(connection, "INSERT INTO child VALUES (?)", "b"))
                    .isInstanceOf(SQLException.class)
                    .satisfies(refused ->
                            assertThat(((SQLException) refused).getSQLState()).startsWith("23"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAlteredManifestIsRefused(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase())) {
            try (Connection connection = database.create()) {
                EncryptedDatabase.run(connection, person(server));
            }
            try (Connection plain = database.plain();
                    PreparedStatement update = plain.prepareStatement("UPDATE furoshiki_catalog SET mac = ?")) {
                update.setBytes(1, new byte[32]);
                update.executeUpdate();
            }
            try (FuroshikiDataSource other = database.dataSource()) {
                assertThatThrownBy(() -> other.getConnection().close()).isInstanceOf(AlteredCatalogException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"MARIADB", "MYSQL_DRIVER"})
    void comparedTextNeedsABinaryCollation(TestServer server) throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(server.newDatabase());
                Connection connection = database.create()) {
            String create = "CREATE TABLE t (s varchar(9)%s ENCRYPTED WITH (KEY = 'alias/pii'%s))";
            for (String collation : List.of("", " COLLATE utf8mb4_general_ci")) {
                assertThatThrownBy(() -> EncryptedDatabase.run(
                                connection, String.format(create, collation, ", INDEX = EQUALITY")))
                        .isInstanceOf(InvalidAnnotationException.class)
                        .hasMessageContaining("COLLATE utf8mb4_bin");
            }
            assertThatThrownBy(() -> EncryptedDatabase.run(
                            connection, String.format(create, " COLLATE utf8mb4_bin", ", TYPE = DETERMINISTIC")))
                    .isInstanceOf(InvalidAnnotationException.class)
                    .hasMessageContaining("trailing spaces");
            EncryptedDatabase.run(connection, String.format(create, "", ""), "DROP TABLE t");
            EncryptedDatabase.run(
                    connection, String.format(create, " COLLATE utf8mb4_nopad_bin", ", TYPE = DETERMINISTIC"));
        }
    }

    @Test
    void urlsThatRunSqlAreRefused() throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(TestServer.H2.newDatabase())) {
            assertThatThrownBy(() -> database.create("INIT=CREATE TABLE x (y integer)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("INIT");
            assertThatThrownBy(() -> database.create("MODE=MySQL"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("MODE");
        }
        try (EncryptedDatabase database = new EncryptedDatabase(TestServer.MARIADB.newDatabase())) {
            assertThatThrownBy(() -> database.create("allowMultiQueries=true"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("allowMultiQueries");
            assertThatThrownBy(() -> database.create("sessionVariables=sql_mode=ORACLE"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("sql_mode");
        }
    }
}
