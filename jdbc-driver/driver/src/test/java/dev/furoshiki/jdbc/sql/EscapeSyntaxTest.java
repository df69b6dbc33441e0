package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Braces: JDBC's escapes, and those that are none, in statements over an encrypted table. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EscapeSyntaxTest {

    private final EncryptedDatabase database = new EncryptedDatabase();
    private Connection connection;

    @BeforeAll
    void connect() throws SQLException {
        connection = database.create();
        EncryptedDatabase.run(
                connection,
                "CREATE TABLE person (id integer PRIMARY KEY, born date, attributes jsonb, ssn varchar(11) ENCRYPTED WITH"
                        + " (KEY = 'alias/pii', INDEX = EQUALITY))");
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void parametersKeepTheirPlaces() throws Exception {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO person (id, born, attributes, ssn)"
                + " VALUES (?, {d '2001-02-03'}, '{\"a\": \"?\"}', ?)")) {
            insert.setInt(1, 1);
            insert.setString(2, "078-05-1120");
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT ssn, {fn ucase('b{')} AS b, attributes"
                + " FROM person WHERE {fn abs(id)} = ? AND ssn = ? AND '{d' <> ?")) {
            select.setInt(1, 1);
            select.setString(2, "078-05-1120");
            select.setString(3, "");
            try (ResultSet rows = select.executeQuery()) {
                assertThat(EncryptedDatabase.rows(rows)).isEqualTo(List.of("078-05-1120|B{|{\"a\": \"?\"}"));
            }
        }
    }

    /** PostgreSQL's driver adds the parentheses, so that none need to stand in the text. */
    @Test
    void aCallWithoutParenthesesIsHeldAgainstTheListAsWell() throws Exception {
        database.runPlain("CREATE FUNCTION cells() RETURNS SETOF bytea LANGUAGE sql AS 'SELECT ssn FROM person'");
        for (String call : List.of("{call cells}", "{? = call public.cells}", "{call \"cells\"}", "{call cells()}")) {
            SQLException refusal = org.assertj.core.api.Assertions.catchThrowableOfType(
                    SQLException.class, () -> connection.prepareCall(call));
            assertThat((Throwable) refusal).as(call).isInstanceOf(UnsupportedStatementException.class);
        }
    }
}
