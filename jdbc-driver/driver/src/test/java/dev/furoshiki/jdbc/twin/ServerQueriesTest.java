package dev.furoshiki.jdbc.twin;

import static dev.furoshiki.jdbc.twin.Companies.isMySql;
import static dev.furoshiki.jdbc.twin.Companies.sql;
import static dev.furoshiki.jdbc.twin.Company.mail;
import static dev.furoshiki.jdbc.twin.Company.ssn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.twin.Companies.Sql;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Queries over several encrypted tables give what the plain twin gives, on MariaDB, through MySQL's driver, and on H2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerQueriesTest {

    private final Companies companies = new Companies();

    @AfterAll
    void close() throws SQLException {
        companies.close();
    }

    private void same(TestServer server, Sql... queries) throws SQLException {
        companies.same(
                server,
                (company, query) -> assertThat(company.same(query.text(), query.parameters()))
                        .isNotEmpty(),
                queries);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void joins(TestServer server) throws SQLException {
        same(
                server,
                sql("SELECT c.id, e.name, c.email, e.mail FROM customer c JOIN employee e ON c.email = e.mail"),
                sql(
                        "SELECT c.id, e.name, c.ssn FROM customer c LEFT JOIN employee e ON e.ssn = c.ssn WHERE c.age > ?",
                        20),
                sql("SELECT * FROM customer c JOIN employee e ON c.ssn = e.ssn AND c.email <> e.mail"),
                sql("SELECT * FROM customer c, employee e WHERE c.ssn = e.ssn AND e.mail = ?", mail(2)),
                sql("SELECT c.*, o.* FROM customer c JOIN orders o ON o.customer = c.id"),
                sql("SELECT o.*, c.* FROM customer c JOIN orders o ON o.customer = c.id WHERE c.email = ?", mail(1)),
                sql("SELECT * FROM orders o LEFT JOIN customer c ON o.customer = c.id"),
                sql(
                        "SELECT * FROM orders o RIGHT JOIN customer c ON o.customer = c.id AND c.ssn IN (?, ?)",
                        ssn(1),
                        ssn(2)),
                sql("SELECT a.id, b.id FROM customer a JOIN customer b ON a.email = b.email AND a.id < b.id"),
                sql("SELECT e.id, c.ssn, mail FROM customer c JOIN employee e USING (id)"),
                sql("SELECT * FROM customer c LEFT JOIN employee e USING (ssn)"),
                sql("SELECT * FROM customer c RIGHT JOIN employee e USING (ssn) WHERE e.mail = ?", mail(5)),
                sql("SELECT * FROM customer c JOIN employee e USING (ssn)"),
                sql("SELECT * FROM customer c JOIN employee e USING (id, ssn)"),
                sql("SELECT * FROM customer c LEFT JOIN employee e USING (ssn, id)"),
                sql("SELECT * FROM employee e RIGHT JOIN customer c USING (ssn, id)"),
                sql("SELECT * FROM customer NATURAL JOIN employee"),
                sql(
                        "SELECT c.email, o.item FROM customer c CROSS JOIN orders o WHERE o.item = ? AND email = ?",
                        "pen",
                        mail(1)),
                sql("SELECT c.email FROM (customer c JOIN orders o ON o.customer = c.id) JOIN employee e ON e.mail ="
                        + " c.email"));
    }

    /** Names of columns in any case, on H2 where they are not quoted. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void namesInAnyCase(TestServer server) throws SQLException {
        same(
                server,
                sql("SELECT Id, SSN FROM customer WHERE EMAIL = ?", mail(1)),
                sql("SELECT C.Ssn FROM customer C JOIN orders o ON o.Customer = C.ID WHERE Email = ?", mail(1)),
                sql("SELECT E.Mail FROM employee E JOIN customer ON Email = MAIL AND E.SSN = Customer.SSN"
                        .replace("Customer.", isMySql(server) ? "customer." : "Customer.")),
                sql("SELECT D.M FROM (SELECT Email AS m FROM customer) D WHERE D.M = ?", mail(2)),
                sql("SELECT c.ID FROM customer c JOIN orders o USING (Id) WHERE SSN = ?", ssn(1)),
                sql("SELECT AGE, COUNT(*) FROM customer GROUP BY Age"),
                sql("SELECT * FROM customer NATURAL JOIN (SELECT ID, SSN FROM employee) e"));
        if (isMySql(server)) {
            same(
                    server,
                    sql("SELECT * FROM customer NATURAL RIGHT JOIN employee"),
                    sql("SELECT ID, ssn FROM customer JOIN employee USING (ID, SSN)"),
                    sql("SELECT SSN, c.id, e.id FROM customer c RIGHT JOIN employee e USING (ssn)"),
                    sql("SELECT `c`.`SSN` FROM `customer` `c` WHERE `c`.`Email` = ?", mail(1)),
                    sql("SELECT c.id FROM customer c JOIN orders C ON c.id = C.customer WHERE C.item = ?", "pen"));
        } else {
            same(server, sql("SELECT \"C\".\"SSN\" FROM \"CUSTOMER\" `c` WHERE c.\"EMAIL\" = ?", mail(1)));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void subqueries(TestServer server) throws SQLException {
        same(
                server,
                sql("SELECT name FROM employee WHERE mail IN (SELECT email FROM customer WHERE age = ?)", 40),
                sql(
                        "SELECT name FROM employee e WHERE mail NOT IN (SELECT email FROM customer WHERE email IS NOT NULL)"),
                sql("SELECT name FROM employee e WHERE EXISTS (SELECT 1 FROM customer c WHERE c.email = e.mail)"),
                sql("SELECT name FROM employee e WHERE NOT EXISTS (SELECT * FROM customer c WHERE c.ssn = e.ssn)"),
                sql("SELECT name FROM employee WHERE ssn = (SELECT ssn FROM customer WHERE id = ?)", 2),
                sql("SELECT name FROM employee WHERE mail = (SELECT email FROM customer WHERE ssn = ?)", ssn(2)),
                sql("SELECT name FROM employee WHERE ssn = ANY (SELECT ssn FROM customer)"),
                sql("SELECT name FROM employee WHERE mail <> ALL (SELECT email FROM customer WHERE id < 3)"),
                sql("SELECT name, (SELECT c.email FROM customer c WHERE c.ssn = employee.ssn) AS mine FROM employee"),
                sql(
                        "SELECT o.item FROM orders o WHERE o.customer IN (SELECT id FROM customer WHERE email = ?)",
                        mail(1)),
                sql("SELECT item FROM orders WHERE customer = (SELECT max(id) FROM customer WHERE ssn = ?)", ssn(2)),
                sql(
                        "SELECT id FROM customer WHERE ? IN (SELECT mail FROM employee WHERE employee.ssn = customer.ssn)",
                        mail(2)),
                sql("SELECT id FROM customer WHERE (email, ssn) IN (SELECT mail, ssn FROM employee)"),
                sql(
                        "SELECT id FROM customer WHERE (SELECT count(*) FROM employee e WHERE e.mail = customer.email) > 0"),
                sql(
                        "SELECT item FROM orders WHERE EXISTS (SELECT 1 FROM customer WHERE customer.id = orders.customer AND"
                                + " customer.email IN (SELECT mail FROM employee))"));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void derivedTablesAndCommonTableExpressions(TestServer server) throws SQLException {
        same(
                server,
                sql("SELECT d.email, d.age FROM (SELECT email, age FROM customer) d WHERE d.email = ?", mail(1)),
                sql("SELECT * FROM (SELECT * FROM customer) d WHERE d.email = ? AND d.ssn = ?", mail(1), ssn(3)),
                sql(
                        "SELECT d.* FROM (SELECT id, email AS m, note FROM customer) d WHERE m IN (?, ?)",
                        mail(1),
                        mail(2)),
                sql("SELECT * FROM (SELECT x.* FROM (SELECT email, id FROM customer) x) y WHERE y.email <> ?", mail(1)),
                sql("SELECT id FROM customer WHERE email IN (SELECT m FROM (SELECT mail AS m FROM employee) q)"),
                sql("SELECT id FROM customer WHERE email IN (SELECT * FROM (SELECT mail FROM employee) q)"),
                sql(
                        "WITH c AS (SELECT id, email FROM customer WHERE age = ?) SELECT * FROM c WHERE email = ?",
                        30,
                        mail(1)),
                sql(
                        "WITH c (i, m) AS (SELECT id, email FROM customer), d AS (SELECT * FROM c WHERE m = ?) SELECT d.i, e.name"
                                + " FROM d JOIN employee e ON e.mail = d.m",
                        mail(1)),
                sql(
                        "WITH c AS (SELECT ssn, count(*) AS n FROM customer GROUP BY ssn) SELECT * FROM c WHERE ssn = ?",
                        ssn(1)),
                sql(
                        "SELECT q.item, q.email FROM (SELECT o.*, c.email FROM orders o JOIN customer c ON c.id = o.customer) q"
                                + " WHERE q.total > ?",
                        6),
                sql("SELECT d.email FROM (SELECT email FROM customer ORDER BY id LIMIT 2) AS d"),
                sql(
                        "WITH RECURSIVE up (i, b, m) AS (SELECT id, boss, mail FROM employee WHERE mail = ? UNION ALL SELECT"
                                + " e.id, e.boss, e.mail FROM employee e JOIN up ON e.boss = up.i) SELECT i, m FROM up WHERE m <>"
                                + " ?",
                        mail(2),
                        mail(9)));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void setOperations(TestServer server) throws SQLException {
        same(
                server,
                sql("SELECT email FROM customer UNION ALL SELECT mail FROM employee"),
                sql("SELECT ssn FROM customer UNION SELECT ssn FROM employee"),
                sql("SELECT ssn FROM customer INTERSECT SELECT ssn FROM employee"),
                sql("SELECT id, ssn FROM customer EXCEPT SELECT id, ssn FROM employee"),
                sql("SELECT ssn, 1 AS n FROM customer UNION ALL SELECT NULL, 2 UNION ALL SELECT ?, 3", ssn(7)),
                sql(
                        "SELECT * FROM (SELECT id, email FROM customer UNION ALL SELECT id, mail FROM employee) q WHERE q.email"
                                + " = ?",
                        mail(1)),
                sql("SELECT id FROM customer UNION SELECT id FROM orders ORDER BY id"));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void comparisonsOfEveryForm(TestServer server) throws SQLException {
        same(
                server,
                sql("SELECT id FROM customer WHERE (email, ssn) = (?, ?)", mail(1), ssn(3)),
                sql("SELECT id FROM customer WHERE (id, ssn) IN ((1, ?), (2, ?))", ssn(1), ssn(9)),
                sql("SELECT id FROM customer WHERE (email) = (?)", mail(1)),
                sql("SELECT id FROM customer WHERE NOT (email = ? OR ssn <> ?)", mail(2), ssn(1)),
                sql("SELECT id FROM customer WHERE email = ? AND NOT ssn = ?", mail(1), ssn(3)),
                sql("SELECT id, email = ? AS hit FROM customer", mail(2)),
                sql("SELECT id FROM customer WHERE email IN (?)", mail(1)),
                sql("SELECT id FROM customer WHERE email IS NULL AND note IS NOT NULL"),
                sql("SELECT id FROM customer WHERE coalesce(email, ?) = ?", mail(7), mail(7)),
                sql("SELECT id FROM customer WHERE nullif(ssn, ?) = ?", ssn(1), ssn(2)),
                sql("SELECT id, CASE WHEN email = ? THEN 1 ELSE 0 END AS mine FROM customer", mail(1)));
        if (isMySql(server)) {
            same(
                    server,
                    sql("SELECT id FROM customer WHERE ssn <=> ?", (Object) null),
                    sql("SELECT id FROM customer WHERE email <=> ?", mail(2)),
                    sql("SELECT id FROM customer WHERE email != ? AND age = 40 OR email = ?", mail(1), mail(9)),
                    sql("SELECT IF(email = ?, 'yes', 'no') AS mine FROM customer", mail(1)),
                    sql("SELECT id FROM customer WHERE IFNULL(ssn, ?) = ?", ssn(9), ssn(9)),
                    // trailing spaces do not count under its collation, but do under that of the other
                    sql("SELECT id FROM customer WHERE email = ?", mail(1) + "  "),
                    sql("SELECT id FROM customer WHERE ssn = ?", ssn(1) + " "));
        } else {
            same(
                    server,
                    sql("SELECT id FROM customer WHERE email IS DISTINCT FROM ?", mail(1)),
                    sql("SELECT id FROM customer WHERE ssn IS NOT DISTINCT FROM ?", (Object) null),
                    sql("SELECT id FROM customer WHERE email = CAST(? AS varchar)", mail(1)),
                    sql("SELECT id FROM customer WHERE CAST(ssn AS varchar) = ?", ssn(2)),
                    sql("SELECT id FROM customer WHERE email = ANY (?)", (Object) new String[] {mail(1), mail(9)}));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void choicesAndGroups(TestServer server) throws SQLException {
        same(
                server,
                sql(
                        "SELECT coalesce(c.email, e.mail, ?) AS m FROM customer c LEFT JOIN employee e ON e.id = c.id",
                        mail(8)),
                sql("SELECT id, CASE WHEN age > ? THEN ssn ELSE NULL END AS s FROM customer", 35),
                sql(
                        "SELECT id, CASE ssn WHEN ? THEN 'one' WHEN ? THEN 'two' ELSE 'other' END AS s FROM customer",
                        ssn(1),
                        ssn(2)),
                sql("SELECT id, CASE WHEN email = ? THEN note ELSE ? END AS n FROM customer", mail(1), Company.CANARY),
                sql("SELECT nullif(ssn, ?) AS s FROM customer", ssn(1)),
                sql("SELECT d.m FROM (SELECT coalesce(email, ?) AS m FROM customer) d WHERE d.m = ?", mail(8), mail(8)),
                sql("SELECT ssn, count(*) AS n FROM customer GROUP BY ssn"),
                sql("SELECT ssn AS s, count(*) AS n FROM customer c GROUP BY s"),
                sql("SELECT ssn, count(*) AS n FROM customer GROUP BY ssn HAVING count(*) > 0"),
                sql("SELECT ssn, count(*) AS n FROM customer GROUP BY ssn HAVING ssn IN (?, ?)", ssn(1), ssn(2)),
                sql("SELECT count(*) AS n FROM customer GROUP BY email"),
                sql("SELECT c.email, count(*) AS n FROM customer c GROUP BY email HAVING c.email IS NOT NULL"),
                sql("SELECT email, count(*) AS n FROM customer GROUP BY email"),
                sql("SELECT email AS m, max(age) AS a FROM customer c GROUP BY c.email ORDER BY max(age)"),
                sql(
                        "SELECT q.m, q.n FROM (SELECT c.email AS m, count(*) AS n FROM customer c GROUP BY c.email) q WHERE q.m"
                                + " = ?",
                        mail(1)),
                sql("SELECT count(*) AS n, max(age) AS a FROM customer GROUP BY email HAVING email = ?", mail(1)),
                sql(
                        "SELECT count(email) AS a, count(DISTINCT email) AS b, count(DISTINCT ssn) AS c, count(note) AS d FROM"
                                + " customer"),
                sql("SELECT DISTINCT ssn FROM customer"),
                sql("SELECT DISTINCT email FROM customer"),
                sql("SELECT DISTINCT email, CASE WHEN id < 3 THEN 1 ELSE 0 END AS w FROM customer"),
                sql("SELECT DISTINCT email, age FROM customer WHERE id < ? ORDER BY age", 9),
                sql("SELECT DISTINCT c.email AS m, 1 AS one, c.age + 1 AS a, ? AS p FROM customer c", 3),
                sql("SELECT DISTINCT c.email, e.mail FROM customer c JOIN employee e ON c.ssn = e.ssn LIMIT 9"),
                sql("SELECT * FROM (SELECT DISTINCT email FROM customer) d WHERE d.email = ?", mail(1)),
                sql("SELECT DISTINCT ssn, age FROM customer ORDER BY age"),
                sql(
                        "SELECT id, row_number() OVER (PARTITION BY ssn ORDER BY id) AS r, count(*) OVER (PARTITION BY email)"
                                + " AS n FROM customer"),
                sql(
                        "SELECT email, sum(age) OVER (ORDER BY id) AS s, rank() OVER w AS r FROM customer WINDOW w AS (PARTITION"
                                + " BY age ORDER BY id)"),
                sql(
                        "SELECT age, count(*) AS n FROM customer WHERE email = ? GROUP BY age ORDER BY count(*) DESC, age",
                        mail(1)));
        if (isMySql(server)) {
            // labelled by their own texts
            same(
                    server,
                    sql("SELECT count(email), count( DISTINCT email ), count(DISTINCT ssn, email) FROM customer"),
                    sql("SELECT email AS 'the mail', ssn AS \"s\" FROM customer"),
                    sql("SELECT COALESCE(age, note IS NULL), c.id + 1 FROM customer c"),
                    sql("SELECT email, age FROM customer GROUP BY id"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void constants(TestServer server) throws SQLException {
        String one = "'" + mail(1) + "'";
        same(
                server,
                sql("SELECT id FROM customer WHERE email = " + one),
                sql("SELECT id FROM customer WHERE email IN (" + one + ", ?)", mail(2)),
                sql("SELECT id FROM customer WHERE email = 'it''s " + Company.CANARY + "'"),
                sql("SELECT coalesce(email, " + one
                        + ") AS m, 'plain' AS p FROM customer WHERE age = 40 OR age IS NULL"),
                sql("SELECT id FROM customer WHERE ssn = 'kanarie'\n'-1'"));
        if (isMySql(server)) {
            same(
                    server,
                    sql("SELECT id FROM customer WHERE email = \"" + mail(1) + "\""),
                    sql("SELECT id FROM customer WHERE ssn = 'kanarie\\-1' OR ssn = \"k\\anarie-2\""),
                    sql("SELECT id FROM customer WHERE ssn = 'kanarie' '-3' OR ssn = 'a\\'b\\\\c" + Company.CANARY
                            + "'"),
                    sql("SELECT id FROM customer WHERE ssn = 'kanarie\\_1' OR ssn = '\\0kanarie' OR ssn = '\"'"));
        } else {
            same(server, sql("SELECT id FROM customer WHERE ssn = $$kanarie-1$$ OR email = $$it's kanarie$$"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void locksLimitsAndHints(TestServer server) throws SQLException {
        same(
                server,
                sql("SELECT id, email FROM customer WHERE email = ? FOR UPDATE", mail(1)),
                sql("SELECT email FROM customer ORDER BY id LIMIT ? OFFSET ?", 2, 1));
        if (isMySql(server)) {
            same(
                    server,
                    sql("SELECT email FROM customer ORDER BY id LIMIT ?, ?", 1, 2),
                    sql("SELECT SQL_NO_CACHE /* all */ id, ssn FROM customer # all of them\nWHERE ssn = ?", ssn(1)),
                    sql("SELECT STRAIGHT_JOIN c.id FROM customer c STRAIGHT_JOIN employee e ON e.ssn = c.ssn"),
                    sql("SELECT id, ssn FROM customer WHERE ssn = ? LOCK IN SHARE MODE", ssn(1)));
        } else {
            same(
                    server,
                    sql("SELECT id, email FROM customer ORDER BY id FETCH FIRST 2 ROWS ONLY"),
                    sql("SELECT DISTINCT ON (email) email, ssn IS NULL AS n FROM customer"),
                    sql("SELECT id, ssn FROM customer QUALIFY row_number() OVER (PARTITION BY ssn ORDER BY id) = 1"));
        }
    }
}
