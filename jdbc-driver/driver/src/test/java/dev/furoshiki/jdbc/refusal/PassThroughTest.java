package dev.furoshiki.jdbc.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/**
 * Statements that reach no encrypted column arrive byte for byte as through the plain driver, and give the same. The
 * server's log is asked.
 */
class PassThroughTest {

    private static final String[] TABLES = {
        "CREATE TABLE bystander (id serial PRIMARY KEY, v text, w integer, \"Odd Name\" text, ssn text)",
        "INSERT INTO bystander (v, w) VALUES ('one', 1), ('two', 2)",
        "CREATE TABLE persons (id integer)",
        "CREATE SCHEMA s",
        "CREATE FUNCTION vouched_for(text) RETURNS text LANGUAGE sql AS 'SELECT $1'"
    };
    private static final Pattern LINE = Pattern.compile("(?m)^\\d{4}-\\d\\d-\\d\\d [^\\[]*\\[\\d+\\] ");

    private static LoggedDatabase database;
    private static Connection plain;

    @BeforeAll
    static void open() throws SQLException {
        database = new LoggedDatabase(TABLES);
        LocalDatabase other = LocalPostgres.newDatabase();
        try (Connection connection = other.connect()) {
            for (String text : TABLES) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(text);
                }
            }
        }
        other.logEveryStatement();
        plain = other.connect();
    }

    @AfterAll
    static void close() throws SQLException {
        plain.close();
        database.close();
    }

    static List<String> texts() {
        return List.of(
                "SELECT 1",
                "select  v ,\t\"Odd Name\"\r\nFROM\n  bystander   WHERE id=1  ",
                "SELECT /* a comment */ v -- and another\nFROM bystander /* /* nested */ */",
                "/*! SELECT 2 */ SELECT 1",
                "/*+ SeqScan(bystander) */ SELECT v FROM bystander",
                "SELECT 'it''s', E'a\\'b', $$dollar 'quoted' -- no comment$$, $tag$ $$ $tag$, U&'\\00e9', B'101', X'ff'",
                "SELECT 'person', $$SELECT ssn FROM person$$, 'DO $x$' -- person",
                "SELECT v AS \"person's\", 1 AS personal FROM bystander AS people",
                "SELECT id FROM persons",
                "SELECT ssn FROM bystander WHERE ssn IS NULL",
                "SELECT v FROM bystander WHERE v LIKE 'o%' ESCAPE '!' AND w BETWEEN 1 AND 2 ORDER BY v DESC NULLS LAST",
                "SELECT b.v, count(*) FROM bystander b JOIN bystander c USING (id) GROUP BY b.v HAVING count(*) > 0 ORDER BY 1",
                "WITH q(x) AS MATERIALIZED (SELECT id FROM bystander) SELECT sum(x) OVER () FROM q",
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) TABLE r",
                "SELECT v::varchar(2), w::numeric/2, interval '1 day', date '2020-02-29', now() IS NOT NULL FROM bystander",
                "SELECT ARRAY[1,2]@>ARRAY[2], '{\"a\":1}'::jsonb->>'a', w%2, ~w, @w FROM bystander",
                "SELECT DISTINCT ON (w) v FROM bystander ORDER BY w, v",
                "INSERT INTO bystander AS b (v) VALUES ('x') ON CONFLICT (id) DO UPDATE SET v = excluded.v RETURNING w",
                "UPDATE bystander SET (v, w) = ('y', 3) FROM persons RETURNING *",
                "DELETE FROM bystander USING persons WHERE persons.id = bystander.id",
                "VALUES (1, 'a'), (2, 'b')",
                "EXPLAIN (COSTS OFF) SELECT v FROM bystander",
                "SELECT 1; SELECT 2 ;\n SELECT 'a;b'",
                "INSERT INTO bystander (v) VALUES ('a'); UPDATE bystander SET w = 5; SELECT count(*) FROM bystander",
                "BEGIN; SELECT 1; COMMIT",
                "SET search_path TO s, public",
                "SET LOCAL statement_timeout = 1000",
                "SHOW search_path",
                "RESET search_path",
                "CREATE TABLE s.t (a integer CHECK (a > 0), b text DEFAULT 'person')",
                "CREATE INDEX ON s.t (lower(b)) WHERE a > 1",
                "ALTER TABLE s.t ADD COLUMN c timestamptz DEFAULT now()",
                "COMMENT ON TABLE s.t IS 'of persons'",
                "TRUNCATE s.t",
                "ANALYZE bystander",
                "LOCK TABLE s.t IN SHARE MODE; SELECT 1",
                "GRANT SELECT ON s.t TO PUBLIC",
                "DROP TABLE s.t CASCADE",
                "CREATE TABLE parts (a integer, b text) PARTITION BY HASH (a, lower(b))",
                "SELECT setting FROM pg_settings WHERE name = 'server_version'",
                "DROP SCHEMA s CASCADE; CREATE SCHEMA s",
                "CREATE TEMP TABLE tt AS SELECT v FROM bystander",
                "LISTEN channel",
                "NOTIFY channel, 'person'",
                "SELECT nextval('bystander_id_seq'), currval('bystander_id_seq')",
                "SELECT {fn concat('a', 'b')}, {d '2020-02-29'}, '{not an escape}'",
                "  ",
                ";;",
                "SELECT 1 AS \uD83D\uDE00, 'é'");
    }

    private static String arrived(Connection connection, String text, boolean prepared, List<Object> seen)
            throws SQLException {
        long mark = LoggedDatabase.mark();
        boolean rows;
        Statement statement = prepared ? connection.prepareStatement(text) : connection.createStatement();
        try (statement) {
            rows = prepared ? ((PreparedStatement) statement).execute() : statement.execute(text);
            seen.add(results(statement, rows));
        } catch (SQLException refused) {
            seen.add("refused " + refused.getSQLState());
        }
        int process = connection.unwrap(PGConnection.class).getBackendPID();
        return LINE.matcher(LocalPostgres.logSince(mark, process)).replaceAll("");
    }

    private static List<Object> results(Statement statement, boolean first) throws SQLException {
        List<Object> all = new ArrayList<>();
        boolean rows = first;
        while (rows || statement.getUpdateCount() >= 0) {
            if (rows) {
                try (ResultSet found = statement.getResultSet()) {
                    int columns = found.getMetaData().getColumnCount();
                    while (found.next()) {
                        Object[] values = new Object[columns];
                        for (int i = 0; i < columns; i++) {
                            values[i] = found.getString(i + 1);
                        }
                        all.add(Arrays.asList(values));
                    }
                }
            } else {
                all.add(statement.getUpdateCount());
            }
            rows = statement.getMoreResults();
        }
        return all;
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("texts")
    void arrivesByteForByte(String text) throws SQLException {
        for (boolean prepared : new boolean[] {false, true}) {
            List<Object> expected = new ArrayList<>();
            List<Object> actual = new ArrayList<>();
            String sentByPlain = arrived(plain, text, prepared, expected);
            String sent = arrived(database.connection(), text, prepared, actual);
            assertThat(sent).isEqualTo(sentByPlain);
            assertThat(actual).isEqualTo(expected);
            if (!text.isBlank() && !text.equals(";;")) {
                assertThat(sent).contains("LOG:");
            }
        }
    }
}
