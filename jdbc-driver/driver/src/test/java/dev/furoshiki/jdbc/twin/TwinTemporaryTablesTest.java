package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.Connection;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Temporary tables that receive encrypted columns give what plain ones give, and hold no plaintext. */
class TwinTemporaryTablesTest extends OverCompany {

    private void same(String sql, @Nullable Object... parameters) throws Exception {
        assertThat(company().same(sql, parameters)).as(sql).isNotEmpty();
    }

    /** Of what gives another count the second time. */
    private void sameOnce(String sql, @Nullable Object... parameters) throws Exception {
        twins().same(sql, connection -> Company.outcome(connection, sql, parameters));
    }

    private static String create(TestServer server) {
        return server == TestServer.H2 ? "CREATE LOCAL TEMPORARY TABLE " : "CREATE TEMPORARY TABLE ";
    }

    @ParameterizedTest
    @EnumSource
    void theyHoldCellsAndGiveValues(TestServer server) throws Exception {
        open(server);
        twins().define(create(server)
                + "t AS SELECT c.id, c.email AS mail, c.ssn, c.note, c.age FROM customer c WHERE id < 4");
        same("SELECT * FROM t");
        same("SELECT id, note FROM t WHERE mail = ? AND ssn <> '" + Company.ssn(9) + "'", Company.mail(1));
        same("SELECT e.name FROM employee e JOIN t ON t.mail = e.mail OR t.ssn = e.ssn");
        same("SELECT mail, count(*) AS n FROM t GROUP BY mail");
        sameOnce("INSERT INTO t (id, mail, ssn) VALUES (9, ?, '" + Company.ssn(9) + "')", Company.mail(9));
        sameOnce("INSERT INTO t SELECT id + 20, email, ssn, note, age FROM customer WHERE email = ?", Company.mail(2));
        sameOnce("UPDATE t SET mail = ?, note = NULL WHERE mail = ?", Company.mail(7), Company.mail(1));
        sameOnce("DELETE FROM t WHERE ssn = ?", Company.ssn(3));
        same("SELECT * FROM t WHERE mail IN (?, ?, ?)", Company.mail(7), Company.mail(9), Company.mail(2));
        sameOnce("UPDATE customer SET email = (SELECT mail FROM t WHERE t.id = customer.id) WHERE id = 1");
        same("SELECT * FROM customer WHERE email = ?", Company.mail(7));
        refused("INSERT INTO t (id, mail) SELECT id, name FROM employee", "mail");
        refused("INSERT INTO orders (id, item) SELECT id + 50, mail FROM t", "plain column");
        refused(create(server) + "t AS SELECT id, ssn FROM customer", "another name");
        assertThat(EncryptedDatabase.query(twins().encrypted().plain(), "SELECT count(*) FROM orders WHERE id > 50"))
                .containsExactly("0");
        twins().define(
                        Companies.isMySql(server) ? "DROP TEMPORARY TABLE t" : "DROP TABLE t",
                        "CREATE TABLE t (mail integer)");
        sameOnce("INSERT INTO t VALUES (4)");
        same("SELECT mail FROM t WHERE mail = 4");
    }

