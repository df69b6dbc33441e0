package dev.furoshiki.jdbc.tampering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.value.DamagedCellException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cell that was changed in the database is refused with a typed exception that names its column, before anything of it
 * is handed out; the row's other columns can still be read. The server's own checks are dropped first, as an attacker would.
 */
class CellTamperingTest {

    private static final String VALUE = "078-05-1120";

    private static EncryptedDatabase database;
    private static Connection connection;
    private static Connection plain;

    @BeforeAll
    static void open() throws SQLException {
        database = new EncryptedDatabase();
        connection = database.create();
        plain = database.plain();
        EncryptedDatabase.run(connection, """
                CREATE TABLE person (
                  id integer PRIMARY KEY,
                  ssn varchar(11) ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = numbers),
                  tax varchar(11) ENCRYPTED WITH (KEY = 'alias/pii'),
                  email text ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC),
                  phone text ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC),
                  born date ENCRYPTED WITH (KEY = 'alias/pii'),
                  salary bigint ENCRYPTED WITH (KEY = 'alias/pii')
                )
                """);
        EncryptedDatabase.run(plain, """
                DO $$ DECLARE c record; BEGIN
                  FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 'person'::regclass AND contype = 'c' LOOP
                    EXECUTE format('ALTER TABLE person DROP CONSTRAINT %I', c.conname);
                  END LOOP;
                  FOR c IN SELECT contypid::regtype AS type, conname FROM pg_constraint WHERE contypid <> 0
                      AND connamespace = 'public'::regnamespace LOOP
                    EXECUTE format('ALTER DOMAIN %s DROP CONSTRAINT %I', c.type, c.conname);
                  END LOOP;
                END $$
                """);
    }

    @AfterAll
    static void close() throws SQLException {
        plain.close();
        connection.close();
        database.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        EncryptedDatabase.run(connection, "DELETE FROM person");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (int id = 1; id <= 2; id++) {
                insert.setInt(1, id);
                for (int i = 2; i <= 5; i++) {
                    insert.setString(i, VALUE);
                }
                insert.setObject(6, LocalDate.of(1970, 1, 1));
                insert.setLong(7, 0);
                insert.executeUpdate();
            }
        }
    }

    private static byte[] cell(String column) throws SQLException {
        try (Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + column + " FROM person WHERE id = 1")) {
            rows.next();
            return rows.getBytes(1);
        }
    }

    private static void put(String column, byte[] cell) throws SQLException {
        try (PreparedStatement update = plain.prepareStatement("UPDATE person SET " + column + " = ? WHERE id = 1")) {
            update.setBytes(1, cell);
            update.executeUpdate();
        }
    }

    /** By several getters: none gives anything. */
    private static void assertRefused(String column, String change) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM person WHERE id = 1")) {
            assertThat(rows.next()).isTrue();
            assertRefused(column, change, () -> rows.getString(column));
            assertRefused(column, change, () -> rows.getObject(column));
            assertRefused(column, change, () -> rows.getBytes(column));
            assertThat(rows.getInt("id")).isEqualTo(1);
        }
    }

    private static void assertRefused(String column, String change, ThrowingCallable getter) {
        assertThatThrownBy(getter)
                .as(column + " " + change)
                .isInstanceOf(DamagedCellException.class)
                .hasFieldOrPropertyWithValue("SQLState", "XX001")
                .hasMessageContaining("public.person." + column)
                .hasMessageNotContaining(VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssn", "tax", "email", "born", "salary"})
    void everyFlippedByte(String column) throws SQLException {
        byte[] cell = cell(column);
        for (int i = 0; i < cell.length; i++) {
            byte[] flipped = cell.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            put(column, flipped);
            assertRefused(column, "byte " + i);
        }
        put(column, cell);
        assertThat(EncryptedDatabase.query(connection, "SELECT ssn, email FROM person WHERE id = 1"))
                .containsExactly(VALUE + "|" + VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssn", "email", "born"})
    void everyTruncationAndExtension(String column) throws SQLException {
        byte[] cell = cell(column);
        for (int length = 0; length < cell.length; length++) {
            put(column, Arrays.copyOf(cell, length));
            assertRefused(column, "length " + length);
        }
        put(column, Arrays.copyOf(cell, cell.length + 1));
        assertRefused(column, "one byte more");
        put(column, Arrays.copyOf(cell, cell.length * 2));
        assertRefused(column, "twice as long");
    }

    @Test
    void cellsOfOtherColumnsTypesAndKinds() throws SQLException {
        for (List<String> swap : List.of(
                List.of("ssn", "tax"),
                List.of("tax", "ssn"),
                List.of("email", "phone"),
                List.of("email", "tax"),
                List.of("tax", "email"),
                List.of("born", "salary"),
                List.of("salary", "tax"))) {
            byte[] before = cell(swap.get(0));
            put(swap.get(0), cell(swap.get(1)));
            assertRefused(swap.get(0), "a cell of " + swap.get(1));
            put(swap.get(0), before);
        }
    }

    @Test
    void whatIsNoCellAtAll() throws SQLException {
        for (String text : List.of(VALUE, "\0", "\1", "\2", "\3".repeat(60), "\1".repeat(60), "\2".repeat(60))) {
            put("ssn", text.getBytes(StandardCharsets.ISO_8859_1));
            assertRefused("ssn", text);
        }
    }

    /** Documented: within one column rows can be swapped unnoticed, until rows are bound. */
    @Test
    void aCellOfAnotherRowOfTheColumnOpens() throws SQLException {
        EncryptedDatabase.run(
                plain, "UPDATE person SET tax = (SELECT q.tax FROM person q WHERE q.id = 2) WHERE id = 1");
        assertThat(EncryptedDatabase.query(connection, "SELECT tax FROM person WHERE id = 1"))
                .containsExactly(VALUE);
    }

    @Test
    void aCellOfAnotherDatabaseUnderTheSameKeys() throws SQLException {
        try (EncryptedDatabase other = new EncryptedDatabase(database.keys());
                Connection second = other.create()) {
            EncryptedDatabase.run(
                    second,
                    "CREATE TABLE person (id integer, tax varchar(11) ENCRYPTED WITH (KEY =" + " 'alias/pii'))");
            try (PreparedStatement insert = second.prepareStatement("INSERT INTO person VALUES (1, ?)")) {
                insert.setString(1, VALUE);
                insert.executeUpdate();
            }
            byte[] foreign;
            try (Connection otherPlain = other.plain();
                    Statement statement = otherPlain.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT tax FROM person")) {
                rows.next();
                foreign = rows.getBytes(1);
            }
            put("tax", foreign);
            assertRefused("tax", "of another database");
        }
    }
}
