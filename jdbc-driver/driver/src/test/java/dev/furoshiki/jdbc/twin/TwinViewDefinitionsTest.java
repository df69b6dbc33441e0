package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.explanation.EncryptionExplanation;
import dev.furoshiki.jdbc.explanation.FuroshikiConnection;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Views that are created through the driver give what views over plain tables give, or are not created. */
class TwinViewDefinitionsTest extends OverCompany {

    private void same(String sql, @Nullable Object... parameters) throws Exception {
        assertThat(company().same(sql, parameters)).as(sql).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void viewsAreCreatedReplacedAndDropped(TestServer server) throws Exception {
        open(server);
        twins().define(
                        "CREATE VIEW contact AS SELECT c.id, c.email, c.ssn AS number, c.note FROM customer c WHERE c.age > 20",
                        "CREATE VIEW everything AS SELECT * FROM customer",
                        "CREATE VIEW named (a, b, c) AS SELECT id, email, ssn FROM customer",
                        "CREATE VIEW joined AS SELECT c.id, e.name, e.mail FROM customer c JOIN employee e ON c.email = e.mail"
                                + " /* by their indexes */",
                        "CREATE VIEW above AS SELECT * FROM contact WHERE id > 1",
                        "CREATE VIEW numbers AS SELECT ssn FROM customer UNION SELECT ssn FROM employee",
                        "CREATE VIEW ages AS SELECT id, age FROM customer");
        for (int i = 0; i < 2; i++) {
            same("SELECT * FROM contact");
            same("SELECT id FROM contact WHERE email = ?", i == 0 ? Company.mail(1) : Company.mail(2));
            same("SELECT id FROM contact WHERE number = '" + Company.ssn(2) + "' AND note IS NOT NULL");
            same("SELECT * FROM everything WHERE email IN (?, ?)", Company.mail(1), Company.mail(2));
            same("SELECT b, count(*) AS n FROM named GROUP BY b");
            same("SELECT DISTINCT b FROM named");
            same("SELECT a FROM named WHERE c = ?", Company.ssn(1));
            same("SELECT * FROM joined WHERE mail = ?", Company.mail(1));
            same("SELECT j.name, c.note FROM joined j JOIN customer c ON c.email = j.mail");
            same("SELECT above.email FROM above");
            same("SELECT id FROM above WHERE email = ?", Company.mail(2));
            same("SELECT * FROM numbers");
            same("SELECT * FROM ages");
            // Others of this process know at once.
            try (Connection other = twins().encrypted().create()) {
                assertThat(Company.outcome(other, "SELECT email FROM contact WHERE id = 2"))
                        .containsExactly(Company.outcome(twins().plain(), "SELECT email FROM contact WHERE id = 2")
                                .toArray(String[]::new));
            }
            twins().define(
                            "CREATE OR REPLACE VIEW contact AS SELECT c.id, c.email, c.ssn AS number, c.note FROM customer c WHERE"
                                    + " c.age > 35",
                            "CREATE OR REPLACE VIEW ages AS SELECT id, customer AS age FROM orders");
        }
        twins().define(
                        "DROP VIEW above",
                        "DROP VIEW contact",
                        "DROP VIEW ages",
                        "CREATE TABLE contact (email integer)");
        twins().define("INSERT INTO contact VALUES (1)");
        same("SELECT email FROM contact WHERE email = 1");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void whatCouldNotBeReadIsNotCreated(TestServer server) throws Exception {
        open(server);
        refused("CREATE VIEW v AS SELECT email, count(*) AS n FROM customer GROUP BY email", "group");
        if (server == TestServer.POSTGRESQL) {
            twins().define("CREATE VIEW mails AS SELECT DISTINCT email FROM customer");
            same("SELECT * FROM mails");
        } else {
            refused("CREATE VIEW v AS SELECT DISTINCT email FROM customer", "group");
        }
        refused("CREATE VIEW v AS SELECT upper(ssn) AS s FROM customer", "cannot compute");
        refused("CREATE VIEW v AS SELECT id FROM customer WHERE email = '" + Company.mail(1) + "'", "constant");
        refused("CREATE VIEW v AS SELECT id FROM customer WHERE ssn IN ('" + Company.ssn(1) + "')", "constant");
        refused("CREATE VIEW v AS SELECT id, '" + Company.ssn(1) + "' AS s FROM customer WHERE note = email", "note");
        refused(
                "CREATE VIEW v AS SELECT c.*, o.* FROM customer c JOIN orders o ON o.id = c.id",
                "columns the query gives");
        refused("CREATE VIEW employee AS SELECT id FROM customer", "another name");
        refused("CREATE VIEW v AS SELECT id, ssn FROM customer WITH CHECK OPTION", "CHECK OPTION");
        refused("DROP VIEW customer", "customer");
        refused(
                server == TestServer.H2
                        ? "CREATE FORCE VIEW v AS SELECT ssn FROM customer"
                        : Companies.isMySql(server)
                                ? "CREATE DEFINER = CURRENT_USER VIEW v AS SELECT ssn FROM customer"
                                : "CREATE MATERIALIZED VIEW v AS SELECT ssn FROM customer",
                "customer");
        assertThatThrownBy(() -> Company.outcome(twins().ours(), "SELECT * FROM v"))
                .as("no such view")
                .isInstanceOf(SQLException.class)
                .isNotInstanceOf(UnsupportedStatementException.class);
    }

    @Test
    void inATransactionItIsKnownAsLongAsItIsThere() throws Exception {
        open(TestServer.POSTGRESQL);
        List<String> expected = List.of("email", Company.mail(1));
        String query = "SELECT email FROM v WHERE email = '" + Company.mail(1) + "' AND id = 1";
        Connection ours = twins().ours();
        ours.setAutoCommit(false);
        EncryptedDatabase.run(ours, "CREATE VIEW v AS SELECT id, email FROM customer");
        assertThat(Company.outcome(ours, query)).isEqualTo(expected);
        Savepoint before = ours.setSavepoint();
        EncryptedDatabase.run(ours, "CREATE VIEW w AS SELECT id, ssn FROM customer");
        assertThat(Company.outcome(ours, "SELECT ssn FROM w WHERE id = 1")).containsExactly("ssn", Company.ssn(1));
        ours.rollback(before);
        assertThat(Company.outcome(ours, query)).isEqualTo(expected);
        before = ours.setSavepoint();
        assertThatThrownBy(() -> Company.outcome(ours, "SELECT ssn FROM w"))
                .hasFieldOrPropertyWithValue("SQLState", "42P01");
        ours.rollback(before);
        ours.rollback();
        assertThatThrownBy(() -> Company.outcome(ours, "SELECT id FROM v"))
                .hasFieldOrPropertyWithValue("SQLState", "42P01");
        ours.rollback();
        EncryptedDatabase.run(ours, "CREATE VIEW v AS SELECT id, email FROM customer");
        ours.commit();
        assertThat(Company.outcome(ours, query)).isEqualTo(expected);
        ours.rollback();
        ours.setAutoCommit(true);
        try (Connection other = twins().encrypted().create()) {
            assertThat(Company.outcome(other, query)).isEqualTo(expected);
        }
    }

    @Test
    void whatWouldBeSentIsExplained() throws Exception {
        open(TestServer.POSTGRESQL);
        String companion = twins().encrypted()
                .queryPlain(
                        "SELECT attname FROM pg_attribute WHERE attrelid = 'customer'::regclass AND attname LIKE 'fk%'")
                .get(0);
        EncryptionExplanation explanation = twins().ours()
                .unwrap(FuroshikiConnection.class)
                .explainEncryption("CREATE VIEW v (a, b) AS SELECT id, email FROM customer");
        assertThat(explanation)
                .isEqualTo(new EncryptionExplanation.Definition(
                        List.of("CREATE VIEW v (a, b, \"" + companion + "\") AS SELECT id, email, \"" + companion
                                + "\" AS \"" + companion + "\" FROM customer"),
                        List.of()));
    }
}
