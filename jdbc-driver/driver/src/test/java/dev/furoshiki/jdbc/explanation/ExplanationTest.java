package dev.furoshiki.jdbc.explanation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What EXPLAIN ENCRYPTION says, row by row, and that nothing reaches the server meanwhile. */
class ExplanationTest {

    private static final String SSN = " | character varying(11) | people | alias/pii";
    private static final String EMAIL = " | text | public.person.email | alias/other";
    private static final String NOTE = " | text | public.person.note | alias/pii";

    private static ExplainedDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = new ExplainedDatabase();
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    static Stream<Arguments> statements() {
        return Stream.of(
                explained("SELECT 1, 'x' -- no table", "statement | passes through | SELECT 1, 'x' -- no table"),
                explained(
                        "  INSERT INTO city VALUES (?, 'Ulm'); SELECT 2",
                        "statement | passes through | INSERT INTO city VALUES (?, 'Ulm'); SELECT 2"),
                explained(
                        "SELECT id, ssn FROM person WHERE ssn = ? AND name = ?",
                        "statement | rewritten | SELECT id, ssn FROM person WHERE ssn_eq = ? AND name = ?",
                        "parameter | 1 | public.person.ssn | equality index" + SSN + " | parameter 1, compared",
                        "parameter | 2 | plain | parameter 2",
                        "result | 1 | plain",
                        "result | 2 | public.person.ssn | randomized cell" + SSN),
                explained(
                        "INSERT INTO person (id, name, ssn, note) VALUES (1, 'Ada', '078-05-1120', ?)",
                        "statement | rewritten | INSERT INTO person (id, name, ssn, ssn_eq, note)"
                                + " VALUES (1, 'Ada', ?, ?, ?)",
                        "parameter | 1 | public.person.ssn | randomized cell" + SSN
                                + " | literal at position #, stored",
                        "parameter | 2 | public.person.ssn | equality index" + SSN + " | literal at position #, stored",
                        "parameter | 3 | public.person.note | randomized cell" + NOTE + " | parameter 1, stored"),
                explained(
                        "UPDATE person SET email = ?, note = NULL WHERE email = 'a@example.org'",
                        "statement | rewritten | UPDATE person SET email = ?, note = NULL WHERE email = ?",
                        "parameter | 1 | public.person.email | deterministic cell" + EMAIL + " | parameter 1, stored",
                        "parameter | 2 | public.person.email | deterministic cell" + EMAIL
                                + " | literal at position #, compared"),
                explained(
                        "DELETE FROM person WHERE ssn = ANY (?) OR email = ANY (?)",
                        "statement | rewritten | DELETE FROM person WHERE ssn_eq = ANY (?) OR email = ANY (?)",
                        "parameter | 1 | public.person.ssn | array, each element: equality index" + SSN
                                + " | parameter 1, compared",
                        "parameter | 2 | public.person.email | array, each element: deterministic cell" + EMAIL
                                + " | parameter 2, compared"),
                explained(
                        "SELECT p.note, c.*, p.email, p.id FROM person p JOIN city c ON c.id = p.id",
                        "statement | rewritten | SELECT p.note, c.*, p.email, p.id FROM person p JOIN city c"
                                + " ON c.id = p.id",
                        "result | 1 | public.person.note | randomized cell" + NOTE,
                        "result | 2 | plain | any number of columns",
                        "result | -2 | public.person.email | deterministic cell" + EMAIL,
                        "result | -1 | plain"),
                explained(
                        "EXPLAIN (COSTS off) SELECT id FROM person WHERE ssn = '078-05-1120'",
                        "statement | rewritten | EXPLAIN (COSTS off) SELECT id FROM person WHERE ssn_eq = ?",
                        "parameter | 1 | public.person.ssn | equality index" + SSN
                                + " | literal at position #, compared",
                        "result | 1 | plain | any number of columns"),
                explained(
                        "SELECT {fn ucase(name)} FROM person",
                        "statement | rewritten | SELECT upper(name) FROM person",
                        "result | 1 | plain"));
    }

