package dev.furoshiki.jdbc.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others define over an encrypted table while a connection is open is refused as well. */
class ViewsTest {

    private EncryptedDatabase database;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        database = new EncryptedDatabase();
        connection = database.create("furoshiki.catalogMaxAge=PT0S");
        EncryptedDatabase.run(
                connection, LoggedDatabase.CREATE, "CREATE SCHEMA other", "INSERT INTO person (age) VALUES (1)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private void assertRefused(String sql) {
        assertThatThrownBy(() -> EncryptedDatabase.query(connection, sql))
                .isInstanceOf(UnsupportedStatementException.class);
    }

    @Test
    void aViewThatWasMadeMeanwhile() throws SQLException {
        assertThatThrownBy(() -> EncryptedDatabase.query(connection, "SELECT * FROM later"))
                .hasFieldOrPropertyWithValue("SQLState", "42P01");
        database.runPlain("CREATE VIEW later AS SELECT id, max(ssn) AS number FROM person GROUP BY id");
        assertRefused("SELECT * FROM later");
        database.runPlain("CREATE MATERIALIZED VIEW kept AS SELECT id, number FROM later");
        assertRefused("SELECT number FROM kept");
        database.runPlain("DROP MATERIALIZED VIEW kept", "CREATE TABLE kept (number text)");
        assertThat(EncryptedDatabase.query(connection, "SELECT number FROM kept"))
                .isEmpty();
    }

    @Test
    void aViewOfTheSameNameElsewhere() throws SQLException {
        database.runPlain("CREATE VIEW other.person AS SELECT * FROM public.person");
        assertRefused("SELECT ssn FROM other.person");
        assertRefused("SELECT p.ssn FROM other . \"person\" AS p");
    }

    @Test
    void aPlainTableOfTheSameNameElsewhere() throws SQLException {
        database.runPlain(
                "CREATE TABLE other.person (id integer, ssn text)", "INSERT INTO other.person VALUES (1, 'plain')");
        assertThat(EncryptedDatabase.query(connection, "SELECT ssn FROM other.person"))
                .containsExactly("plain");
        EncryptedDatabase.run(connection, "SET search_path TO other, public");
        for (String sql : List.of("SELECT ssn FROM person", "SELECT * FROM person")) {
            assertThatThrownBy(() -> EncryptedDatabase.query(connection, sql))
                    .as("the name counts as the encrypted table, and what comes are no cells")
                    .isInstanceOf(SQLException.class);
        }
        assertThat(database.queryPlain("SELECT count(*) FROM other.person")).containsExactly("1");
    }

    @Test
    void anHeir() throws SQLException {
        database.runPlain("CREATE TABLE heir (extra text) INHERITS (person)");
        assertRefused("SELECT ssn FROM heir");
        assertRefused("INSERT INTO heir (extra) VALUES ('x')");
    }
}
