package dev.furoshiki.jdbc.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The application's own routines run at its word, and not without it. */
class CallsTest {

    private static EncryptedDatabase database;
    private static Connection connection;

    @BeforeAll
    static void open() throws SQLException {
        database = new EncryptedDatabase();
        database.runPlain(
                "CREATE TABLE calls (v text)",
                "CREATE FUNCTION declared(text) RETURNS text LANGUAGE sql AS 'SELECT ''<'' || $1 || ''>'''",
                "CREATE FUNCTION declared_cursor() RETURNS refcursor LANGUAGE plpgsql AS"
                        + " 'DECLARE c refcursor; BEGIN OPEN c FOR SELECT 1; RETURN c; END'",
                "CREATE FUNCTION unknown(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
                "CREATE PROCEDURE declared_procedure(text) LANGUAGE sql AS 'INSERT INTO calls VALUES ($1)'",
                "CREATE PROCEDURE unknown_procedure(text) LANGUAGE sql AS 'INSERT INTO calls VALUES ($1)'");
        connection = database.create(
                "furoshiki.routines=Declared, declared_cursor, declared_procedure",
                "escapeSyntaxCallMode=callIfNoReturn");
        EncryptedDatabase.run(connection, LoggedDatabase.CREATE);
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void aDeclaredFunction() throws SQLException {
        assertThat(EncryptedDatabase.query(connection, "SELECT declared('a'), public.Declared('b')"))
                .containsExactly("<a>|<b>");
        try (CallableStatement call = connection.prepareCall("{? = call declared(?)}")) {
            call.registerOutParameter(1, Types.VARCHAR);
            call.setString(2, "c");
            call.execute();
            assertThat(call.getString(1)).isEqualTo("<c>");
        }
    }

    /** Its statement is the application's, and never one of the server's driver. */
    @Test
    void aCursor() throws SQLException {
        connection.setAutoCommit(false);
        try (CallableStatement call = connection.prepareCall("{? = call declared_cursor()}")) {
            call.registerOutParameter(1, Types.REF_CURSOR);
            for (boolean typed : new boolean[] {false, true}) {
                call.execute();
                try (ResultSet rows = typed ? call.getObject(1, ResultSet.class) : (ResultSet) call.getObject(1)) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt(1)).isEqualTo(1);
                    assertThat(rows.getStatement()).isSameAs(call);
                    assertThat(rows.getStatement().getConnection()).isSameAs(connection);
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** The driver's own cursor is of another result, which may have cells. */
    @Test
    void aCursorOfTheDriversOwn() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO person (ssn) VALUES ('1'), ('2'), ('3')");
            statement.setFetchSize(1);
            List<String> refused = new ArrayList<>();
            try (ResultSet open = statement.executeQuery("SELECT ssn FROM person")) {
                assertThat(open.isClosed()).isFalse();
                for (int i = 1; i <= 60; i++) {
                    Savepoint before = connection.setSavepoint();
                    String sql = "SELECT CAST('C_" + i + "' AS refcursor)";
                    @Nullable
                    SQLException refusal = catchThrowableOfType(
                            SQLException.class, () -> cursor(sql).close());
                    refused.add(refusal == null ? "given out" : String.valueOf(refusal.getMessage()));
                    connection.rollback(before);
                }
            }
            assertThat(refused)
                    .doesNotContain("given out")
                    .anyMatch(message -> message.contains("is the driver's own, of another result"));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static ResultSet cursor(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return (ResultSet) rows.getObject(1);
        }
    }

    @Test
    void aBuiltInFunction() throws SQLException {
        try (CallableStatement call = connection.prepareCall("{ ? = call upper( ? ) }")) {
            call.registerOutParameter(1, Types.VARCHAR);
            call.setString(2, "c");
            call.execute();
            assertThat(call.getString(1)).isEqualTo("C");
        }
    }

    @Test
    void aDeclaredProcedure() throws SQLException {
        EncryptedDatabase.run(connection, "CALL declared_procedure('by text')");
        try (CallableStatement call = connection.prepareCall("{call declared_procedure(?)}")) {
            call.setString(1, "by escape");
            call.execute();
        }
        try (PreparedStatement call = connection.prepareStatement("call declared_procedure(?)")) {
            call.setString(1, "prepared");
            call.execute();
        }
        assertThat(EncryptedDatabase.query(connection, "SELECT v FROM calls ORDER BY v"))
                .containsExactly("by escape", "by text", "prepared");
    }

    @Test
    void whatWasNotDeclared() {
        for (String sql : List.of(
                "{? = call unknown(?)}",
                "{call unknown_procedure(?)}",
                "CALL unknown_procedure('x')",
                "SELECT unknown('x')",
                "SELECT declared(unknown('x'))")) {
            assertThatThrownBy(() -> connection.prepareCall(sql))
                    .as(sql)
                    .isInstanceOf(UnsupportedStatementException.class)
                    .hasMessageContaining("unknown")
                    .hasMessageContaining("furoshiki.routines");
        }
    }

    /** A routine that returns a cursor hands out no plain statement with it. */
    @Test
    void aDeclaredRoutineOverAnEncryptedTableIsNoCall() {
        assertThatThrownBy(() -> connection.prepareCall("SELECT ssn FROM person"))
                .hasMessageContaining("prepareStatement");
        assertThatThrownBy(() -> connection.prepareCall("SELECT declared(name) FROM person"))
                .isInstanceOf(UnsupportedStatementException.class)
                .hasMessageContaining("name");
    }

    @Test
    void resultsOfCallsBelongToTheCall() throws SQLException {
        try (CallableStatement call = connection.prepareCall("SELECT declared(?)")) {
            call.setString(1, "x");
            try (ResultSet rows = call.executeQuery()) {
                assertThat(rows.getStatement()).isSameAs(call);
                assertThat(EncryptedDatabase.rows(rows)).containsExactly("<x>");
            }
        }
    }
}
