package dev.furoshiki.jdbc.explanation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.FuroshikiDataSource;
import dev.furoshiki.jdbc.explanation.ExplainedParameter.Origin;
import dev.furoshiki.jdbc.explanation.ExplainedParameter.Use;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EXPLAIN ENCRYPTION through JDBC's calls, and the call of the connection. */
class ExplainingStatementsTest {

    private static final String FIND = "SELECT id FROM person WHERE ssn = ? AND id > ?";
    private static final ColumnEncryption SSN = new ColumnEncryption(
            "public",
            "person",
            "ssn",
            "character varying(11)",
            EncryptedForm.RANDOMIZED_CELL,
            true,
            "people",
            "alias/pii");

    private static ExplainedDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = new ExplainedDatabase();
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    private static EncryptionExplanation explain(String sql) throws SQLException {
        return database.connection().unwrap(FuroshikiConnection.class).explainEncryption(sql);
    }

    @Test
    void theCallGivesRecords() throws Exception {
        EncryptionExplanation.Rewritten rewritten =
                (EncryptionExplanation.Rewritten) explain("INSERT INTO person (id, ssn) VALUES (?, '078-05-1120')");
        assertThat(rewritten.parameters())
                .containsExactly(
                        new ExplainedParameter(
                                1, Origin.PARAMETER, 1, EncryptedForm.PLAIN, false, Optional.empty(), Optional.empty()),
                        new ExplainedParameter(
                                2,
                                Origin.LITERAL,
                                41,
                                EncryptedForm.RANDOMIZED_CELL,
                                false,
                                Optional.of(Use.STORED),
                                Optional.of(SSN)),
                        new ExplainedParameter(
                                3,
                                Origin.LITERAL,
                                41,
                                EncryptedForm.EQUALITY_INDEX,
                                false,
                                Optional.of(Use.STORED),
                                Optional.of(SSN)));
        assertThat(rewritten.resultColumns()).isEmpty();
        assertThat(explain("SELECT 1")).isEqualTo(new EncryptionExplanation.PassesThrough("SELECT 1"));
        assertThat(((EncryptionExplanation.Refused) explain("SELECT upper(ssn) FROM person")).sqlState())
                .isEqualTo("0A000");
        assertThat(((EncryptionExplanation.Rewritten) explain("SELECT ssn FROM person")).resultColumns())
                .containsExactly(new ExplainedResultColumn(1, false, Optional.of(SSN)));
        assertThat(((EncryptionExplanation.Definition) explain("DROP TABLE person")).columns())
                .contains(SSN)
                .hasSize(3);
    }

    @Test
    void aPreparedOneTakesAllParametersAndNeedsNone() throws Exception {
        long mark = ExplainedDatabase.mark();
        try (PreparedStatement prepared = database.connection().prepareStatement("EXPLAIN ENCRYPTION " + FIND)) {
            List<String> expected = database.explain(FIND);
            try (ResultSet rows = prepared.executeQuery()) {
                assertThat(database.lines(rows)).isEqualTo(expected);
                assertThat(rows.getStatement()).isSameAs(prepared);
            }
            prepared.setString(1, "078-05-1120");
            prepared.setInt(2, 1);
            assertThat(prepared.execute()).isTrue();
            assertThat(prepared.getUpdateCount()).isEqualTo(-1);
            assertThat(database.lines(prepared.getResultSet())).isEqualTo(expected);
            assertThat(prepared.getMoreResults()).isFalse();
            assertThat(prepared.getResultSet()).isNull();
            assertThat(prepared.getMetaData().getColumnCount()).isEqualTo(8);
            assertThatThrownBy(prepared::executeUpdate).hasFieldOrPropertyWithValue("SQLState", "0100E");
            assertThatThrownBy(prepared::executeLargeUpdate).hasFieldOrPropertyWithValue("SQLState", "0100E");
            assertThatThrownBy(prepared::addBatch).hasFieldOrPropertyWithValue("SQLState", "0A000");
            assertThatThrownBy(prepared::getParameterMetaData).hasFieldOrPropertyWithValue("SQLState", "0A000");
            assertThatThrownBy(() -> prepared.setInt(3, 1)).isInstanceOf(SQLException.class);
        }
        try (PreparedStatement refused = database.connection()
                .prepareStatement("EXPLAIN ENCRYPTION SELECT upper(ssn) FROM person", new String[] {"id"})) {
            assertThat(database.lines(refused.executeQuery())).hasSize(1);
        }
        try (PreparedStatement torn = database.connection()
                .prepareStatement("EXPLAIN ENCRYPTION SELECT '", ResultSet.TYPE_SCROLL_INSENSITIVE, 1007)) {
            assertThat(database.lines(torn.executeQuery())).hasSize(1);
        }
        assertThat(database.logSince(mark)).doesNotContain("LOG:", "ERROR:");
    }