    @ParameterizedTest
    @EnumSource
    void aPlanIsOfItsConnectionAlone(TestServer server) throws Exception {
        open(server);
        try (Connection other = twins().encrypted().create()) {
            EncryptedDatabase.run(ours(), create(server) + "t AS SELECT id, ssn AS v FROM customer WHERE 1 = 0");
            EncryptedDatabase.run(other, create(server) + "t AS SELECT id, item AS v FROM orders WHERE 1 = 0");
            String text = "INSERT INTO t (id, v) VALUES (?, ?)";
            for (int i = 0; i < 2; i++) {
                assertThat(Rows.update(ours(), text, i, Company.ssn(i))).isOne();
                assertThat(Rows.update(other, text, i, "item" + i)).isOne();
                assertThat(Company.outcome(ours(), "SELECT v FROM t WHERE v = ?", Company.ssn(i)))
                        .hasSize(2)
                        .contains(Company.ssn(i));
                assertThat(Company.outcome(other, "SELECT v FROM t WHERE v = ?", "item" + i))
                        .hasSize(2)
                        .contains("item" + i);
            }
            EncryptedDatabase.run(other, "DROP TABLE t");
            EncryptedDatabase.run(other, create(server) + "t AS SELECT id, note AS v FROM customer");
            assertThat(Company.outcome(other, "SELECT v FROM t WHERE id = 1")).contains(Company.CANARY + " one");
            assertThatThrownBy(() -> Company.outcome(other, "SELECT v FROM t WHERE v = ?", "x"))
                    .isInstanceOf(UnsupportedStatementException.class);
            assertThat(Company.outcome(ours(), "SELECT v FROM t WHERE v = ?", Company.ssn(1)))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeFollowedIsRefused(TestServer server) throws Exception {
        open(server);
        String create = create(server);
        refused(create + "t AS SELECT id, ssn FROM customer WHERE ssn = '" + Company.ssn(1) + "'", "parameter");
        refused(create + "t AS SELECT upper(ssn) AS s FROM customer", "cannot compute");
        refused(create + "t AS SELECT ssn, e.* FROM customer, orders e", "columns the query gives");
        refused(create + "t AS SELECT c.ssn, e.ssn FROM customer c, employee e", "label");
        refused(create + "customer AS SELECT id, ssn FROM employee", "another name");
        refused("CREATE TABLE t AS SELECT id, ssn FROM customer", "customer");
        EncryptedDatabase.run(ours(), create + "plain (id integer, v varchar(100))");
        refused("INSERT INTO plain SELECT id, ssn FROM customer", "plain column");
        EncryptedDatabase.run(
                ours(), "INSERT INTO plain (id) SELECT id FROM customer WHERE ssn = '" + Company.ssn(1) + "'");
        assertThat(Company.outcome(ours(), "DELETE FROM customer WHERE id IN (SELECT id FROM plain)"))
                .containsExactly("count 1");
        EncryptedDatabase.run(ours(), create + "ids AS SELECT id FROM customer WHERE note IS NOT NULL");
        EncryptedDatabase.run(ours(), "INSERT INTO ids VALUES (77)");
    }

    @Test
    void aRollbackTakesAndBringsThemBack() throws Exception {
        open(TestServer.POSTGRESQL);
        Connection ours = ours();
        ours.setAutoCommit(false);
        EncryptedDatabase.run(ours, "CREATE TEMP TABLE t AS SELECT id, ssn AS v FROM customer");
        assertThat(Company.outcome(ours, "SELECT v FROM t WHERE v = ?", Company.ssn(1)))
                .hasSize(2);
        Savepoint before = ours.setSavepoint();
        EncryptedDatabase.run(ours, "DROP TABLE t", "CREATE TEMP TABLE t AS SELECT id, email AS v FROM customer");
        assertThat(Company.outcome(ours, "SELECT v FROM pg_temp.t WHERE v = ?", Company.mail(2)))
                .hasSize(2);
        ours.rollback(before);
        assertThat(Company.outcome(ours, "SELECT v FROM t WHERE v = ?", Company.ssn(1)))
                .hasSize(2);
        ours.rollback();
        EncryptedDatabase.run(ours, "CREATE TABLE t (id integer, v text)", "INSERT INTO t VALUES (1, 'plain')");
        assertThat(Company.outcome(ours, "SELECT v FROM t WHERE v = 'plain'")).containsExactly("v", "plain");
        ours.commit();
        ours.setAutoCommit(true);
        EncryptedDatabase.run(ours, "CREATE TEMP TABLE t AS SELECT id, ssn AS v FROM customer");
        ours.setAutoCommit(false);
        EncryptedDatabase.run(ours, "DROP TABLE t");
        assertThat(Company.outcome(ours, "SELECT v FROM t WHERE v = 'plain'")).containsExactly("v", "plain");
        ours.rollback();
        assertThat(Company.outcome(ours, "SELECT v FROM t WHERE v = ?", Company.ssn(1)))
                .hasSize(2);
        assertThat(Company.outcome(ours, "SELECT v FROM public.t")).containsExactly("v", "plain");
        ours.commit();
        ours.setAutoCommit(true);
        refused("DISCARD ALL", "DISCARD");
        refused("DISCARD TEMP", "DISCARD");
        EncryptedDatabase.run(ours, "BEGIN", "SELECT 1", "ROLLBACK");
        assertThat(Company.outcome(ours, "SELECT v FROM t WHERE v = ?", Company.ssn(1)))
                .hasSize(2);
    }
}