    private static Arguments explained(String sql, String... rows) {
        int literal = Math.max(sql.indexOf("'078"), sql.indexOf("'a@"));
        String position = String.valueOf("EXPLAIN ENCRYPTION ".length() + literal + 1);
        return Arguments.of(
                sql, Stream.of(rows).map(row -> row.replace("#", position)).toList());
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource({"statements", "definitions"})
    void saysWhatIsSentAndHowEachValueIsEncrypted(String sql, List<String> rows) throws Exception {
        long mark = ExplainedDatabase.mark();
        assertThat(database.explain(sql)).isEqualTo(rows);
        assertThat(database.logSince(mark)).doesNotContain("LOG:", "ERROR:");
    }

    static Stream<Arguments> definitions() {
        return Stream.of(
                explained(
                        "CREATE TABLE visit (id integer, patient varchar(11) ENCRYPTED WITH (KEY = 'alias/pii', INDEX ="
                                + " EQUALITY, DOMAIN = people), cause text ENCRYPTED WITH (KEY = 'alias/pii', INDEX ="
                                + " EQUALITY), cost numeric(9,2) ENCRYPTED WITH (KEY = 'alias/other', TYPE ="
                                + " DETERMINISTIC) UNIQUE)",
                        "statement | 1 | definition | CREATE TABLE visit (id integer, patient"
                                + " public.furoshiki_randomized_cell  , cause public.furoshiki_randomized_cell  , cost"
                                + " public.furoshiki_deterministic_cell   UNIQUE, "
                                + companion("ssn_eq", "patient") + ", "
                                + companion("\"fk_xxxxxxxxxxxxxxx1_eq\"", "cause") + ")",
                        "statement | 2 | definition | CREATE INDEX ON \"public\".\"visit\" (ssn_eq)",
                        "statement | 3 | definition | CREATE INDEX ON \"public\".\"visit\" (\"fk_xxxxxxxxxxxxxxx1_eq\")",
                        "column | public.visit.patient | randomized cell, equality index" + SSN,
                        "column | public.visit.cause | randomized cell, equality index | text | public.visit.cause"
                                + " | alias/pii",
                        "column | public.visit.cost | deterministic cell | numeric(9,2) | public.visit.cost"
                                + " | alias/other"),
                explained(
                        "DROP TABLE IF EXISTS person CASCADE",
                        "statement | 1 | definition | DROP TABLE IF EXISTS person CASCADE",
                        "column | public.person.ssn | randomized cell, equality index" + SSN,
                        "column | public.person.email | deterministic cell" + EMAIL,
                        "column | public.person.note | randomized cell" + NOTE),
                explained(
                        "CREATE TABLE IF NOT EXISTS person (ssn varchar(11) ENCRYPTED WITH (KEY = 'alias/pii', INDEX ="
                                + " EQUALITY, DOMAIN = people), email text ENCRYPTED WITH (KEY = 'alias/other', TYPE ="
                                + " DETERMINISTIC), note text ENCRYPTED WITH (KEY = 'alias/pii'))",
                        "statement | definition | nothing is sent: the table is there, as it is declared"));
    }

    private static String companion(String name, String column) {
        return name + " public.furoshiki_equality_index, CHECK ((\"" + column + "\" IS NULL) = (" + name + " IS NULL))";
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "SELECT id FROM person WHERE ssn LIKE '078-05%'",
                "SELECT note FROM person WHERE note = '078-05-1120'",
                "UPDATE person SET ssn = upper('078-05-1120')",
                "SELECT nothing FROM person WHERE ssn = '078-05-1120'",
                "SELECT id FROM person WHERE WHERE ssn = '078-05-1120'",
                "SELECT '078-05-1120",
                "SELECT id FROM person WHERE ssn = U&'078-05-1120'",
                "SELECT 1; SELECT id FROM person WHERE ssn = '078-05-1120'",
                "SELECT undeclared('078-05-1120')",
                "DO $$ BEGIN PERFORM '078-05-1120'; END $$",
                "ALTER TABLE person ALTER ssn SET DEFAULT '078-05-1120'",
                "CREATE TABLE known (v text ENCRYPTED WITH (KEI = 'alias/pii'))",
                "CREATE TABLE known (v text ENCRYPTED WITH (KEY = 'alias/other', DOMAIN = people))",
                "CREATE TABLE known (v text ENCRYPTED WITH (KEY = 'alias/pii') DEFAULT '078-05-1120')",
                "CREATE TABLE known (v text ENCRYPTED WITH (KEY = 'alias/pii') CHECK (v <> '078-05-1120'))",
                "CREATE TABLE known (v text ENCRYPTED WITH (KEY = 'alias/pii'), w text, CHECK (w <> 'a' AND v <>"
                        + " '078-05-1120'))",
                "CREATE TABLE person (v text ENCRYPTED WITH (KEY = 'alias/pii'))",
                "EXPLAIN ENCRYPTION SELECT '078-05-1120'"
            })
    void ofWhatIsRefusedItSaysWhyAsTheRefusalDoes(String sql) throws Exception {
        long mark = ExplainedDatabase.mark();
        List<String> rows = database.explain(sql);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0))
                .matches("(?s)statement \\| refused \\| [0-9A-Z]{5}: .*")
                .doesNotContain("078-05");
        if (!sql.startsWith("EXPLAIN ENCRYPTION")) {
            assertThat(rows.get(0)).endsWith(refusal(sql));
        }
        assertThat(database.logSince(mark)).doesNotContain("078-05");
    }

    /** Positions count from the first word of EXPLAIN ENCRYPTION, where that is what was written. */
    private static String refusal(String sql) {
        SQLException refused = catchThrowableOfType(
                SQLException.class,
                () -> database.connection().createStatement().execute(" ".repeat(19) + sql));
        return refused.getSQLState() + ": " + refused.getMessage();
    }

    @Test
    void asksForNoKey() throws Exception {
        database.database().keys().disable("alias/pii");
        database.database().keys().disable("alias/other");
        try {
            assertThat(database.explain("INSERT INTO person (ssn, email) VALUES ('078-05-1120', ?)"))
                    .hasSize(4);
            assertThat(database.explain("CREATE TABLE visit (v text ENCRYPTED WITH (KEY = 'alias/pii'))"))
                    .hasSize(2);
        } finally {
            database.database().keys().enable("alias/pii");
            database.database().keys().enable("alias/other");
        }
    }
}
