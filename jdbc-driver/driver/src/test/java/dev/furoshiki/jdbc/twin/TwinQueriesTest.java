package dev.furoshiki.jdbc.twin;

import static dev.furoshiki.jdbc.twin.Company.mail;
import static dev.furoshiki.jdbc.twin.Company.ssn;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Queries over several encrypted tables give what the plain twin gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwinQueriesTest {

    private @Nullable Company company;

    @BeforeAll
    void open() throws SQLException {
        company = new Company();
    }

    @AfterAll
    void close() throws SQLException {
        try (Company all = company()) {
            all.requireNoPlaintext();
        }
    }

    private Company company() {
        return java.util.Objects.requireNonNull(company);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Query(String sql, @Nullable Object... parameters) {}

    private static Query query(String sql, @Nullable Object... parameters) {
        return new Query(sql, parameters);
    }

    private void same(Query... queries) {
        List<String> wrong = new ArrayList<>();
        for (Query query : queries) {
            try {
                List<String> rows = company().same(query.sql(), query.parameters());
                assertThat(rows).as(query.sql()).isNotEmpty();
            } catch (Exception | AssertionError failure) {
                wrong.add(query.sql() + "\n    " + failure);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void joins() {
        same(
                query("SELECT public.orders.item, email FROM orders JOIN customer c ON c.id = public.orders.customer"),
                query("SELECT c.id, e.name, c.email, e.mail FROM customer c JOIN employee e ON c.email = e.mail"),
                query(
                        "SELECT c.id, e.name, c.ssn FROM customer c LEFT JOIN employee e ON e.ssn = c.ssn WHERE c.age > ?",
                        20),
                query("SELECT * FROM customer c JOIN employee e ON c.ssn = e.ssn AND c.email <> e.mail"),
                query("SELECT * FROM customer c, employee e WHERE c.ssn = e.ssn AND e.mail = ?", mail(2)),
                query("SELECT c.*, o.* FROM customer c JOIN orders o ON o.customer = c.id"),
                query("SELECT o.*, c.* FROM customer c JOIN orders o ON o.customer = c.id WHERE c.email = ?", mail(1)),
                query("SELECT * FROM orders o LEFT JOIN customer c ON o.customer = c.id"),
                query(
                        "SELECT * FROM orders o RIGHT JOIN customer c ON o.customer = c.id AND c.ssn IN (?, ?)",
                        ssn(1),
                        ssn(2)),
                query("SELECT a.id, b.id FROM customer a JOIN customer b ON a.email = b.email AND a.id < b.id"),
                query("SELECT id, c.ssn, mail FROM customer c JOIN employee e USING (id)"),
                query("SELECT ssn, c.id, e.id FROM customer c JOIN employee e USING (ssn)"),
                query("SELECT * FROM customer c JOIN employee e USING (ssn)"),
                query("SELECT * FROM customer c JOIN employee e USING (id, ssn)"),
                query("SELECT * FROM customer NATURAL JOIN employee"),
                query("SELECT email FROM customer c FULL JOIN employee e ON c.email = e.mail WHERE e.mail IS NULL"),
                query(
                        "SELECT c.email, o.item FROM customer c CROSS JOIN orders o WHERE o.item = ? AND email = ?",
                        "pen",
                        mail(1)),
                query("SELECT l.mail FROM customer c, LATERAL (SELECT e.mail FROM employee e WHERE e.ssn = c.ssn) l"),
                query(
                        "SELECT c.id, l.mail FROM customer c LEFT JOIN LATERAL (SELECT e.mail, e.boss FROM employee e WHERE"
                                + " e.mail = c.email ORDER BY e.id LIMIT 1) l ON TRUE WHERE l.mail = ? OR l.mail IS NULL",
                        mail(2)),
                query(
                        "SELECT c.email FROM (customer c JOIN orders o ON o.customer = c.id) JOIN employee e ON e.mail = c.email"));
    }

    @Test
    void subqueries() {
        same(
                query("SELECT name FROM employee WHERE mail IN (SELECT email FROM customer WHERE age = ?)", 40),
                query(
                        "SELECT name FROM employee e WHERE mail NOT IN (SELECT email FROM customer WHERE email IS NOT NULL)"),
                query("SELECT name FROM employee e WHERE EXISTS (SELECT 1 FROM customer c WHERE c.email = e.mail)"),
                query("SELECT name FROM employee e WHERE NOT EXISTS (SELECT * FROM customer c WHERE c.ssn = e.ssn)"),
                query("SELECT name FROM employee WHERE ssn = (SELECT ssn FROM customer WHERE id = ?)", 2),
                query("SELECT name FROM employee WHERE mail = (SELECT email FROM customer WHERE ssn = ?)", ssn(2)),
                query("SELECT name FROM employee WHERE ssn = ANY (SELECT ssn FROM customer)"),
                query("SELECT name FROM employee WHERE mail <> ALL (SELECT email FROM customer WHERE id < 3)"),
                query("SELECT name, (SELECT c.email FROM customer c WHERE c.ssn = employee.ssn) AS mine FROM employee"),
                query(
                        "SELECT o.item FROM orders o WHERE o.customer IN (SELECT id FROM customer WHERE email = ?)",
                        mail(1)),
                query("SELECT item FROM orders WHERE customer = (SELECT max(id) FROM customer WHERE ssn = ?)", ssn(2)),
                query(
                        "SELECT id FROM customer WHERE ? IN (SELECT mail FROM employee WHERE employee.ssn = customer.ssn)",
                        mail(2)),
                query("SELECT id FROM customer WHERE (email, ssn) IN (SELECT mail, ssn FROM employee)"),
                query(
                        "SELECT id FROM customer WHERE (SELECT count(*) FROM employee e WHERE e.mail = customer.email) > 0"),
                query(
                        "SELECT item FROM orders WHERE EXISTS (SELECT 1 FROM customer WHERE customer.id = orders.customer AND"
                                + " customer.email IN (SELECT mail FROM employee))"),
                query("SELECT 1 WHERE EXISTS (SELECT FROM customer WHERE ssn = ?)", ssn(1)),
                query(
                        "VALUES ((SELECT ssn FROM customer WHERE id = 1), 1), ((SELECT ssn FROM employee WHERE id = 2), 2)"),
                query("TABLE customer"),
                query("SELECT (SELECT email FROM customer WHERE id = 1) = (SELECT mail FROM employee WHERE id = 3)"));
    }

    @Test
    void derivedTablesAndCommonTableExpressions() {
        same(
                query("SELECT d.email, d.age FROM (SELECT email, age FROM customer) d WHERE d.email = ?", mail(1)),
                query("SELECT * FROM (SELECT * FROM customer) d WHERE d.email = ? AND d.ssn = ?", mail(1), ssn(3)),
                query("SELECT d.e FROM (SELECT email FROM customer) d (e) JOIN employee ON mail = d.e"),
                query(
                        "SELECT d.* FROM (SELECT id, email AS m, note FROM customer) d WHERE m IN (?, ?)",
                        mail(1),
                        mail(2)),
                query(
                        "SELECT * FROM (SELECT x.* FROM (SELECT email, id FROM customer) x) y WHERE y.email <> ?",
                        mail(1)),
                query("SELECT id FROM customer WHERE email IN (SELECT m FROM (SELECT mail AS m FROM employee) q)"),
                query("SELECT id FROM customer WHERE email IN (SELECT * FROM (SELECT mail FROM employee) q)"),
                query(
                        "WITH c AS (SELECT id, email FROM customer WHERE age = ?) SELECT * FROM c WHERE email = ?",
                        30,
                        mail(1)),
                query(
                        "WITH c (i, m) AS (SELECT id, email FROM customer), d AS (SELECT * FROM c WHERE m = ?) SELECT d.i, e.name"
                                + " FROM d JOIN employee e ON e.mail = d.m",
                        mail(1)),
                query(
                        "WITH c AS MATERIALIZED (SELECT * FROM customer) SELECT a.id, b.id FROM c a JOIN c b ON a.email = b.email"),
                query("WITH customer AS (SELECT 1 AS id, 'x' AS email) SELECT * FROM customer WHERE email = ?", "x"),
                query(
                        "WITH c AS (SELECT ssn, count(*) AS n FROM customer GROUP BY ssn) SELECT * FROM c WHERE ssn = ?",
                        ssn(1)),
                query(
                        "WITH RECURSIVE up AS (SELECT id, boss, mail FROM employee WHERE mail = ? UNION ALL SELECT e.id, e.boss,"
                                + " e.mail FROM employee e JOIN up ON e.boss = up.id) SELECT * FROM up",
                        mail(2)),
                query(
                        "WITH RECURSIVE up (i, b, s) AS (SELECT id, boss, ssn FROM employee WHERE id = 4 UNION SELECT e.id,"
                                + " e.boss, e.ssn FROM employee e, up WHERE e.id = up.b) SELECT i, s FROM up WHERE s <> ?",
                        ssn(9)),
                query(
                        "WITH RECURSIVE up (i, m) AS (SELECT id, mail FROM employee WHERE id = 1 UNION ALL SELECT e.id, e.mail FROM"
                                + " employee e JOIN up ON e.boss = up.i) SELECT c.id FROM customer c JOIN up ON up.m = c.email"),
                query(
                        "SELECT v.n, c.id FROM (VALUES (?, 1), (?, 2)) v (m, n) JOIN customer c ON c.email = v.m",
                        mail(1),
                        mail(2)),
                query(
                        "SELECT v.n, c.id FROM (VALUES (?, 1), (NULL, 2)) v (s, n) JOIN customer c ON c.ssn = v.s",
                        ssn(1)),
                query(
                        "SELECT q.item, q.email FROM (SELECT o.*, c.email FROM orders o JOIN customer c ON c.id = o.customer) q"
                                + " WHERE q.total > ?",
                        6),
                query("SELECT d.email FROM (SELECT email FROM customer ORDER BY id LIMIT 2) AS d"),
                query("SELECT * FROM (TABLE customer) t WHERE t.email = ?", mail(2)));
    }

    @Test
    void setOperations() {
        same(
                query("SELECT email FROM customer UNION ALL SELECT mail FROM employee"),
                query("SELECT ssn FROM customer UNION SELECT ssn FROM employee"),
                query("SELECT ssn FROM customer INTERSECT SELECT ssn FROM employee"),
                query("SELECT id, ssn FROM customer EXCEPT SELECT id, ssn FROM employee"),
                query(
                        "SELECT id, email FROM customer WHERE email = ? UNION ALL (SELECT id, mail FROM employee ORDER BY id LIMIT 1)",
                        mail(2)),
                query("SELECT ssn, 1 AS n FROM customer UNION ALL SELECT NULL, 2 UNION ALL SELECT ?, 3", ssn(7)),
                query(
                        "SELECT * FROM (SELECT id, email FROM customer UNION ALL SELECT id, mail FROM employee) q WHERE q.email = ?",
                        mail(1)),
                query("SELECT id FROM customer WHERE email IN (SELECT mail FROM employee UNION SELECT ?)", mail(9)),
                query(
                        "SELECT id FROM customer WHERE email IN (SELECT mail FROM employee EXCEPT SELECT email FROM customer WHERE"
                                + " id = 2)"),
                query("SELECT ssn FROM customer EXCEPT ALL SELECT ssn FROM employee WHERE id = 1"),
                query("SELECT ssn FROM customer INTERSECT ALL (SELECT ssn FROM employee)"),
                query("SELECT id FROM customer UNION SELECT id FROM orders ORDER BY id"),
                query("SELECT id, ssn FROM customer UNION ALL SELECT id, ssn FROM employee ORDER BY id, 1 LIMIT 9"));
    }

    @Test
    void comparisonsOfEveryForm() {
        same(
                query("SELECT id FROM customer WHERE (email, ssn) = (?, ?)", mail(1), ssn(3)),
                query("SELECT id FROM customer WHERE (id, ssn) IN ((1, ?), (2, ?))", ssn(1), ssn(9)),
                query("SELECT id FROM customer WHERE (email, age) <> (?, 30)", mail(1)),
                query("SELECT id FROM customer WHERE email IS DISTINCT FROM ?", mail(1)),
                query("SELECT id FROM customer WHERE ssn IS NOT DISTINCT FROM ?", (Object) null),
                query("SELECT id FROM customer WHERE email IS NOT DISTINCT FROM ?", mail(2)),
                query("SELECT id FROM customer WHERE (email) = (?)", mail(1)),
                query("SELECT id FROM customer WHERE NOT (email = ? OR ssn <> ?)", mail(2), ssn(1)),
                query("SELECT id FROM customer WHERE (email = ?) IS TRUE", mail(2)),
                query("SELECT id, email = ? AS hit FROM customer", mail(2)),
                query("SELECT id FROM customer WHERE email = ?::text", mail(1)),
                query("SELECT id FROM customer WHERE ssn = CAST(? AS varchar)", ssn(2)),
                query("SELECT id FROM customer WHERE ssn::text = ?", ssn(2)),
                query("SELECT ssn::text, CAST(email AS text) FROM customer"),
                query("SELECT id FROM customer WHERE email = ANY (?)", (Object) new String[] {mail(1), mail(9)}),
                query("SELECT id FROM customer WHERE ssn = ANY (?)", (Object) new String[] {ssn(1), ssn(2), null}),
                query("SELECT id FROM customer WHERE email <> ALL (?)", (Object) new String[] {mail(1)}),
                query("SELECT id FROM customer WHERE ssn = ANY (?::text[])", (Object) new String[] {}),
                query("SELECT id FROM customer WHERE email = ANY (ARRAY[?, ?])", mail(1), mail(9)),
                query("SELECT id FROM customer WHERE ssn <> ALL (ARRAY[?, 'kanarie-2', NULL])", ssn(1)),
                query("SELECT id FROM customer WHERE ssn = SOME (ARRAY[coalesce(ssn, ?)])", ssn(1)),
                query("SELECT c.id, e.id FROM customer c, employee e WHERE ? = ANY (ARRAY[c.email, e.mail])", mail(2)),
                query("SELECT id FROM customer WHERE email IN (?)", mail(1)),
                query("SELECT id FROM customer WHERE coalesce(email, ?) = ?", mail(7), mail(7)),
                query("SELECT id FROM customer WHERE nullif(ssn, ?) = ?", ssn(1), ssn(2)));
    }

    @Test
    void choices() {
        same(
                query(
                        "SELECT coalesce(c.email, e.mail, ?) FROM customer c LEFT JOIN employee e ON e.id = c.id",
                        mail(8)),
                query("SELECT id, CASE WHEN age > ? THEN ssn ELSE NULL END AS s FROM customer", 35),
                query(
                        "SELECT id, CASE ssn WHEN ? THEN 'one' WHEN ? THEN 'two' ELSE 'other' END FROM customer",
                        ssn(1),
                        ssn(2)),
                query("SELECT id, CASE email WHEN ? THEN 1 ELSE 0 END FROM customer", mail(1)),
                query("SELECT id, CASE WHEN email = ? THEN note ELSE ? END FROM customer", mail(1), Company.CANARY),
                query("SELECT nullif(ssn, ?) FROM customer", ssn(1)),
                query(
                        "SELECT d.m FROM (SELECT coalesce(email, ?) AS m FROM customer) d WHERE d.m = ?",
                        mail(8),
                        mail(8)));
    }

    @Test
    void groupsAndCounts() {
        same(
                query("SELECT ssn, count(*) FROM customer GROUP BY ssn"),
                query("SELECT ssn AS s, count(*) AS n FROM customer c GROUP BY s"),
                query("SELECT ssn, count(*) FROM customer GROUP BY 1 HAVING count(*) > 0"),
                query("SELECT ssn, count(*) FROM customer GROUP BY ssn HAVING ssn IN (?, ?)", ssn(1), ssn(2)),
                query("SELECT count(*) FROM customer GROUP BY email"),
                query("SELECT email, count(*) FROM customer GROUP BY email"),
                query(
                        "SELECT q.m, q.n FROM (SELECT c.email AS m, count(*) AS n FROM customer c GROUP BY c.email) q WHERE q.m = ?",
                        mail(1)),
                query("SELECT count(*), max(age) FROM customer GROUP BY email HAVING email = ?", mail(1)),
                query("SELECT count(email), count(DISTINCT email), count(DISTINCT ssn), count(note) FROM customer"),
                query("SELECT count(*) FILTER (WHERE email = ?) FROM customer", mail(1)),
                query("SELECT DISTINCT ssn FROM customer"),
                query("SELECT DISTINCT email FROM customer"),
                query("SELECT DISTINCT email, CASE WHEN id < 3 THEN 1 ELSE 0 END AS w FROM customer"),
                query("SELECT DISTINCT email, CASE WHEN age > 30 THEN 'x' ELSE 'y' END AS c, ?, 'z' FROM customer", 1),
                query("SELECT DISTINCT c.email, v.n, (SELECT v.n) FROM customer c, (VALUES (1), (2), (2)) v (n)"),
                query("SELECT DISTINCT * FROM (SELECT c.email, v.n FROM customer c, (VALUES (1), (2), (2)) v (n)) q"),
                query("SELECT DISTINCT email, age FROM customer ORDER BY age"),
                query("SELECT DISTINCT c.email AS m, 1 AS one, coalesce(c.ssn, ?) FROM customer c", ssn(9)),
                query("SELECT DISTINCT ON (email) email FROM customer"),
                query("SELECT DISTINCT ON (ssn) ssn, id FROM customer"),
                query("SELECT * FROM (SELECT DISTINCT email FROM customer) d WHERE d.email = ?", mail(1)),
                query(
                        "SELECT c.id, c.email, count(o.id) FROM customer c LEFT JOIN orders o ON o.customer = c.id GROUP BY c.id"),
                query(
                        "SELECT id, row_number() OVER (PARTITION BY ssn ORDER BY id), count(*) OVER (PARTITION BY email) FROM"
                                + " customer"),
                query(
                        "SELECT email, sum(age) OVER (ORDER BY id), rank() OVER w FROM customer WINDOW w AS (PARTITION BY age"
                                + " ORDER BY id)"),
                query(
                        "SELECT age, count(*) FROM customer WHERE email = ? GROUP BY age ORDER BY count(*) DESC, age",
                        mail(1)));
    }

    @Test
    void constants() {
        String one = "'" + mail(1) + "'";
        same(
                query("SELECT id FROM customer WHERE email = " + one),
                query("SELECT id FROM customer WHERE email IN (" + one + ", ?)", mail(2)),
                query("SELECT id FROM customer WHERE ssn = E'kanarie\\x2D1' OR ssn = $q$" + ssn(2) + "$q$"),
                query("SELECT id FROM customer WHERE email = 'it''s " + Company.CANARY + "'"),
                query("SELECT coalesce(email, " + one + "), 'plain' FROM customer WHERE age = 40 OR age IS NULL"),
                query("SELECT v.n FROM (VALUES (" + one + ", 1)) v (m, n) JOIN customer c ON c.email = v.m"),
                query("SELECT id FROM customer WHERE ssn = 'kanarie'\n'-1'"),
                query("SELECT id FROM customer WHERE email = varchar " + one));
    }

    @Test
    void locksAndLimits() {
        same(
                query("SELECT id, email FROM customer WHERE email = ? FOR UPDATE", mail(1)),
                query("SELECT c.id FROM customer c WHERE c.ssn = ? FOR NO KEY UPDATE OF c SKIP LOCKED", ssn(1)),
                query("SELECT email FROM customer ORDER BY id OFFSET ? ROWS FETCH FIRST ? ROWS ONLY", 1, 2),
                query("SELECT c.ctid IS NULL, email FROM ONLY customer c"));
    }
}
