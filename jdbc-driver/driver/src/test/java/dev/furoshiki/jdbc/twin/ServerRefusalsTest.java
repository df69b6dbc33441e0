package dev.furoshiki.jdbc.twin;

import static dev.furoshiki.jdbc.twin.Companies.sql;
import static dev.furoshiki.jdbc.twin.Company.mail;
import static dev.furoshiki.jdbc.twin.Company.ssn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.twin.Companies.Sql;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Statements in which a server other than PostgreSQL may see something else than PostgreSQL would: they are refused before
 * anything is sent, and the value of their parameter is in no message.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerRefusalsTest {

    private final Companies companies = new Companies();

    @AfterAll
    void close() throws SQLException {
        companies.close();
    }

    private void refused(TestServer server, Sql... statements) throws SQLException {
        refused(companies, server, statements);
    }

    private static void refused(Companies companies, TestServer server, Sql... statements) throws SQLException {
        companies.same(
                server,
                (company, statement) -> {
                    SQLException refusal = catchThrowableOfType(
                            SQLException.class,
                            () -> Company.outcome(company.twins().ours(), statement.text(), statement.parameters()));
                    if (refusal == null) {
                        throw new AssertionError("not refused");
                    }
                    assertThat(refusal.getSQLState()).as(refusal.getMessage()).isIn("0A000", "42601", "42703");
                    assertThat(refusal.getMessage()).doesNotContain(Company.CANARY);
                },
                statements);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void labelsThatMayBeNames(TestServer server) throws SQLException {
        refused(
                server,
                sql("SELECT c.ssn AS x, o.id FROM customer c JOIN orders o ON o.id = c.id HAVING x = ?", ssn(1)),
                sql("SELECT c.ssn AS x FROM customer c JOIN orders o ON o.id = c.id ORDER BY x = ?", ssn(1)),
                sql("SELECT c.ssn AS x, (SELECT x = ?) AS y FROM customer c JOIN orders o ON o.id = c.id", ssn(1)),
                sql("SELECT name AS ssn FROM employee GROUP BY ssn HAVING ssn = ?", ssn(1)),
                sql("SELECT email AS age FROM customer GROUP BY age HAVING age = ?", mail(1)),
                sql("SELECT o.item AS email FROM customer c JOIN orders o ON o.id = c.id GROUP BY email"),
                sql("SELECT (SELECT count(*) AS ssn FROM orders HAVING ssn = ?) AS n FROM customer", ssn(1)));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void whatIsComputed(TestServer server) throws SQLException {
        refused(
                server,
                sql("SELECT DISTINCT note FROM customer"),
                sql("SELECT DISTINCT * FROM customer"),
                sql("SELECT DISTINCT email, count(*) FROM customer"),
                sql("SELECT email FROM customer UNION SELECT mail FROM employee"),
                sql("SELECT id FROM customer ORDER BY email"),
                sql("SELECT id FROM customer WHERE email LIKE ?", mail(1)),
                sql("SELECT id FROM customer WHERE email < ?", mail(1)),
                sql("SELECT id FROM customer WHERE note = ?", mail(1)),
                sql("SELECT concat(email, ?) FROM customer", mail(1)),
                sql("UPDATE customer SET email = upper(?)", mail(1)),
                sql("INSERT INTO orders (id, item) SELECT id, email FROM customer"),
                sql("INSERT INTO customer (id, email) VALUES (7, concat(?, ''))", mail(1)),
                sql("SELECT id FROM customer WHERE email = ssn"),
                sql("SELECT id FROM customer WHERE email = name"),
                sql("SELECT count(*) FROM customer WHERE email = 'x' = ?", mail(1)),
                sql("SELECT nosuch FROM customer WHERE email = ?", mail(1)),
                sql("SELECT * FROM customer c JOIN orders USING (email)"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"POSTGRESQL", "H2"})
    void whatMariaDbSeesOtherwise(TestServer server) throws SQLException {
        refused(
                server,
                // a table or a common table expression, as lower_case_table_names has it
                sql("WITH Customer AS (SELECT 1 AS id, 'x' AS ssn) SELECT id FROM customer WHERE ssn = ?", ssn(1)),
                sql("WITH c AS (SELECT ssn FROM customer) SELECT * FROM C WHERE ssn = ?", ssn(1)),
                sql(
                        "SELECT id FROM customer c WHERE EXISTS (SELECT 1 FROM orders C WHERE C.id = 1 AND c.ssn = ?)"
                                .replace("C.id = 1 AND", "id = 1 AND"),
                        ssn(1)),
                // other comparisons
                sql("SELECT id FROM customer WHERE BINARY ssn = ?", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn = BINARY ?", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn COLLATE utf8mb4_bin = ?", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn = ? COLLATE utf8mb4_bin", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn = CAST(? AS CHAR)", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn = CONVERT(? USING utf8mb4)", ssn(1)),
                sql("SELECT id FROM customer WHERE CAST(ssn AS CHAR) = ?", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn = ANY (?)", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn REGEXP ?", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn SOUNDS LIKE ?", ssn(1)),
                sql("SELECT id FROM customer WHERE STRCMP(ssn, ?) = 0", ssn(1)),
                sql("SELECT id FROM customer HAVING email = ?", mail(1)),
                sql("SELECT email FROM customer HAVING coalesce(email, ?) = 'kanarie'", mail(1)),
                // constants of other kinds
                sql("SELECT id FROM customer WHERE ssn = _utf8mb4'kanarie'"),
                sql("SELECT id FROM customer WHERE ssn = _latin1'kanarie'"),
                sql("SELECT id FROM customer WHERE ssn = N'kanarie'"),
                sql("SELECT id FROM customer WHERE ssn = X'6b'"),
                sql("SELECT id FROM customer WHERE ssn = 0x6b"),
                sql("SELECT id FROM customer WHERE ssn = 1e3"),
                // assignments in order
                sql("UPDATE customer SET email = CASE WHEN email IS NULL THEN ? ELSE email END", mail(1)),
                sql(
                        "INSERT INTO customer (id, email) VALUES (1, ?) ON DUPLICATE KEY UPDATE email = CASE WHEN email IS NULL"
                                + " THEN VALUES(email) ELSE email END",
                        mail(1)),
                // an upsert's row and its source
                sql(
                        "INSERT INTO customer (id, email) VALUES (1, ?) AS new ON DUPLICATE KEY UPDATE email = new.email",
                        mail(1)),
                sql(
                        "INSERT INTO customer (id, email) VALUES (1, ?) ON DUPLICATE KEY UPDATE email = concat(VALUES(email), '')",
                        mail(1)),
                sql(
                        "INSERT INTO customer (id, email) VALUES (1, ?) ON DUPLICATE KEY UPDATE ssn = VALUES(email)",
                        mail(1)),
                sql(
                        "INSERT INTO customer (id, email) VALUES (1, ?) ON DUPLICATE KEY UPDATE age = VALUES(email)",
                        mail(1)),
                sql("INSERT INTO customer (id, email) VALUES (8, ?), (9, email)", mail(1)),
                sql("REPLACE INTO orders SELECT id, 1, email, 2 FROM customer"),
                sql("UPDATE customer SET age = 1 WHERE email = ? ORDER BY email LIMIT 1", mail(1)),
                sql("SELECT id FROM customer WHERE (@x := ?) = email", mail(1)),
                // results that go elsewhere
                sql("CREATE TABLE copied AS SELECT * FROM customer"),
                sql("SET @x = (SELECT email FROM customer LIMIT 1)"),
                sql("SELECT email INTO @x FROM customer WHERE email = ?", mail(1)),
                sql("SELECT email INTO OUTFILE 'x' FROM customer WHERE email = ?", mail(1)),
                sql("SELECT @x := email FROM customer"),
                sql("SELECT id FROM customer WHERE email = @x"),
                sql("DELETE x FROM customer c JOIN employee e ON e.mail = c.email WHERE c.email = ?", mail(1)),
                sql("UPDATE customer c JOIN employee e ON e.id = c.id SET ssn = ?", ssn(1)),
                sql("UPDATE customer c JOIN orders o ON o.id = c.id SET item = c.email"),
                sql("UPDATE customer c JOIN orders o ON o.id = c.id SET c.email = o.item"));
    }

    @ParameterizedTest
    @EnumSource(names = "H2")
    void whatH2SeesOtherwise(TestServer server) throws SQLException {
        refused(
                server,
                sql("SELECT id FROM customer WHERE ssn = CAST(? AS VARCHAR(3))", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn = CAST(? AS VARCHAR_IGNORECASE)", ssn(1)),
                sql("SELECT id FROM customer WHERE ssn = X'6b'"),
                sql("SELECT id FROM customer WHERE ssn = U&'kanarie'"),
                sql("SELECT id FROM customer WHERE ssn = 1e3"),
                sql("SELECT * FROM FINAL TABLE (INSERT INTO customer (id, age) SELECT 7, ssn FROM employee)"),
                sql(
                        "INSERT INTO employee (id, mail) SELECT 9, (SELECT email FROM FINAL TABLE (INSERT INTO customer"
                                + " (id, email) VALUES (7, ?)))",
                        mail(7)),
                sql("SELECT upper(email) FROM FINAL TABLE (INSERT INTO customer (id, email) VALUES (7, ?))", mail(1)),
                sql("SELECT id FROM customer WHERE email = ?1", mail(1)),
                sql("CALL (SELECT max(email) FROM customer)"),
                sql("SELECT * FROM OLD TABLE (DELETE FROM customer WHERE email = ?) ORDER BY ssn", mail(1)),
                sql("SELECT * EXCEPT (email) FROM customer WHERE email = ?", mail(1)),
                sql("MERGE INTO customer (id, note) KEY (note) VALUES (1, ?)", mail(1)),
                sql("SELECT \"id\" FROM customer WHERE email = ?", mail(1)),
                sql("SELECT array_agg(email) FROM customer"));
    }

    /** What is encrypted there is known to another catalogue. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"POSTGRESQL", "H2"})
    void tablesOfAnotherDatabaseWithACatalogue(TestServer server) throws Exception {
        String other = companies.of(server).twins().encrypted().database().name();
        try (Companies later = new Companies()) {
            for (String text : new String[] {
                "SELECT id FROM %s.customer WHERE email = ?",
                "INSERT INTO `%s`.customer (id, email) VALUES (8, ?)",
                "UPDATE customer c JOIN %s.orders o ON o.id = c.id SET o.item = ?"
            }) {
                refused(later, server, sql(text.formatted(other), mail(1)));
            }
        }
    }

    /** Columns that are left out where none are named, on both servers that have such. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void invisibleColumns(TestServer server) throws Exception {
        Company company = companies.of(server);
        company.twins()
                .define("CREATE TABLE hiding (id integer PRIMARY KEY, plain varchar(90) INVISIBLE, ssn "
                        + server.varchar(60) + " ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY))");
        companies.same(
                server,
                (opened, change) -> opened.same(change.text(), change.parameters()),
                sql("INSERT INTO hiding VALUES (1, ?)", ssn(1)),
                sql("INSERT INTO hiding SELECT id + ?, ssn FROM hiding", 1),
                sql("INSERT INTO hiding (id, plain) VALUES (?, 'seen')", 3),
                sql("SELECT * FROM hiding"),
                sql("SELECT h.*, plain FROM hiding h WHERE ssn = ?", ssn(1)),
                sql("SELECT id FROM hiding WHERE plain = 'seen'"));
        assertThat(company.twins().encrypted().queryPlain("SELECT coalesce(plain, 'none') FROM hiding"))
                .containsExactlyInAnyOrder("none", "none", "seen");
    }
}
