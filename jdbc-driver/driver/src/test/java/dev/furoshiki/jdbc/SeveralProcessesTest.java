package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.wrap.StalePlanException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two data sources, each with a catalogue of its own as in two processes, on one database. */
class SeveralProcessesTest {

    private static final String PERSON =
            "CREATE TABLE person (id integer PRIMARY KEY, name text ENCRYPTED WITH (KEY = 'alias/pii'))";
    private static final String INSERT = "INSERT INTO person VALUES (?, ?)";

    private EncryptedDatabase database;
    private FuroshikiDataSource first;
    private FuroshikiDataSource second;

    @BeforeEach
    void open() throws SQLException {
        database = new EncryptedDatabase();
        first = database.dataSource(
                "furoshiki.catalog=create", "furoshiki.catalogKey=alias/pii", "furoshiki.catalogMaxAge=PT0S");
        first.getConnection().close();
        second = database.dataSource("furoshiki.catalogMaxAge=PT0.05S");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        database.close();
    }

    private static void insert(Connection connection, int id, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setInt(1, id);
            insert.setString(2, name);
            insert.executeUpdate();
        }
    }

    @Test
    void aTableOfOneIsTheOthersWhenTheAgeHasPassed() throws Exception {
        try (Connection one = first.getConnection();
                Connection other = second.getConnection()) {
            assertThat(EncryptedDatabase.query(other, "SELECT 1")).containsExactly("1");
            EncryptedDatabase.run(one, PERSON);
            Thread.sleep(60);
            insert(other, 1, "Ann");
            assertThat(EncryptedDatabase.query(one, "SELECT name FROM person")).containsExactly("Ann");
            assertThat(database.queryPlain("SELECT encode(name, 'escape') LIKE '%Ann%' FROM person"))
                    .containsExactly("f");
            EncryptedDatabase.run(other, "DROP TABLE person");
            assertThatThrownBy(() -> insert(one, 2, "Bob")).isInstanceOf(SQLException.class);
            EncryptedDatabase.run(one, "CREATE TABLE person (id integer, name text)");
            Thread.sleep(60);
            insert(other, 3, "Zoe");
            assertThat(database.queryPlain("SELECT name FROM person")).containsExactly("Zoe");
        }
    }

    /** The server's own checks hold where a process has not yet seen the change. */
    @Test
    void aProcessThatHasNotSeenTheChangeStoresNoPlaintext() throws Exception {
        try (FuroshikiDataSource lagging = database.dataSource("furoshiki.catalogMaxAge=PT1H");
                Connection one = first.getConnection();
                Connection behind = lagging.getConnection()) {
            EncryptedDatabase.query(behind, "SELECT 1");
            EncryptedDatabase.run(one, PERSON);
            assertThatThrownBy(() -> insert(behind, 1, "Ann")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> EncryptedDatabase.run(behind, "INSERT INTO person VALUES (1, 'Ann')"))
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "23514");
            assertThat(database.queryPlain("SELECT count(*) FROM person")).containsExactly("0");
        }
    }

    @Test
    void aStatementThatMeansSomethingElseNowIsPreparedAnew() throws Exception {
        try (Connection one = first.getConnection();
                Connection other = second.getConnection()) {
            EncryptedDatabase.run(one, PERSON);
            Thread.sleep(60);
            try (PreparedStatement insert = other.prepareStatement(INSERT);
                    PreparedStatement bystander = other.prepareStatement("SELECT 1")) {
                insert.setInt(1, 1);
                insert.setString(2, "Ann");
                insert.executeUpdate();
                EncryptedDatabase.run(
                        one,
                        "DROP TABLE person",
                        "CREATE TABLE person (id integer PRIMARY KEY, name text ENCRYPTED WITH (KEY = 'alias/pii', INDEX"
                                + " = EQUALITY))");
                Thread.sleep(60);
                assertThatThrownBy(insert::executeUpdate)
                        .isInstanceOf(StalePlanException.class)
                        .hasFieldOrPropertyWithValue("SQLState", "0A000")
                        .hasMessageContaining("prepare it anew")
                        .hasMessageNotContaining("Ann");
                assertThatThrownBy(() -> {
                            insert.addBatch();
                            insert.executeBatch();
                        })
                        .isInstanceOf(SQLException.class);
                assertThat(bystander.execute()).isTrue();
            }
            insert(other, 2, "Bob");
            try (PreparedStatement find = other.prepareStatement("SELECT id FROM person WHERE name = ?")) {
                find.setString(1, "Bob");
                try (ResultSet rows = find.executeQuery()) {
                    assertThat(EncryptedDatabase.rows(rows)).containsExactly("2");
                }
            }
        }
    }

    /** A table that is plain when a statement is prepared, and encrypted when it is executed. */
    @Test
    void aPlainStatementOverWhatIsEncryptedNowIsStale() throws Exception {
        try (Connection one = first.getConnection();
                Connection other = second.getConnection()) {
            EncryptedDatabase.run(one, "CREATE TABLE person (id integer, name text)");
            try (PreparedStatement insert = other.prepareStatement(INSERT)) {
                insert.setInt(1, 1);
                insert.setString(2, "in the open");
                insert.executeUpdate();
                EncryptedDatabase.run(one, "DROP TABLE person", PERSON);
                Thread.sleep(60);
                insert.setString(2, "Ann");
                assertThatThrownBy(insert::executeUpdate).isInstanceOf(StalePlanException.class);
            }
            assertThat(database.queryPlain("SELECT count(*) FROM person")).containsExactly("0");
        }
    }

    /** What was rolled back never was: another may give its version number to something else. */
    @Test
    void aVersionThatWasRolledBackIsTakenByTheOther() throws Exception {
        try (Connection one = first.getConnection();
                Connection other = second.getConnection()) {
            one.setAutoCommit(false);
            EncryptedDatabase.run(one, PERSON);
            insert(one, 1, "Ann");
            one.rollback();
            EncryptedDatabase.run(other, PERSON.replace("name", "title"));
            one.setAutoCommit(true);
            assertThat(EncryptedDatabase.query(one, "SELECT id, title FROM person"))
                    .isEmpty();
            insert(one, 2, "Bob");
            assertThat(EncryptedDatabase.query(other, "SELECT title FROM person"))
                    .containsExactly("Bob");
        }
    }

    @Test
    void bothCreateTheSameTable() throws Exception {
        try (Connection one = first.getConnection();
                Connection other = second.getConnection()) {
            String ifNotExists = PERSON.replace("TABLE person", "TABLE IF NOT EXISTS person");
            EncryptedDatabase.run(one, ifNotExists);
            EncryptedDatabase.run(other, ifNotExists);
            insert(one, 1, "Ann");
            assertThat(EncryptedDatabase.query(other, "SELECT name FROM person"))
                    .containsExactly("Ann");
            assertThatThrownBy(() -> EncryptedDatabase.run(other, PERSON))
                    .hasFieldOrPropertyWithValue("SQLState", "42P07");
        }
    }
}
