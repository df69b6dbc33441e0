package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Views that an administrator has made over encrypted tables give what views over plain ones give, or are refused. */
class TwinViewsTest extends OverCompany {

    private @Nullable Connection connection;

    @AfterEach
    void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    Connection ours() {
        return Objects.requireNonNull(connection);
    }

    private EncryptedDatabase encrypted() {
        return company().twins().encrypted();
    }

    private void connect() throws SQLException {
        connection = encrypted().connect("furoshiki.catalogMaxAge=PT0S");
    }

    /** The view is made on both sides, and seen by a connection that is opened afterwards. */
    private void define(String... views) throws SQLException {
        encrypted().runPlain(views);
        EncryptedDatabase.run(company().twins().plain(), views);
        connect();
    }

    private void same(String sql, @Nullable Object... parameters) throws SQLException {
        List<String> expected = Company.outcome(company().twins().plain(), sql, parameters);
        assertThat(Company.outcome(ours(), sql, parameters)).as(sql).isEqualTo(expected);
        assertThat(expected).as(sql).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void columnsAreFollowed(TestServer server) throws SQLException {
        open(server);
        define(
                "CREATE VIEW contact AS SELECT c.id, c.ssn AS number, c.email, o.item FROM customer c JOIN orders o ON o.customer ="
                        + " c.id WHERE c.age > 20",
                "CREATE VIEW numbers AS SELECT number FROM contact UNION SELECT ssn FROM employee",
                "CREATE VIEW renamed (a, b) AS SELECT id, ssn FROM customer");
        same("SELECT * FROM contact");
        same("SELECT v.number, v.email, item FROM contact v WHERE v.number = ?", Company.ssn(1));
        same("SELECT number FROM contact WHERE number = '" + Company.ssn(1) + "'");
        same("SELECT e.name FROM employee e WHERE e.ssn IN (SELECT number FROM contact)");
        same("SELECT number, count(*) AS n FROM contact GROUP BY number");
        same("SELECT * FROM numbers WHERE number <> ?", Company.ssn(9));
        same("SELECT count(*) AS n FROM contact WHERE email IS NOT NULL");
        same("SELECT b FROM renamed r JOIN employee e ON e.ssn = r.b AND r.b = '" + Company.ssn(1) + "'");
        refused("SELECT * FROM contact WHERE email = '" + Company.mail(1) + "'", "has no index");
        refused("SELECT upper(number) FROM contact", "cannot compute");
        refused("INSERT INTO orders (item) SELECT number FROM contact", "plain column");
        refused("SELECT number FROM contact ORDER BY number", "ssn");
    }

    @Test
    void materializedViewsAndRows() throws SQLException {
        open(TestServer.POSTGRESQL);
        define("CREATE MATERIALIZED VIEW kept AS SELECT ssn AS number, count(*) AS n FROM customer GROUP BY ssn");
        same("SELECT * FROM kept k JOIN employee e ON e.ssn = k.number");
        same("SELECT * FROM public.kept WHERE kept.number = ?", Company.ssn(1));
        refused("SELECT kept FROM kept", "as a whole");
        refused("REFRESH MATERIALIZED VIEW kept", "kept");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void nothingIsWrittenThroughAView(TestServer server) throws SQLException {
        open(server);
        define("CREATE VIEW people AS SELECT id, ssn, age FROM customer");
        same("SELECT * FROM people");
        for (String sql : List.of(
                "UPDATE people SET ssn = '" + Company.ssn(7) + "'",
                "UPDATE people SET age = 1",
                "DELETE FROM people",
                "INSERT INTO people (id, ssn) VALUES (9, '" + Company.ssn(9) + "')",
                "INSERT INTO people (id) VALUES (9)",
                "TRUNCATE TABLE people")) {
            refused(sql, "people");
        }
        if (Companies.isMySql(server)) {
            refused(
                    "UPDATE orders o JOIN people p ON p.id = o.customer SET p.ssn = '" + Company.ssn(7) + "'",
                    "people");
            refused("UPDATE people p JOIN orders o ON p.id = o.customer SET p.age = 1", "people");
            refused("DELETE p FROM people p JOIN orders o ON p.id = o.customer", "people");
        }
        same("SELECT * FROM customer");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void indexesInTheViewAreCompared(TestServer server) throws SQLException {
        open(server);
        String companion = companion(server);
        encrypted()
                .runPlain(
                        "CREATE VIEW person AS SELECT * FROM customer",
                        "CREATE VIEW pair AS SELECT a.email, b." + companion
                                + ", a.id FROM customer a, customer b WHERE a.id = b.id",
                        "CREATE VIEW inner_pair AS SELECT * FROM (SELECT a.email, b." + companion
                                + ", a.id FROM customer a JOIN customer b ON a.id = b.id - 1) q");
        EncryptedDatabase.run(
                company().twins().plain(),
                "CREATE VIEW person AS SELECT * FROM customer",
                "CREATE VIEW pair AS SELECT a.email, a.id FROM customer a",
                "CREATE VIEW inner_pair AS SELECT a.email, a.id FROM customer a WHERE a.id < 4");
        connect();
        same("SELECT * FROM person");
        same("SELECT id, email FROM person WHERE email = ?", Company.mail(1));
        same("SELECT DISTINCT email FROM person");
        same("SELECT * FROM pair");
        same("SELECT * FROM inner_pair");
        refused("SELECT id FROM pair WHERE email = 'x'", "has no index");
        refused("SELECT id FROM inner_pair WHERE email = 'x'", "has no index");
    }

    /** As it is to be written in a definition. */
    private String companion(TestServer server) throws SQLException {
        String schema = server == TestServer.H2 ? "TABLE_NAME = 'CUSTOMER'" : "table_name = 'customer'";
        String own = Companies.isMySql(server) ? " AND table_schema = DATABASE()" : "";
        String name = encrypted()
                .queryPlain("SELECT column_name FROM information_schema.columns WHERE " + schema + own
                        + " AND column_name LIKE 'fk%'")
                .get(0);
        return server == TestServer.H2 ? '"' + name + '"' : name;
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void whatTheServerComputesOnCellsIsUnknown(TestServer server) throws SQLException {
        open(server);
        encrypted()
                .runPlain(
                        "CREATE VIEW grouped AS SELECT email, count(*) AS n FROM customer GROUP BY email",
                        "CREATE VIEW ordered AS SELECT id, note FROM customer ORDER BY note",
                        "CREATE VIEW computed AS SELECT id, length(note) AS n FROM customer",
                        "CREATE VIEW above AS SELECT n FROM computed",
                        "CREATE VIEW twice AS SELECT id FROM employee WHERE mail = mail");
        connect();
        for (String view : List.of("grouped", "ordered", "computed", "above", "twice")) {
            refused("SELECT * FROM " + view, view);
        }
    }

    @Test
    void aSchemaTellsViewsApart() throws SQLException {
        open(TestServer.POSTGRESQL);
        encrypted()
                .runPlain(
                        "CREATE SCHEMA other",
                        "CREATE VIEW other.twice AS SELECT id FROM customer",
                        "CREATE VIEW twice AS SELECT id FROM employee WHERE mail = mail");
        connect();
        refused("SELECT * FROM twice", "twice");
        assertThat(Company.outcome(ours(), "SELECT id FROM other.twice WHERE id = 1"))
                .containsExactly("id", "1");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void aViewThatOthersReplaceIsReadAnew(TestServer server) throws SQLException {
        open(server);
        define("CREATE VIEW changing AS SELECT id, age AS what FROM customer");
        same("SELECT what FROM changing WHERE id = 1");
        for (String selected : List.of("ssn", "email", "age", "octet_length(ssn)")) {
            String column = " VIEW changing AS SELECT id, " + selected + " AS what FROM customer";
            encrypted().runPlain("DROP VIEW changing", "CREATE" + column);
            EncryptedDatabase.run(company().twins().plain(), "DROP VIEW changing", "CREATE" + column);
            if (selected.startsWith("octet")) {
                refused("SELECT what FROM changing WHERE id = 1", "changing");
            } else {
                same("SELECT what FROM changing WHERE id = 1");
            }
        }
    }
}