    @Test
    void aStatementHasItsRowsUntilTheNextOne() throws Exception {
        long mark = ExplainedDatabase.mark();
        try (Statement statement = database.connection().createStatement()) {
            String sql = "EXPLAIN ENCRYPTION " + FIND;
            List<String> expected = database.explain(FIND);
            assertThat(statement.execute(sql)).isTrue();
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
            ResultSet rows = statement.getResultSet();
            assertThat(database.lines(rows)).isEqualTo(expected);
            assertThat(rows.getStatement()).isSameAs(statement);
            assertThat(statement.execute(sql, Statement.RETURN_GENERATED_KEYS)).isTrue();
            assertThat(rows.isClosed()).isTrue();
            assertThatThrownBy(rows::next).isInstanceOf(SQLException.class);
            assertThat(database.lines(statement.getResultSet())).isEqualTo(expected);
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getResultSet()).isNull();
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
            assertThatThrownBy(() -> statement.executeUpdate(sql)).hasFieldOrPropertyWithValue("SQLState", "0100E");
            assertThatThrownBy(() -> statement.executeLargeUpdate(sql))
                    .hasFieldOrPropertyWithValue("SQLState", "0100E");
            assertThatThrownBy(() -> statement.addBatch(sql)).hasFieldOrPropertyWithValue("SQLState", "0A000");
            assertThatThrownBy(() -> database.connection().prepareCall(sql))
                    .hasFieldOrPropertyWithValue("SQLState", "0A000");
            assertThat(database.logSince(mark)).doesNotContain("LOG:", "ERROR:");
            ResultSet last = statement.executeQuery(sql);
            assertThat(EncryptedDatabase.rows(statement.executeQuery("SELECT 7")))
                    .containsExactly("7");
            assertThat(last.isClosed()).isTrue();
        }
    }

    @Test
    void aClosedStatementExplainsNothing() throws Exception {
        String sql = "EXPLAIN ENCRYPTION " + FIND;
        Statement statement = database.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql);
        statement.close();
        assertThat(rows.isClosed()).isTrue();
        assertThatThrownBy(() -> statement.executeQuery(sql)).isInstanceOf(SQLException.class);
        PreparedStatement prepared = database.connection().prepareStatement(sql);
        prepared.close();
        assertThatThrownBy(prepared::executeQuery).isInstanceOf(SQLException.class);
    }

    @Test
    void theRowsHaveNamesAndTypes() throws Exception {
        try (Statement statement = database.connection().createStatement();
                ResultSet rows = statement.executeQuery("explain encryption " + FIND)) {
            ResultSetMetaData columns = rows.getMetaData();
            assertThat(columns.getColumnCount()).isEqualTo(8);
            assertThat(columns.getColumnType(2)).isEqualTo(Types.INTEGER);
            assertThat(columns.getColumnLabel(8)).isEqualTo("detail");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("ITEM")).isEqualTo("statement");
            assertThat(rows.getInt("position")).isZero();
            assertThat(rows.wasNull()).isTrue();
            assertThat(rows.getObject("column")).isNull();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt("position")).isEqualTo(1);
            assertThat(rows.getObject("position")).isEqualTo(1);
            assertThat(rows.getString("key")).isEqualTo("alias/pii");
            assertThatThrownBy(() -> rows.updateString(1, "x")).hasFieldOrPropertyWithValue("SQLState", "0A000");
        }
    }

    @Test
    void worksWhereNothingElseDoes() throws Exception {
        Connection connection = database.connection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT 1/0")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.execute("SELECT 1")).hasFieldOrPropertyWithValue("SQLState", "25P02");
            assertThat(database.explain("SELECT ssn FROM person")).hasSize(2);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    @Test
    void aPoolsProxyGivesTheCall() throws Exception {
        HikariConfig config = new HikariConfig();
        try (FuroshikiDataSource source = database.database().dataSource()) {
            config.setDataSource(source);
            try (HikariDataSource pool = new HikariDataSource(config);
                    Connection connection = pool.getConnection()) {
                assertThat(connection.isWrapperFor(FuroshikiConnection.class)).isTrue();
                assertThat(connection.unwrap(FuroshikiConnection.class).explainEncryption("SELECT 1"))
                        .isInstanceOf(EncryptionExplanation.PassesThrough.class);
            }
        }
    }

    @Test
    void aClosedConnectionExplainsNothing() throws Exception {
        Connection connection = database.database().connect();
        connection.close();
        assertThatThrownBy(() -> connection.unwrap(FuroshikiConnection.class).explainEncryption("SELECT 1"))
                .hasFieldOrPropertyWithValue("SQLState", "08003");
    }

    /** An explanation of something else than what happens would be worse than none. */
    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "SELECT 1 AS one",
                "INSERT INTO person (id, ssn, email) VALUES (8, '078-05-1120', 'a@example.org') RETURNING *",
                "SELECT * FROM person WHERE ssn IN ('078-05-1120', '078-05-1121') AND email = 'a@example.org'",
                "UPDATE person SET ssn = '078-05-1121', name = 'Bob' WHERE ssn = '078-05-1120'",
                "SELECT count(DISTINCT ssn) FROM person GROUP BY email",
                "DELETE FROM person WHERE email = 'a@example.org'",
                "CREATE TABLE made (id integer, v text ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY) UNIQUE,"
                        + " w integer ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY))",
                "DROP TABLE made"
            })
    void whatIsExplainedIsWhatIsSent(String sql) throws Exception {
        List<String> said = sent(explain(sql));
        long mark = ExplainedDatabase.mark();
        EncryptedDatabase.run(database.connection(), sql);
        String log = database.logSince(mark).replaceAll("fk_[0-9a-f]{16}_eq", "fk_drawn_eq");
        assertThat(said)
                .isNotEmpty()
                .allSatisfy(text -> assertThat(log)
                        .contains(numbered(text).replaceAll("fk_(x+[0-9]|[0-9a-f]{16})_eq", "fk_drawn_eq") + "\n"));
        assertThat(log).doesNotContain("078-05", "a@example.org");
    }

    private static List<String> sent(EncryptionExplanation explanation) {
        if (explanation instanceof EncryptionExplanation.PassesThrough passes) {
            return List.of(passes.sql());
        }
        return explanation instanceof EncryptionExplanation.Rewritten rewritten
                ? List.of(rewritten.sql())
                : ((EncryptionExplanation.Definition) explanation).statements();
    }

    /** PostgreSQL's driver numbers the parameters. */
    private static String numbered(String sql) {
        int[] parameters = {0};
        return Pattern.compile("\\?").matcher(sql).replaceAll(one -> Matcher.quoteReplacement("$" + ++parameters[0]));
    }
}
