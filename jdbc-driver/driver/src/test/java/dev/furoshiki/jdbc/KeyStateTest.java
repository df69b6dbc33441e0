package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.key.KmsException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key that is disabled or gone stops what needs it at once, with a clear error; enabled again, everything works again. */
class KeyStateTest {

    private EncryptedDatabase database;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        database = new EncryptedDatabase();
        connection = database.create("furoshiki.catalogKey=" + EmbeddedKeys.OTHER);
        EncryptedDatabase.run(
                connection,
                "CREATE TABLE person (id integer PRIMARY KEY, ssn text ENCRYPTED WITH (KEY = 'alias/pii', INDEX ="
                        + " EQUALITY), name text ENCRYPTED WITH (KEY = 'alias/other'), age integer)");
        insert(1, "078-05-1120", "Ann");
    }

    @AfterEach
    void close() throws SQLException {
        database.keys().enable(EmbeddedKeys.PII); // which others have as well
        connection.close();
        database.close();
    }

    private void insert(int id, @Nullable String ssn, @Nullable String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO person VALUES (?, ?, ?, 30)")) {
            insert.setInt(1, id);
            insert.setString(2, ssn);
            insert.setString(3, name);
            insert.executeUpdate();
        }
    }

    private static void assertDisabled(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(KeyUnavailableException.class)
                .hasCauseInstanceOf(KmsException.DisabledException.class)
                .hasFieldOrPropertyWithValue("SQLState", "58000")
                .hasMessageContaining("public.person.ssn")
                .hasMessageContaining("alias/pii")
                .hasMessageNotContaining("078-05-1120");
    }

    private void find(String ssn) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM person WHERE ssn = ?")) {
            select.setString(1, ssn);
            select.executeQuery().close();
        }
    }

    @Test
    void aDisabledKeyStopsWritingFindingAndReading() throws SQLException {
        database.keys().disable(EmbeddedKeys.PII);
        assertDisabled(() -> insert(2, "078-05-1120", "Bob"));
        assertDisabled(() -> find("078-05-1120"));
        assertDisabled(() -> EncryptedDatabase.query(connection, "SELECT * FROM person"));
        assertThat(database.queryPlain("SELECT count(*) FROM person")).containsExactly("1");
        database.keys().enable(EmbeddedKeys.PII);
        insert(2, "078-05-1121", "Bob");
        find("078-05-1120");
        assertThat(EncryptedDatabase.query(connection, "SELECT * FROM person ORDER BY id"))
                .containsExactly("1|078-05-1120|Ann|30", "2|078-05-1121|Bob|30");
    }

    /** Columns of another key, plain ones and NULL do not need it. */
    @Test
    void whatDoesNotNeedTheKeyWorksOn() throws SQLException {
        database.keys().disable(EmbeddedKeys.PII);
        assertThat(EncryptedDatabase.query(connection, "SELECT name, age FROM person"))
                .containsExactly("Ann|30");
        EncryptedDatabase.run(connection, "INSERT INTO person (id, age) VALUES (3, 40)");
        assertThat(EncryptedDatabase.query(connection, "SELECT ssn, age FROM person WHERE id = 3"))
                .containsExactly("null|40");
        assertThat(EncryptedDatabase.query(connection, "SELECT id FROM person WHERE ssn IS NOT NULL"))
                .containsExactly("1");
    }

    /** At the next block of rows at the latest, though the rows themselves are there already. */
    @Test
    void anOpenResultSetNotices() throws SQLException {
        for (int id = 2; id < 700; id++) {
            insert(id, "ssn " + id, null);
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ssn FROM person ORDER BY id")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("078-05-1120");
            database.keys().disable(EmbeddedKeys.PII);
            assertDisabled(() -> {
                while (rows.next()) {
                    rows.getString(1);
                }
            });
            assertThat(rows.getRow()).isLessThanOrEqualTo(257);
            database.keys().enable(EmbeddedKeys.PII);
            assertThat(rows.getString(1)).startsWith("ssn ");
        }
    }

    /** Likewise; executing what is in the batch by then needs no key. */
    @Test
    void anOpenBatchNotices() throws SQLException {
        int added = 0;
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO person (id, ssn) VALUES (?, ?)")) {
            while (added < 700) {
                insert.setInt(1, 1000 + added);
                insert.setString(2, "ssn " + added);
                if (added == 10) {
                    database.keys().disable(EmbeddedKeys.PII);
                }
                try {
                    insert.addBatch();
                } catch (KeyUnavailableException disabled) {
                    break;
                }
                added++;
            }
            assertThat(added).isBetween(10, 256);
            assertDisabled(insert::addBatch);
            assertThat(insert.executeBatch()).hasSize(added);
            assertDisabled(insert::addBatch);
        }
        database.keys().enable(EmbeddedKeys.PII);
        assertThat(EncryptedDatabase.query(connection, "SELECT count(*), max(id) FROM person WHERE ssn IS NOT NULL"))
                .containsExactly(added + 1 + "|" + (999 + added));
        assertThat(EncryptedDatabase.query(connection, "SELECT ssn FROM person WHERE id = 1007"))
                .containsExactly("ssn 7");
    }

    /** Two open result sets of one connection do not take each other's keys. */
    @Test
    void aResultSetLeftOpenHoldsNothingBack() throws SQLException {
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT ssn FROM person");
        rows.next();
        rows.getString(1);
        try (Connection second = database.connect()) {
            assertThat(EncryptedDatabase.query(second, "SELECT ssn FROM person"))
                    .hasSize(1);
            second.createStatement().executeQuery("SELECT ssn FROM person").next();
        }
        database.keys().disable(EmbeddedKeys.PII);
        assertDisabled(() -> EncryptedDatabase.query(connection, "SELECT ssn FROM person"));
        database.keys().enable(EmbeddedKeys.PII);
        assertThat(rows.getString(1)).isEqualTo("078-05-1120");
        rows.close();
        statement.close();
    }

    @Test
    void aKeyThatDoesNotExistInTheClause() {
        assertThatThrownBy(() -> EncryptedDatabase.run(
                        connection, "CREATE TABLE other (v text ENCRYPTED WITH (KEY = 'alias/pij'))"))
                .isInstanceOf(KeyUnavailableException.class)
                .hasCauseInstanceOf(KmsException.NotFoundException.class)
                .hasMessageContaining("alias/pij")
                .hasMessageContaining("did you mean alias/pii?");
    }

    @Test
    void aDisabledKeyMakesNoTable() throws SQLException {
        database.keys().disable(EmbeddedKeys.PII);
        assertThatThrownBy(() -> EncryptedDatabase.run(
                        connection, "CREATE TABLE other (v text ENCRYPTED WITH (KEY = 'alias/pii'))"))
                .isInstanceOf(KeyUnavailableException.class)
                .hasCauseInstanceOf(KmsException.DisabledException.class);
        assertThat(database.queryPlain("SELECT to_regclass('other') IS NULL")).containsExactly("t");
        database.keys().enable(EmbeddedKeys.PII);
        EncryptedDatabase.run(connection, "CREATE TABLE other (v text ENCRYPTED WITH (KEY = 'alias/pii'))");
    }

    /** The same database with another key service: its keys are unknown there. */
    @Test
    void aKeyServiceThatDoesNotHaveTheKey() throws SQLException {
        try (EmbeddedKeys foreign = EmbeddedKeys.inTemporaryFolder()) {
            String url = database.url("furoshiki.keys=" + foreign.uri());
            assertThatThrownBy(() -> DriverManager.getConnection(url).close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("key");
        }
    }
}
