package dev.furoshiki.jdbc.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A CREATE TABLE that cannot be had as declared says why, and leaves neither table nor catalogue entry. */
class RefusedDefinitionsTest {

    private static EncryptedDatabase database;
    private static Connection connection;

    @BeforeAll
    static void open() throws SQLException {
        database = new EncryptedDatabase();
        database.database().logEveryStatement();
        connection = database.create("furoshiki.catalogKey=alias/pii");
        EncryptedDatabase.run(
                connection, "CREATE TABLE known (v text ENCRYPTED WITH (KEY = 'alias/pii', DOMAIN = shared))");
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "v text ENCRYPTED WITH (KEY = 'alias/pii') UNIQUE ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii') PRIMARY KEY ! v",
                "id integer, v text ENCRYPTED WITH (KEY = 'alias/pii'), UNIQUE (id, v) ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii') DEFAULT 'zq078051120' ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii') CHECK (v <> 'zq078051120') ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii'), w integer CHECK (length(v) > w) ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii'), CONSTRAINT c CHECK (coalesce(\"v\", 'zq078051120') <> '') ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii'), w text CHECK (w <> fresh.v || 'zq078051120') ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii'), w text CHECK (fresh::text <> 'zq078051120') ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii'), w text CHECK (v(fresh) <> 'zq078051120') ! v",
                "w text GENERATED ALWAYS AS (v || 'zq078051120') STORED, v text ENCRYPTED WITH (KEY = 'alias/pii') ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii'), w text GENERATED ALWAYS AS (upper(v)) STORED ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii') COLLATE \"C\" ! collations",
                "v text ENCRYPTED WITH (KEY = 'alias/pii') REFERENCES known (v) ! v",
                "v text ENCRYPTED WITH (KEY = 'alias/pii') ENCRYPTED WITH (KEY = 'alias/pii') ! v",
                "v json ENCRYPTED WITH (KEY = 'alias/pii') ! json",
                "v double precision ENCRYPTED WITH (KEY = 'alias/pii') ! v",
                "v text[] ENCRYPTED WITH (KEY = 'alias/pii') ! v",
                "v serial ENCRYPTED WITH (KEY = 'alias/pii') ! v",
                "v varchar(0) ENCRYPTED WITH (KEY = 'alias/pii') ! v",
                "v numeric ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC) ! numeric",
                "v text ENCRYPTED WITH (KEY = 'alias/pij') ! did you mean alias/pii?",
                "v text ENCRYPTED WITH (KEY = 'alias/other', DOMAIN = shared) ! shared",
                "v integer ENCRYPTED WITH (KEY = 'alias/pii', DOMAIN = shared) ! shared",
                "v text ENCRYPTED WITH (KEE = 'alias/pii') ! KEY",
                "v text ENCRYPTED WITH (KEY = 'alias/pii', TYPE = RANDOM) ! RANDOMIZED",
                "v text ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUAL) ! EQUALITY",
                "v text ENCRYPTED WITH (KEY = 'alias/pii', KEY = 'alias/pii') ! KEY",
                "v text ENCRYPTED WITH (TYPE = RANDOMIZED) ! KEY",
                "v text ENCRYPTED WITH () ! position",
                "v text ENCRYPTED ! syntax error",
                "v text ENCRYPTED WITH (KEY = 'alias/pii' ! position"
            })
    void leavesNothing(String columns, String said) throws SQLException {
        String before = catalogue();
        long mark = LocalPostgres.logBytes();
        Throwable refused =
                catchThrowable(() -> EncryptedDatabase.run(connection, "CREATE TABLE fresh (" + columns + ")"));
        assertThat(refused).isInstanceOf(SQLException.class);
        assertThat(refused).hasMessageContaining(said);
        assertThat(refused).hasMessageNotContaining(RefusedStatements.LITERAL);
        assertThat(LocalPostgres.logSince(mark)).doesNotContain(RefusedStatements.LITERAL);
        assertThat(((SQLException) refused).getSQLState())
                .as(refused.getMessage())
                .isNotNull()
                .hasSize(5);
        assertThat(database.queryPlain("SELECT to_regclass('fresh') IS NULL")).containsExactly("t");
        assertThat(catalogue()).isEqualTo(before);
        assertThat(EncryptedDatabase.query(connection, "SELECT v FROM known")).isEmpty();
    }

    private static String catalogue() throws SQLException {
        return String.join(
                ",",
                database.queryPlain("SELECT md5(manifest::text) FROM furoshiki_catalog UNION ALL SELECT"
                        + " count(*)::text FROM furoshiki_key"));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "CREATE TEMP TABLE fresh (v text ENCRYPTED WITH (KEY = 'alias/pii')) ! position 8",
                "CREATE TABLE fresh (v text ENCRYPTED WITH (KEY = 'alias/pii')) PARTITION BY LIST (v) ! position 64",
                "CREATE TABLE fresh (v text ENCRYPTED WITH (KEY = 'alias/pii')) INHERITS (known) ! position 64",
                "CREATE TABLE fresh (LIKE known, v text ENCRYPTED WITH (KEY = 'alias/pii')) ! position 21",
                "CREATE TABLE nowhere.fresh (v text ENCRYPTED WITH (KEY = 'alias/pii')) ! nowhere",
                "CREATE TABLE known (v text ENCRYPTED WITH (KEY = 'alias/pii')) ! known",
                "CREATE TABLE IF NOT EXISTS known (v text ENCRYPTED WITH (KEY = 'alias/pii')) ! known",
                "CREATE TABLE IF NOT EXISTS known (v text) ! known",
                "ALTER TABLE known ADD COLUMN w text ENCRYPTED WITH (KEY = 'alias/pii') ! known",
                "CREATE TABLE furoshiki_more (v text ENCRYPTED WITH (KEY = 'alias/pii')) ! furoshiki",
                "DROP TABLE known, known ! known",
                "DROP VIEW known ! known"
            })
    void otherDefinitions(String sql, String said) throws SQLException {
        String before = catalogue();
        Throwable refused = catchThrowable(() -> EncryptedDatabase.run(connection, sql));
        assertThat(refused).as(sql).isInstanceOf(SQLException.class).hasMessageContaining(said);
        assertThat(catalogue()).isEqualTo(before);
        assertThat(EncryptedDatabase.query(connection, "SELECT v FROM known")).isEmpty();
    }
}
