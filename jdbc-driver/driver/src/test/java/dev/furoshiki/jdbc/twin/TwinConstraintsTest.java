package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** UNIQUE and FOREIGN KEY of deterministic columns hold as those of plain ones do, and upserts go by them. */
class TwinConstraintsTest {

    private static final String CLAUSE =
            " ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC, DOMAIN = person_ssn)";

    private Twins twins;
    private long mark;

    @BeforeEach
    void open() throws SQLException {
        twins = new Twins();
        twins.define(
                "CREATE TABLE account (id integer PRIMARY KEY, ssn varchar(20) UNIQUE NOT NULL" + CLAUSE
                        + ", tries integer)",
                "CREATE TABLE visit (id integer PRIMARY KEY, ssn varchar(20)" + CLAUSE
                        + " REFERENCES account (ssn) ON UPDATE CASCADE)",
                "CREATE TABLE pair (ssn varchar(20)" + CLAUSE + ", day integer, PRIMARY KEY (ssn, day))");
        twins.encrypted().database().logEveryStatement();
        mark = LocalPostgres.logBytes();
    }

    @AfterEach
    void close() throws SQLException {
        twins.close();
    }

    private void both(String sql, Object... parameters) throws Exception {
        twins.same(sql, connection -> Rows.update(connection, sql, parameters));
    }

    @Test
    void equalValuesCollideAndUpsertsGoByThem() throws Exception {
        both("INSERT INTO account VALUES (1, ?, 1), (2, 'kanarie-2', 1)", "kanarie-1");
        twins.sameRefusal("twice", "23505", c -> Rows.update(c, "INSERT INTO account VALUES (3, ?, 1)", "kanarie-2"));
        both(
                "INSERT INTO account AS a VALUES (3, ?, 5) ON CONFLICT (ssn) DO UPDATE SET tries = a.tries + excluded.tries"
                        + " WHERE a.ssn <> ?",
                "kanarie-1",
                "kanarie-9");
        both("INSERT INTO account VALUES (4, ?, 5) ON CONFLICT (ssn) DO NOTHING", "kanarie-2");
        both("INSERT INTO pair VALUES (?, 1), (?, 2)", "kanarie-1", "kanarie-1");
        both("INSERT INTO pair VALUES (?, 1) ON CONFLICT (day, ssn) DO NOTHING", "kanarie-1");
        twins.sameRefusal("pair", "23505", c -> Rows.update(c, "INSERT INTO pair VALUES (?, 2)", "kanarie-1"));
        twins.same("all", c -> Company.outcome(c, "SELECT * FROM account"));
        requireUnseen();
    }

    @Test
    void referencesHold() throws Exception {
        both("INSERT INTO account VALUES (1, ?, 1)", "kanarie-1");
        both("INSERT INTO visit VALUES (1, ?), (2, NULL)", "kanarie-1");
        twins.sameRefusal("none", "23503", c -> Rows.update(c, "INSERT INTO visit VALUES (3, ?)", "kanarie-3"));
        twins.sameRefusal("in use", "23503", c -> Rows.update(c, "DELETE FROM account WHERE ssn = ?", "kanarie-1"));
        both("UPDATE account SET ssn = ? WHERE ssn = ?", "kanarie-7", "kanarie-1");
        twins.same("cascaded", c -> Company.outcome(c, "SELECT * FROM visit v JOIN account a ON a.ssn = v.ssn"));
        twins.same("found", c -> Company.outcome(c, "SELECT id FROM visit WHERE ssn = ?", "kanarie-7"));
        requireUnseen();
    }

    private void requireUnseen() {
        // The plain twin is on the same server, which names the key that a row of it violates.
        assertThat(LocalPostgres.logSince(mark).lines().filter(line -> !line.contains("DETAIL:  Key (")))
                .isNotEmpty()
                .noneMatch(line -> line.contains(Company.CANARY));
    }
}
