package dev.furoshiki.jdbc.servers;

import static dev.furoshiki.jdbc.servers.ServerTwins.query;
import static dev.furoshiki.jdbc.servers.ServerTwins.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main path on every server: what an application does first. */
class MainPathTest {

    private static final String ALL = "SELECT * FROM person ORDER BY id";

    private static ServerTwins twins(TestServer server) throws Exception {
        ServerTwins twins = new ServerTwins(server);
        twins.define("CREATE TABLE person (id integer PRIMARY KEY, ssn " + server.varchar(20)
                + " ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = person_ssn), born date ENCRYPTED"
                + " WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC), age integer, pay decimal(10, 2) ENCRYPTED WITH"
                + " (KEY = 'alias/pii'))");
        return twins;
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreStoredReadChangedAndDeleted(TestServer server) throws Exception {
        try (ServerTwins twins = twins(server)) {
            twins.same(
                    "insert",
                    c -> update(
                            c,
                            "INSERT INTO person (id, ssn, born, age, pay) VALUES (?, ?, ?, ?, ?)",
                            1,
                            "123-45-6789",
                            LocalDate.of(2020, 2, 29),
                            7,
                            new java.math.BigDecimal("12.50")));
            twins.same("a null", c -> update(c, "INSERT INTO person (id, ssn) VALUES (?, ?)", 2, null));
            twins.same("without a list", c -> update(c, "INSERT INTO person VALUES (3, ?, NULL, 9, ?)", "x", 1));
            twins.same("all", c -> query(c, ALL));
            twins.same("by index", c -> query(c, "SELECT id FROM person WHERE ssn = ?", "123-45-6789"));
            twins.same(
                    "by cell", c -> query(c, "SELECT ssn, pay FROM person WHERE born = ?", LocalDate.of(2020, 2, 29)));
            twins.same("one of", c -> query(c, "SELECT id FROM person WHERE ssn IN (?, ?) ORDER BY id", "x", "y"));
            twins.same("not", c -> query(c, "SELECT id FROM person WHERE ssn <> ? ORDER BY id", "x"));
            twins.same("is null", c -> query(c, "SELECT id FROM person WHERE ssn IS NULL"));
            twins.same("update", c -> update(c, "UPDATE person SET ssn = ?, age = age + 1 WHERE ssn = ?", "y", "x"));
            twins.same("all again", c -> query(c, ALL));
            twins.same("delete", c -> update(c, "DELETE FROM person WHERE ssn = ?", "y"));
            twins.same("the rest", c -> query(c, ALL));
            twins.sameRefusal("too long", c -> update(c, "INSERT INTO person (id, ssn) VALUES (9, ?)", "x".repeat(21)));
            twins.sameRefusal(
                    "too large",
                    c -> update(
                            c, "INSERT INTO person (id, pay) VALUES (9, ?)", new java.math.BigDecimal("123456789.00")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void batches(TestServer server) throws Exception {
        try (ServerTwins twins = twins(server)) {
            twins.same("batch", c -> {
                List<Object> seen = new ArrayList<>();
                try (PreparedStatement insert =
                        c.prepareStatement("INSERT INTO person (id, ssn, age) VALUES (?, ?, ?)")) {
                    for (int i = 0; i < 300; i++) {
                        insert.setInt(1, i);
                        insert.setString(2, i % 7 == 0 ? null : "ssn " + i);
                        insert.setInt(3, i);
                        insert.addBatch();
                    }
                    seen.add(Arrays.toString(insert.executeBatch()));
                }
                seen.addAll(query(c, ALL));
                return seen;
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void transactions(TestServer server) throws Exception {
        try (ServerTwins twins = twins(server)) {
            twins.same("rolled back and committed", c -> {
                List<Object> seen = new ArrayList<>();
                c.setAutoCommit(false);
                update(c, "INSERT INTO person (id, ssn) VALUES (1, ?)", "a");
                c.rollback();
                update(c, "INSERT INTO person (id, ssn) VALUES (2, ?)", "b");
                var savepoint = c.setSavepoint();
                update(c, "INSERT INTO person (id, ssn) VALUES (3, ?)", "c");
                c.rollback(savepoint);
                c.commit();
                c.setAutoCommit(true);
                seen.addAll(query(c, ALL));
                return seen;
            });
        }
    }

    /** Through MySQL's driver, too, it is as MariaDB's has it. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void metadataIsThatOfTheDeclaration(TestServer server) throws Exception {
        try (ServerTwins twins = twins(server)) {
            twins.same("result", c -> {
                List<Object> seen = new ArrayList<>();
                try (Statement statement = c.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT ssn, born, age, pay FROM person")) {
                    var meta = rows.getMetaData();
                    for (int i = 1; i <= meta.getColumnCount(); i++) {
                        seen.add(List.of(
                                meta.getColumnLabel(i),
                                meta.getColumnType(i),
                                meta.getColumnTypeName(i),
                                meta.getColumnClassName(i),
                                meta.getPrecision(i),
                                meta.getScale(i),
                                meta.getColumnDisplaySize(i)));
                    }
                }
                return seen;
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServerHoldsCellsOnly(TestServer server) throws Exception {
        try (ServerTwins twins = twins(server)) {
            update(
                    twins.ours(),
                    "INSERT INTO person (id, ssn, born) VALUES (1, ?, ?)",
                    "canary",
                    LocalDate.of(1, 2, 3));
            try (Connection plain = twins.encrypted().plain();
                    Statement statement = plain.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT ssn, born, pay FROM person")) {
                rows.next();
                assertThat(rows.getBytes(1)).hasSize(33 + "canary".length()).startsWith(1);
                assertThat(rows.getBytes(2)).hasSize(18 + 4).startsWith(2);
                assertThat(rows.getBytes(3)).isNull();
            }
        }
    }
}
