package dev.furoshiki.jdbc.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.refusal.RefusedStatements.Refused;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every statement that cannot be carried out on cells is refused by every method that takes a text: with an SQLState, a
 * message that names the thing or the place and repeats no literal, and without a byte of it in the server's log.
 */
class RefusalTest {

    private static LoggedDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = new LoggedDatabase(
                "CREATE TABLE bystander (id integer, v text)",
                "CREATE VIEW person_view AS SELECT id, md5(ssn) AS ssn FROM person",
                "CREATE SCHEMA other",
                "CREATE VIEW other.person_alias AS SELECT * FROM person_view",
                "CREATE FUNCTION own_function(text) RETURNS text LANGUAGE sql AS 'SELECT ssn::text FROM person'",
                "CREATE PROCEDURE own_routine(text) LANGUAGE sql AS 'DELETE FROM person'");
        EncryptedDatabase.run(database.connection(), "INSERT INTO person (age) VALUES (1)");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    /** One of JDBC's ways to have a text executed. */
    @FunctionalInterface
    private interface Way {
        void run(Connection connection, String sql) throws SQLException;
    }

    private static final List<Way> WAYS = List.of(
            (connection, sql) -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.execute();
                }
            },
            (connection, sql) -> connection
                    .prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)
                    .execute(),
            (connection, sql) -> connection.prepareCall(sql).execute(),
            (connection, sql) -> connection.createStatement().execute(sql),
            (connection, sql) -> connection.createStatement().executeQuery(sql),
            (connection, sql) -> connection.createStatement().executeUpdate(sql, new String[] {"id"}),
            (connection, sql) -> connection.createStatement().executeLargeUpdate(sql),
            (connection, sql) -> {
                try (Statement statement = connection.createStatement()) {
                    statement.addBatch(sql);
                    statement.executeBatch();
                }
            });

    static Stream<Refused> statements() {
        return Stream.of(
                        RefusedStatements.literals(),
                        RefusedStatements.expressions(),
                        RefusedStatements.conditions(),
                        RefusedStatements.orderAndGroups(),
                        RefusedStatements.wholeRows(),
                        RefusedShapes.severalTables(),
                        RefusedShapes.writes(),
                        RefusedShapes.definitions(),
                        RefusedShapes.dynamic(),
                        RefusedShapes.names(),
                        RefusedShapes.unparsable())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("statements")
    void isRefusedByEveryMethodAndNeverSent(Refused statement) throws SQLException {
        long mark = LoggedDatabase.mark();
        List<String> wrong = new ArrayList<>();
        for (int way = 0; way < WAYS.size(); way++) {
            try {
                WAYS.get(way).run(database.connection(), statement.sql());
                wrong.add("way " + way + ": not refused");
            } catch (SQLException refused) {
                wrong.addAll(problems(refused, statement, "way " + way));
            }
        }
        assertThat(wrong).isEmpty();
        // Nothing is planned or sent for a refused text, so that the log has not grown by a statement.
        assertThat(database.logSince(mark)).doesNotContain("LOG:", "ERROR:");
    }

    private static List<String> problems(SQLException refused, Refused statement, String way) {
        List<String> wrong = new ArrayList<>();
        String state = String.valueOf(refused.getSQLState());
        if (!state.equals("0A000") && !state.equals("42601") && !state.equals("42703")) {
            wrong.add(way + ": SQLState " + state + " " + refused.getMessage());
        }
        String message = String.valueOf(refused.getMessage());
        // Where it cannot be read, nobody knows what is named; the position says where to look.
        if (!message.contains(state.equals("42601") ? "position " : statement.named())) {
            wrong.add(way + ": does not name " + statement.named() + ": " + message);
        }
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace, true));
        if (trace.toString().contains(RefusedStatements.LITERAL)) {
            wrong.add(way + ": repeats a literal: " + trace);
        }
        return wrong;
    }
}
