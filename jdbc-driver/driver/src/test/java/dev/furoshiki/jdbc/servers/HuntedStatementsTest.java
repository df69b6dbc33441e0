package dev.furoshiki.jdbc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Statements in which the leak hunt has found the driver wrong, each by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HuntedStatementsTest {

    private final Map<TestServer, ServerTwins> twins = new EnumMap<>(TestServer.class);

    @AfterAll
    void close() throws SQLException {
        for (ServerTwins one : twins.values()) {
            one.close();
        }
    }

    private ServerTwins twins(TestServer server) throws SQLException {
        ServerTwins known = twins.get(server);
        if (known != null) {
            return known;
        }
        ServerTwins made = new ServerTwins(server);
        String fixed = server == TestServer.MARIADB || server == TestServer.MYSQL_DRIVER ? " COLLATE utf8mb4_bin" : "";
        made.define(
                "CREATE TABLE person (id integer PRIMARY KEY, mail " + server.varchar(40)
                        + " ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = mail), code char(8)" + fixed
                        + " ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC), name varchar(40))",
                "CREATE TABLE letter (id integer PRIMARY KEY, sender " + server.varchar(40)
                        + " ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = mail), UNIQUE (sender))",
                "CREATE TABLE plain_log (id integer PRIMARY KEY, name varchar(40))");
        twins.put(server, made);
        return made;
    }

    /** With two rows in each table. */
    private ServerTwins filled(TestServer server) throws Exception {
        ServerTwins filled = twins(server);
        for (String text : new String[] {
            "DELETE FROM person",
            "DELETE FROM letter",
            "DELETE FROM plain_log",
            "INSERT INTO person (id, mail, code, name) VALUES (1, 'a@x', 'one', 'A'), (2, 'b@x', 'two', 'B')",
            "INSERT INTO letter (id, sender) VALUES (1, 'a@x'), (3, 'c@x')"
        }) {
            same(filled, text);
        }
        return filled;
    }

    private static void same(ServerTwins twins, String text, Object... parameters) throws Exception {
        twins.same(text, connection -> ServerTwins.update(connection, text, parameters));
    }

    private static void sameRows(ServerTwins twins, String text, Object... parameters) throws Exception {
        List<List<@Nullable Object>> rows =
                twins.same(text, connection -> ServerTwins.query(connection, text, parameters));
        assertThat(rows).as(text).isNotEmpty();
    }

    /** The index of a column had the name of its UNIQUE, on MariaDB. */
    @ParameterizedTest
    @EnumSource
    void uniqueOverAnIndex(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        twins.sameRefusal(
                "twice", connection -> ServerTwins.update(connection, "INSERT INTO letter VALUES (4, ?)", "a@x"));
    }

    /** H2's setters of a comparison threw, and none was found. */
    @ParameterizedTest
    @EnumSource
    void comparisonsOfPaddedTexts(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        sameRows(twins, "SELECT id FROM person WHERE code = ?", "one");
        sameRows(twins, "SELECT id FROM person WHERE code = ?", "one   ");
        sameRows(twins, "SELECT id FROM person WHERE code = 'two'");
        sameRows(twins, "SELECT count(*) FROM person WHERE code = ?", "one and more");
    }

    /** H2 leaves the spaces at the end of both out of account, so that several values are equal; one only was found. */
    @ParameterizedTest
    @EnumSource(names = "H2")
    void charactersComparedWithAVaryingColumn(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        try (PreparedStatement select = twins.ours().prepareStatement("SELECT id FROM person WHERE mail = ?")) {
            assertThatThrownBy(() -> select.setObject(1, "kanarie", Types.CHAR))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("several values of a")
                    .hasMessageNotContaining("kanarie");
        }
    }

    /** MySQL's if was taken for a function that may give another value the second time. */
    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_DRIVER"})
    void ifBesideACellAndItsIndex(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        same(
                twins,
                "INSERT INTO person (id, mail) VALUES (9, (SELECT l.sender FROM letter l WHERE if(l.id > 2, 'x', 'y') = 'x'))");
        sameRows(twins, "SELECT mail FROM person WHERE mail = ? ORDER BY id", "c@x");
    }

    /** Constants of which one is chosen had no type any more, on H2. */
    @ParameterizedTest
    @EnumSource
    void choicesOfConstants(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        same(
                twins,
                "INSERT INTO person (id, mail, code) VALUES (5, coalesce(CASE WHEN 2 > 1 THEN 'e@x' END, 'f@x'), 'x')");
        if (server != TestServer.MARIADB && server != TestServer.MYSQL_DRIVER) {
            same(
                    twins,
                    "UPDATE person SET mail = CASE WHEN id = 1 THEN CAST(? AS varchar(40)) ELSE CAST(? AS varchar(40)) END",
                    "g@x",
                    "h@x");
        }
        sameRows(twins, "SELECT * FROM person ORDER BY id");
    }

    /** A second common table expression with columns was taken for a call where WITH does not stand first. */
    @ParameterizedTest
    @EnumSource
    void severalCommonTablesOfAnInsert(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        same(
                twins,
                "INSERT INTO person (id, mail) WITH a AS (SELECT id FROM letter), b (i, m) AS (SELECT id, sender FROM letter)"
                        + " SELECT b.i + 10, b.m FROM b JOIN a ON a.id = b.i");
        sameRows(twins, "SELECT * FROM person ORDER BY id");
    }

    /** The keys of a plain table were not asked for where its rows came from an encrypted one. */
    @ParameterizedTest
    @EnumSource
    void keysOfRowsFromAnEncryptedTable(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        String text = "INSERT INTO plain_log (id, name) SELECT id + 20, name FROM person WHERE mail = ?";
        twins.same(text, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(text, new String[] {"id"})) {
                insert.setString(1, "a@x");
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    return keys.getMetaData().getColumnCount();
                }
            }
        });
    }

    /** A row of too few values was given a list of as many columns, which only PostgreSQL does. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void rowsThatAreTooShort(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        twins.sameRefusal(
                "values", connection -> ServerTwins.update(connection, "INSERT INTO person VALUES (6, ?)", "f@x"));
        twins.sameRefusal(
                "query",
                connection -> ServerTwins.update(connection, "INSERT INTO person SELECT id + 30, sender FROM letter"));
    }

    /** H2 reads the table, to which the value would have gone in clear. */
    @ParameterizedTest
    @EnumSource(names = "H2")
    void commonTablesThatATableHides(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        for (String text : new String[] {
            "WITH person AS (SELECT 1 AS id, 'x' AS mail) SELECT id FROM person WHERE mail = 'kanarie'",
            "WITH q AS (SELECT 1 AS x), person (mail) AS (SELECT 'x') SELECT mail FROM person",
            "SELECT * FROM (WITH letter AS (SELECT 'x' AS sender) SELECT sender FROM letter WHERE sender = 'kanarie') q"
        }) {
            assertThatThrownBy(() -> ServerTwins.query(twins.ours(), text))
                    .as(text)
                    .isInstanceOf(UnsupportedStatementException.class)
                    .hasMessageContaining("the server reads the table")
                    .hasMessageNotContaining("kanarie");
        }
    }

    /** Without DISTINCT ON the condition is sent twice, and the server cannot know that its parameters are the same. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void distinctBesideParameters(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        assertThatThrownBy(() -> ServerTwins.query(
                        twins.ours(),
                        "SELECT DISTINCT mail, CASE WHEN code = ? THEN 'x' ELSE 'y' END FROM person",
                        "one"))
                .isInstanceOf(UnsupportedStatementException.class)
                .hasMessageContaining("DISTINCT would compare its cells");
    }

    /** Two tables of one domain have companions of one name, and H2 sees both where MERGE inserts. */
    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2"})
    void companionsWhereMergeInserts(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        same(
                twins,
                "MERGE INTO person p USING letter l ON p.id = l.id WHEN NOT MATCHED THEN INSERT (id, mail) VALUES (l.id,"
                        + " sender)");
        sameRows(twins, "SELECT * FROM person ORDER BY id");
    }

    /** Keywords before a subquery in parentheses were taken for calls. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void keywordsBeforeParentheses(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        sameRows(
                twins,
                "SELECT CASE WHEN name IS NULL THEN (SELECT l.sender FROM letter l WHERE l.id = 3) ELSE mail END AS m"
                        + " FROM person ORDER BY id");
        if (server == TestServer.MARIADB) { // MySQL's driver expects no rows of INSERT
            sameRows(
                    twins,
                    "INSERT INTO person (id, mail) VALUES (7, NULL) RETURNING (SELECT l.sender FROM letter l WHERE l.id = 1)"
                            + " AS s");
            sameRows(twins, "DELETE FROM person WHERE mail IS NULL RETURNING (mail) AS m");
            try (Connection opened = twins.encrypted().connect();
                    Statement statement = opened.createStatement();
                    ResultSet rows =
                            statement.executeQuery("EXPLAIN REPLACE INTO person (id, mail) VALUES (8, 'i@x')")) {
                assertThat(rows.next()).isTrue();
            }
        }
    }

    /** MariaDB's condition of a join sees the tables before a join that has none; a constant stayed plain. */
    @ParameterizedTest
    @EnumSource
    void joinsWithoutAConditionBeforeOthers(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        sameRows(twins, "SELECT p.id FROM person p CROSS JOIN letter l JOIN (SELECT 'a@x' AS x) q ON q.x = mail");
        same(twins, "INSERT INTO plain_log VALUES (1, 'a')");
        sameRows(twins, "SELECT p.id FROM person p CROSS JOIN plain_log l JOIN (SELECT 'a@x' AS x) q ON q.x = mail");
        sameRows(
                twins,
                "SELECT p.id FROM person p CROSS JOIN plain_log l LEFT JOIN plain_log k ON mail = ? ORDER BY 1",
                "a@x");
    }

    /** The same, where the word CROSS may be left out, too. */
    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_DRIVER"})
    void innerJoinsWithoutACondition(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        same(twins, "INSERT INTO plain_log VALUES (1, 'a')");
        sameRows(twins, "SELECT p.id FROM person p JOIN plain_log l JOIN plain_log k ON p.mail = ?", "a@x");
        sameRows(
                twins,
                "SELECT p.id FROM person p JOIN letter l LEFT JOIN plain_log k JOIN plain_log j ON k.id = j.id ON p.mail = l.sender ORDER BY 1");
    }

    /** H2's conditions of inner joins see every table, also those behind them. */
    @ParameterizedTest
    @EnumSource(names = "H2")
    void namesOfTablesBesideAJoin(TestServer server) throws Exception {
        Connection ours = filled(server).ours();
        for (String text : new String[] {
            "SELECT l.id FROM plain_log l JOIN plain_log k ON mail = 'kanarie', person",
            "SELECT l.id FROM person, plain_log l JOIN plain_log k ON mail = 'kanarie'",
            "SELECT l.id FROM plain_log l JOIN plain_log k ON mail = 'kanarie' JOIN person ON person.id = 1",
            "SELECT l.id FROM plain_log l JOIN plain_log k ON l.id = (SELECT 1 FROM plain_log WHERE mail = 'kanarie'), person"
        }) {
            assertThatThrownBy(() -> ServerTwins.query(ours, text))
                    .as(text)
                    .isInstanceOf(UnsupportedStatementException.class)
                    .hasMessageContaining("is encrypted: a name in the condition of a join may mean it");
        }
    }

    /** Rows without parameters were sent to MariaDB as one command, since their constants had become some. */
    @ParameterizedTest
    @EnumSource
    void batchesWithoutParameters(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        twins.same("batch", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO person (id, mail) SELECT id + 10, sender FROM letter WHERE sender <> 'c@x'")) {
                insert.addBatch();
                insert.executeBatch();
                insert.addBatch();
                insert.clearBatch();
                return List.of(insert.executeBatch().length);
            }
        });
        twins.same("counts", connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE person SET mail = 'd@x' WHERE id < 3")) {
                update.executeUpdate();
                update.addBatch();
                update.addBatch();
                return Arrays.stream(update.executeBatch()).boxed().toList();
            }
        });
        twins.same("what is left to be asked for", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM person WHERE mail = 'f@x'")) {
                delete.executeUpdate();
                ServerTwins.update(connection, "UPDATE person SET mail = 'f@x' WHERE id > 10");
                delete.addBatch();
                delete.executeBatch();
                return List.of(delete.getUpdateCount(), delete.getMoreResults(), delete.getUpdateCount());
            }
        });
        twins.sameRefusal("the same key twice", connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO person (id, mail) SELECT id + 20, 'e@x' FROM letter")) {
                insert.addBatch();
                insert.addBatch();
                return insert.executeBatch().length;
            }
        });
        sameRows(twins, "SELECT id, mail FROM person ORDER BY id");
    }

    /** What MariaDB's driver says of an escape that it does not know was handed on, with the literal in it. */
    @ParameterizedTest
    @EnumSource
    void escapesThatTheDriverDoesNotKnow(TestServer server) throws Exception {
        Connection ours = filled(server).ours();
        assertThatThrownBy(() -> ServerTwins.query(ours, "SELECT id FROM person WHERE mail = {x/* */'kanarie'}"))
                .isInstanceOf(SQLException.class)
                .hasNoCause()
                .hasMessageNotContaining("kanarie");
    }

    /** RETURNING behind an EXPLAIN was taken for a routine. */
    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_DRIVER"})
    void explainedReturning(TestServer server) throws Exception {
        Connection ours = filled(server).ours();
        try (Statement explain = ours.createStatement();
                ResultSet rows =
                        explain.executeQuery("EXPLAIN INSERT INTO person SET id = 30, mail = 'x' RETURNING (id)")) {
            assertThat(rows.next()).isTrue();
        }
        assertThat(ServerTwins.query(ours, "SELECT id FROM person WHERE id = 30"))
                .isEmpty();
    }

    /** H2 makes a NULL without a type of what can be nothing else, which was taken for a column that holds no cells. */
    @ParameterizedTest
    @EnumSource
    void choicesThatCannotBeMade(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        sameRows(
                twins,
                "SELECT CASE WHEN NOT (1 = 1) THEN n END, n FROM (SELECT coalesce(mail, ?) AS n FROM person) p WHERE n = 'a@x'",
                "b@x");
    }

    /** MariaDB gives a NULL without a type for NULLIF of a parameter that is NULL; it was taken for a column without cells. */
    @ParameterizedTest
    @EnumSource
    void aParameterThatIsNullInAChoice(TestServer server) throws Exception {
        ServerTwins twins = filled(server);
        sameRows(
                twins,
                "SELECT id, CASE WHEN id IS NOT NULL THEN nullif(?, code) END AS c FROM person ORDER BY id",
                new Object[] {null});
    }

    /** H2's EXPLAIN before parentheses was taken for a routine. */
    @ParameterizedTest
    @EnumSource
    void explainedQueriesInParentheses(TestServer server) throws Exception {
        Connection ours = filled(server).ours();
        assertThat(ServerTwins.query(ours, "EXPLAIN (SELECT id FROM person WHERE mail = ?) UNION SELECT 7", "a@x"))
                .isNotEmpty();
    }

    /** An escape that the driver does not know made EXPLAIN ENCRYPTION fail, which says why a statement is refused. */
    @ParameterizedTest
    @EnumSource
    void explainedEscapes(TestServer server) throws Exception {
        Connection ours = filled(server).ours();
        String text = "SELECT id FROM person WHERE mail = {x/* */'kanarie'}";
        String refused = catchThrowableOfType(SQLException.class, () -> ServerTwins.query(ours, text))
                .getMessage();
        List<List<@Nullable Object>> rows = ServerTwins.query(ours, "EXPLAIN ENCRYPTION " + text);
        assertThat(rows.toString()).contains("refused").doesNotContain("kanarie");
        assertThat(rows).hasSize(1);
        assertThat(refused).isNotEmpty();
    }
}
