package dev.furoshiki.jdbc.tampering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.catalog.CatalogException.UnpreparedColumnException;
import dev.furoshiki.jdbc.value.DamagedCellException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An index proves nothing: who changes one makes a search miss a row or find another. What is shown of a row comes from its
 * cell all the same.
 */
class IndexTamperingTest {

    private EncryptedDatabase database;
    private Connection connection;
    private String companion;

    @BeforeEach
    void open() throws SQLException {
        database = new EncryptedDatabase();
        connection = database.create("furoshiki.catalogMaxAge=PT0S");
        EncryptedDatabase.run(
                connection,
                "CREATE TABLE person (id integer PRIMARY KEY, ssn text ENCRYPTED WITH (KEY = 'alias/pii', INDEX ="
                        + " EQUALITY))");
        insert(1, "Ann");
        insert(2, "Bob");
        companion = database.queryPlain(
                        "SELECT attname FROM pg_attribute WHERE attrelid = 'person'::regclass AND attname LIKE 'fk%eq'")
                .get(0);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private void insert(int id, String ssn) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO person VALUES (?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, ssn);
            insert.executeUpdate();
        }
    }

    private List<String> find(String ssn) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id, ssn FROM person WHERE ssn = ?")) {
            select.setString(1, ssn);
            try (ResultSet rows = select.executeQuery()) {
                return EncryptedDatabase.rows(rows);
            }
        }
    }

    @Test
    void aFlippedByteHidesTheRow() throws SQLException {
        for (int i = 0; i < 16; i++) {
            String flip = "UPDATE person SET " + companion + " = set_byte(" + companion + ", " + i + ", get_byte("
                    + companion + ", " + i + ") # 1) WHERE id = 1";
            database.runPlain(flip);
            assertThat(find("Ann")).as("byte " + i).isEmpty();
            database.runPlain(flip);
        }
        assertThat(find("Ann")).containsExactly("1|Ann");
    }

    @Test
    void swappedIndexesShowWhatTheCellsHold() throws SQLException {
        database.runPlain(
                "UPDATE person p SET " + companion + " = q." + companion + " FROM person q WHERE q.id = 3 - p.id");
        assertThat(find("Ann")).containsExactly("2|Bob");
        assertThat(find("Bob")).containsExactly("1|Ann");
    }

    @Test
    void anIndexInTheCellsPlace() throws SQLException {
        database.runPlain(
                "ALTER DOMAIN furoshiki_randomized_cell DROP CONSTRAINT furoshiki_randomized_cell_check",
                "UPDATE person SET ssn = " + companion);
        assertThatThrownBy(() -> find("Ann")).isInstanceOf(DamagedCellException.class);
    }

    @Test
    void aDroppedCompanionIsRefusedWithTheDdlToRun() throws SQLException {
        database.runPlain("ALTER TABLE person DROP COLUMN " + companion + " CASCADE");
        assertThatThrownBy(() -> find("Ann"))
                .isInstanceOf(UnpreparedColumnException.class)
                .hasMessageContaining("public.person.ssn")
                .hasMessageContaining(companion);
    }

    @Test
    void aColumnThatBecameTextIsRefused() throws SQLException {
        List<String> checks = database.queryPlain(
                "SELECT conname FROM pg_constraint WHERE conrelid =" + " 'person'::regclass AND contype = 'c'");
        List<String> texts = new ArrayList<>();
        checks.forEach(check -> texts.add("ALTER TABLE person DROP CONSTRAINT \"" + check + "\""));
        texts.add("ALTER TABLE person ALTER COLUMN ssn TYPE text USING 'Eve'");
        database.runPlain(texts.toArray(String[]::new));
        assertThatThrownBy(() -> find("Ann")).isInstanceOf(UnpreparedColumnException.class);
        assertThatThrownBy(() -> insert(3, "Zoe")).isInstanceOf(UnpreparedColumnException.class);
        assertThat(database.queryPlain("SELECT ssn FROM person")).containsOnly("Eve");
    }
}
