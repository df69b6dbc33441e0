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

/** Statements that write encrypted columns leave behind what they leave in the plain twin. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwinChangesTest {

    private static final String NOTE = Company.CANARY + " note";

    private @Nullable Company company;

    @BeforeAll
    void open() throws SQLException {
        company = new Company();
        company.twins().define("CREATE UNIQUE INDEX customer_age ON orders (customer, item)");
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
    private record Change(String sql, @Nullable Object... parameters) {}

    private static Change change(String sql, @Nullable Object... parameters) {
        return new Change(sql, parameters);
    }

    private void same(Change... changes) {
        List<String> wrong = new ArrayList<>();
        for (Change change : changes) {
            try {
                company().sameChange(change.sql(), change.parameters());
            } catch (Exception | AssertionError failure) {
                wrong.add(change.sql() + "\n    " + failure);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void insertsOfRows() {
        same(
                change(
                        "INSERT INTO customer (id, email, ssn) VALUES (7, ?, ?), (8, NULL, ?), (9, ?, DEFAULT)",
                        mail(7),
                        ssn(7),
                        ssn(1),
                        mail(1)),
                change("INSERT INTO customer VALUES (7, ?, ?, ?)", mail(7), ssn(7), NOTE),
                change(
                        "INSERT INTO customer AS c (id, note, email) VALUES (?, ?, ?) RETURNING *, c.email AS again, id + 1",
                        7,
                        NOTE,
                        mail(7)),
                change("INSERT INTO customer (email, id) VALUES ('" + mail(6) + "', 6), (E'" + mail(7) + "', 7)"),
                change(
                        "INSERT INTO customer (id, email, ssn) VALUES (7, (SELECT mail FROM employee WHERE id = 2), (SELECT ssn FROM"
                                + " employee WHERE ssn = ?))",
                        ssn(5)),
                change(
                        "INSERT INTO customer (id, email, ssn) VALUES (7, coalesce(?, ?), nullif(?, ''))",
                        null,
                        mail(7),
                        ssn(7)),
                change(
                        "INSERT INTO customer (id, email) VALUES (7, CASE WHEN ? > 1 THEN ? ELSE ? END)",
                        2,
                        mail(7),
                        mail(8)),
                change("INSERT INTO customer (id, email) VALUES (7, ?::varchar)", mail(7)),
                change("INSERT INTO customer (id) VALUES (7) RETURNING email, ssn"),
                change(
                        "INSERT INTO customer DEFAULT VALUES"
                                .replace(
                                        "DEFAULT VALUES",
                                        "(id, age) VALUES (7, (SELECT count(*) FROM employee WHERE mail = ?))"),
                        mail(1)));
    }

    @Test
    void insertsOfQueries() {
        same(
                change("INSERT INTO customer (id, email, ssn) SELECT id + 10, mail, ssn FROM employee"),
                change("INSERT INTO customer SELECT id + 10, mail, ssn FROM employee WHERE mail = ?", mail(1)),
                change(
                        "INSERT INTO customer (ssn, id, email) SELECT e.ssn, ?, ? FROM employee e WHERE e.ssn = ?",
                        9,
                        mail(9),
                        ssn(5)),
                change(
                        "INSERT INTO customer (id, email) SELECT id + 10, mail FROM employee UNION ALL SELECT 50, ?",
                        mail(9)),
                change(
                        "INSERT INTO customer (id, email) SELECT 10, email FROM customer WHERE id = 1 RETURNING id, email"),
                change(
                        "INSERT INTO customer (id, email) (SELECT DISTINCT 20, mail FROM employee WHERE mail = ?)",
                        mail(1)),
                change("INSERT INTO customer (id, note) SELECT id + 10, note FROM customer"),
                change("INSERT INTO customer SELECT * FROM (SELECT id + 10, email, ssn, note, age FROM customer) q"),
                change(
                        "INSERT INTO orders (id, customer, item) SELECT id + 10, id, 'gift' || id FROM customer WHERE email = ?",
                        mail(1)),
                change(
                        "INSERT INTO customer (id, email) SELECT v.i, v.m FROM (VALUES (8, ?), (9, ?)) v (i, m)",
                        mail(8),
                        mail(9)),
                change(
                        "WITH e AS (SELECT * FROM employee WHERE ssn = ?) INSERT INTO customer (id, email, ssn) SELECT 9, mail, ssn"
                                + " FROM e",
                        ssn(5)),
                change(
                        "INSERT INTO customer (id, email) WITH e AS (SELECT mail FROM employee WHERE id = 2) SELECT 9, mail FROM e"),
                change("INSERT INTO customer (id, email, ssn) SELECT 9, NULL, NULL"));
    }

    @Test
    void upserts() {
        same(
                change(
                        "INSERT INTO customer (id, email, ssn) VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
                        mail(7),
                        ssn(7)),
                change(
                        "INSERT INTO customer (id, email, ssn) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET email ="
                                + " excluded.email, ssn = excluded.ssn RETURNING email, ssn",
                        mail(7),
                        ssn(7)),
                change(
                        "INSERT INTO customer AS c (id, email) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET email = ?, age = c.age + 1"
                                + " WHERE c.email = ?",
                        mail(7),
                        mail(8),
                        mail(1)),
                change(
                        "INSERT INTO customer AS c (id, email) VALUES (1, ?), (6, ?) ON CONFLICT (id) DO UPDATE SET (email, ssn) ="
                                + " (excluded.email, c.ssn)",
                        mail(7),
                        mail(6)),
                change(
                        "INSERT INTO customer AS c (id, email) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET email ="
                                + " coalesce(c.email, excluded.email) WHERE excluded.email IS DISTINCT FROM c.email",
                        mail(7)),
                change(
                        "INSERT INTO orders (id, customer, item) SELECT 9, id, 'pen' FROM customer WHERE ssn = ? ON CONFLICT (item)"
                                + " DO UPDATE SET total = 0",
                        ssn(1)));
    }

    @Test
    void updates() {
        same(
                change("UPDATE customer SET email = ?, age = age + 1 WHERE ssn = ?", mail(7), ssn(1)),
                change("UPDATE customer SET email = ? WHERE email = ? RETURNING id, email", mail(7), mail(1)),
                change("UPDATE customer SET (email, ssn, age) = (?, ?, 3) WHERE id = 1", mail(7), ssn(7)),
                change("UPDATE customer SET (email, ssn) = ROW (?, DEFAULT)", mail(7)),
                change("UPDATE customer SET (email) = ROW ((SELECT mail FROM employee WHERE id = 2)) WHERE id = 1"),
                change("UPDATE customer SET (email, ssn) = (SELECT mail, ssn FROM employee WHERE id = 2) WHERE id = 1"),
                change("UPDATE customer SET email = (SELECT mail FROM employee e WHERE e.ssn = customer.ssn)"),
                change("UPDATE customer c SET email = e.mail, note = ? FROM employee e WHERE e.ssn = c.ssn", NOTE),
                change(
                        "UPDATE customer SET email = e.mail FROM employee e JOIN orders o ON o.id = e.id WHERE e.mail = email"),
                change(
                        "UPDATE orders SET total = 0 FROM customer c WHERE c.id = orders.customer AND c.email = ?",
                        mail(1)),
                change("UPDATE customer SET email = NULL, ssn = NULL, note = NULL"),
                change("UPDATE customer SET email = '" + mail(7) + "', ssn = $$" + ssn(7) + "$$ WHERE email = '"
                        + mail(1) + "'"),
                change(
                        "UPDATE customer SET ssn = e.ssn FROM employee e WHERE e.id = customer.id RETURNING customer.ssn, e.*"),
                change("UPDATE customer SET email = CASE WHEN age > 30 THEN email ELSE ? END", mail(7)),
                change("UPDATE customer SET email = coalesce(email, ?)", mail(7)),
                change("UPDATE customer SET email = email, ssn = ssn, note = note"),
                change(
                        "WITH e AS (SELECT id, mail FROM employee) UPDATE customer c SET email = e.mail FROM e WHERE e.id = c.id"),
                change(
                        "UPDATE customer SET email = v.m FROM (VALUES (1, ?), (2, ?)) AS v (i, m) WHERE v.i = id",
                        mail(7),
                        mail(8)));
    }

    @Test
    void deletes() {
        same(
                change("DELETE FROM customer WHERE email = ? RETURNING *", mail(1)),
                change("DELETE FROM customer c USING employee e WHERE e.mail = c.email"),
                change("DELETE FROM orders USING customer c WHERE c.id = customer AND c.ssn = ?", ssn(1)),
                change(
                        "DELETE FROM customer WHERE ssn IN (SELECT ssn FROM employee WHERE mail <> ?) RETURNING email",
                        mail(2)),
                change("DELETE FROM customer WHERE email = '" + mail(1) + "'"),
                change(
                        "WITH d AS (DELETE FROM customer WHERE email = ? RETURNING id, email, ssn) SELECT d.*, e.name FROM d JOIN"
                                + " employee e ON e.mail = d.email",
                        mail(2)),
                change(
                        "WITH d AS (DELETE FROM customer RETURNING *), i AS (INSERT INTO employee (id, mail, ssn) SELECT id + 10, email,"
                                + " ssn FROM d RETURNING mail) SELECT * FROM i"),
                change(
                        "WITH u AS (UPDATE customer SET email = ? WHERE id = 1 RETURNING email) SELECT * FROM u WHERE email = ?",
                        mail(2),
                        mail(2)));
    }

    @Test
    void merges() {
        same(
                change(
                        "MERGE INTO customer c USING employee e ON c.ssn = e.ssn WHEN MATCHED THEN UPDATE SET email = e.mail WHEN NOT"
                                + " MATCHED THEN INSERT (id, email, ssn) VALUES (e.id + 10, e.mail, e.ssn)"),
                change(
                        "MERGE INTO customer c USING (VALUES (1, ?, ?), (9, ?, ?)) AS s (id, email, ssn) ON c.id = s.id WHEN MATCHED"
                                + " AND c.email = ? THEN UPDATE SET (email, ssn) = (s.email, s.ssn) WHEN NOT MATCHED THEN INSERT (id,"
                                + " email, ssn) VALUES (s.id, s.email, s.ssn)",
                        mail(7),
                        ssn(7),
                        mail(9),
                        ssn(9),
                        mail(1)),
                change(
                        "MERGE INTO customer c USING (VALUES (1, ?), (2, NULL)) AS s (id, email) ON c.id = s.id WHEN MATCHED AND"
                                + " s.email IS NOT NULL THEN UPDATE SET email = s.email WHEN MATCHED THEN DELETE",
                        mail(7)),
                change(
                        "WITH e AS (SELECT * FROM employee WHERE mail <> ?) MERGE INTO customer c USING e ON c.ssn = e.ssn WHEN NOT"
                                + " MATCHED THEN INSERT (id, email) VALUES (e.id + 10, e.mail)",
                        mail(1)),
                change(
                        "MERGE INTO customer c USING orders o ON o.customer = c.id AND c.email = ? WHEN MATCHED AND o.id = 1 THEN"
                                + " DELETE WHEN MATCHED THEN DO NOTHING",
                        mail(1)),
                change(
                        "MERGE INTO orders o USING customer c ON o.customer = c.id AND c.ssn = ? AND o.id < 2 WHEN MATCHED THEN UPDATE"
                                + " SET total = 0",
                        ssn(1)));
    }
}
