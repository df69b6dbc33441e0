package dev.furoshiki.jdbc.twin;

import static dev.furoshiki.jdbc.twin.Companies.isMySql;
import static dev.furoshiki.jdbc.twin.Companies.sql;
import static dev.furoshiki.jdbc.twin.Company.mail;
import static dev.furoshiki.jdbc.twin.Company.ssn;

import dev.furoshiki.jdbc.TestServer;
import dev.furoshiki.jdbc.twin.Companies.Sql;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Statements that write encrypted columns leave behind what they leave in the plain twin, on servers other than PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerChangesTest {

    private static final String NOTE = Company.CANARY + " note";

    private final Companies companies = new Companies();

    @AfterAll
    void close() throws SQLException {
        companies.close();
    }

    private void same(TestServer server, Sql... changes) throws SQLException {
        companies.same(server, (company, change) -> company.sameChange(change.text(), change.parameters()), changes);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void inserts(TestServer server) throws SQLException {
        same(
                server,
                sql(
                        "INSERT INTO customer (id, email, ssn) VALUES (7, ?, ?), (8, NULL, ?), (9, ?, DEFAULT)",
                        mail(7),
                        ssn(7),
                        ssn(1),
                        mail(1)),
                sql("INSERT INTO customer VALUES (7, ?, ?, ?, 3)", mail(7), ssn(7), NOTE),
                sql("INSERT INTO customer (EMAIL, Id, ssn) VALUES (?, 7, ?)", mail(7), ssn(7)),
                sql("INSERT INTO customer (email, id) VALUES ('" + mail(6) + "', 6), ('" + mail(7) + "', 7)"),
                sql(
                        "INSERT INTO customer (id, email, ssn) VALUES (7, (SELECT mail FROM employee WHERE id = 2), (SELECT ssn"
                                + " FROM employee WHERE ssn = ?))",
                        ssn(5)),
                sql(
                        "INSERT INTO customer (ssn, id, email) SELECT e.ssn, 9, ? FROM employee e WHERE e.ssn = ?",
                        mail(9),
                        ssn(5)),
                sql(
                        "INSERT INTO customer (id, email) SELECT id + 10, mail FROM employee UNION ALL SELECT 50, ?",
                        mail(9)),
                sql("INSERT INTO customer (id, note) SELECT id + 10, note FROM customer"),
                sql("INSERT INTO customer SELECT * FROM (SELECT id + 10, email, ssn, note, age FROM customer) q"
                        .replace("id + 10,", "id + 10 AS i,")),
                sql("INSERT INTO customer (id, email, ssn) SELECT 9, NULL, NULL"),
                sql("INSERT INTO orders (id, total) SELECT id + 10, age FROM customer WHERE email = ?", mail(1)));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void updates(TestServer server) throws SQLException {
        same(
                server,
                sql("UPDATE customer SET email = ?, age = age + 1 WHERE ssn = ?", mail(7), ssn(1)),
                sql("UPDATE customer SET EMAIL = ? WHERE Email = ?", mail(7), mail(1)),
                sql("UPDATE customer c SET c.email = ?, c.ssn = DEFAULT WHERE c.age = 40", mail(7)),
                sql("UPDATE customer SET email = (SELECT mail FROM employee e WHERE e.ssn = customer.ssn)"),
                sql("UPDATE customer SET email = NULL, ssn = NULL, note = NULL"),
                sql("UPDATE customer SET email = '" + mail(7) + "', ssn = '" + ssn(7) + "' WHERE email = '" + mail(1)
                        + "'"),
                sql("UPDATE customer SET email = CASE WHEN age > 30 THEN email ELSE ? END", mail(7)),
                sql("UPDATE customer SET email = CASE WHEN email = ? THEN ? ELSE email END", mail(1), mail(7)),
                sql("UPDATE customer SET email = coalesce(email, ?)", mail(7)),
                sql("UPDATE customer SET email = email, ssn = ssn, note = note"),
                sql("UPDATE orders SET total = 0 WHERE customer IN (SELECT id FROM customer WHERE email = ?)", mail(1)),
                sql(
                        "UPDATE customer SET note = ? WHERE email = ? LIMIT 5"
                                .replace(" LIMIT 5", isMySql(server) ? " ORDER BY id LIMIT 1" : ""),
                        NOTE,
                        mail(1)));
        if (isMySql(server)) {
            same(
                    server,
                    sql("UPDATE customer c JOIN employee e ON e.ssn = c.ssn SET c.email = e.mail, note = ?", NOTE),
                    sql("UPDATE customer c, employee e SET email = ?, c.age = e.id WHERE e.mail = c.email", mail(7)),
                    sql("UPDATE customer c JOIN employee e USING (ssn) SET e.mail = c.email, e.ssn = ?", ssn(8)),
                    sql(
                            "UPDATE orders o JOIN customer c ON c.id = o.customer SET o.total = 0 WHERE c.email = ?",
                            mail(1)),
                    sql(
                            "UPDATE orders o LEFT JOIN customer c ON c.id = o.customer AND c.ssn = ? SET total = 9, age = 1",
                            ssn(1)),
                    sql(
                            "UPDATE customer c JOIN (SELECT id AS i, mail AS m FROM employee) e ON e.m = c.email SET email = ?,"
                                    + " c.age = e.i",
                            mail(7)),
                    sql("UPDATE IGNORE customer SET `email` := ? WHERE `ssn` = ?", mail(7), ssn(2)));
        } else {
            same(
                    server,
                    sql("UPDATE customer SET (email, ssn, age) = (?, ?, 3) WHERE id = 1", mail(7), ssn(7)),
                    sql(
                            "UPDATE customer SET (email, ssn) = (SELECT mail, ssn FROM employee WHERE id = 2) WHERE id = 1"),
                    sql(
                            "UPDATE customer SET email = CASE WHEN email IS NULL THEN ? ELSE email END, note = NULL",
                            mail(7)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "H2")
    void rowsThatH2Changed(TestServer server) throws SQLException {
        same(
                server,
                sql(
                        "SELECT * FROM FINAL TABLE (INSERT INTO customer (id, email, ssn) VALUES (7, ?, ?))",
                        mail(7),
                        ssn(7)),
                sql("SELECT id FROM FINAL TABLE (INSERT INTO orders (id, item) VALUES (7, 'quill')) orders"),
                sql(
                        "SELECT c.email, id FROM NEW TABLE (UPDATE customer SET email = ? WHERE ssn = ?) c WHERE c.age > 1",
                        mail(7),
                        ssn(1)),
                sql("SELECT old.* FROM OLD TABLE (UPDATE customer SET email = '" + mail(7) + "', ssn = NULL) AS old"),
                sql("SELECT email, ssn, note FROM OLD TABLE (DELETE FROM customer WHERE email = ?)", mail(1)),
                sql(
                        "SELECT n.email, n.ssn, id FROM FINAL TABLE (INSERT INTO customer (id, email, ssn) SELECT id + 10,"
                                + " mail, ssn FROM employee) n WHERE n.email <> ?",
                        mail(5)),
                sql(
                        "SELECT * FROM FINAL TABLE (MERGE INTO customer c USING employee e ON c.ssn = e.ssn WHEN MATCHED THEN"
                                + " UPDATE SET email = ?) f WHERE f.email = ?",
                        mail(7),
                        mail(7)));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTGRESQL")
    void deletes(TestServer server) throws SQLException {
        same(
                server,
                sql("DELETE FROM customer WHERE email = ?", mail(1)),
                sql("DELETE FROM customer WHERE ssn IN (SELECT ssn FROM employee WHERE mail <> ?)", mail(2)),
                sql("DELETE FROM customer WHERE email = '" + mail(1) + "'"),
                sql(
                        "DELETE FROM orders WHERE EXISTS (SELECT 1 FROM customer c WHERE c.id = customer AND c.ssn = ?)",
                        ssn(1)));
        if (isMySql(server)) {
            same(
                    server,
                    sql("DELETE FROM customer WHERE email = ? ORDER BY id DESC LIMIT 1", mail(1)),
                    sql("DELETE FROM customer WHERE email = ? RETURNING id, ssn AS s", mail(1)),
                    sql("DELETE FROM customer WHERE email = ? RETURNING *", mail(1)),
                    sql("DELETE c FROM customer c JOIN employee e ON e.mail = c.email WHERE c.ssn = ?", ssn(1)),
                    sql(
                            "DELETE FROM c, o USING customer c JOIN orders o ON o.customer = c.id WHERE c.email = ?",
                            mail(1)),
                    sql("DELETE o FROM orders o, customer c WHERE c.id = o.customer AND c.email = ?", mail(1)),
                    sql("DELETE customer FROM customer WHERE ssn = ?", ssn(1)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"POSTGRESQL", "H2"})
    void upsertsOfMariaDb(TestServer server) throws SQLException {
        same(
                server,
                sql(
                        "INSERT INTO customer (id, email, ssn) VALUES (7, coalesce(?, ?), nullif(?, ''))",
                        null,
                        mail(7),
                        ssn(7)),
                sql("INSERT INTO customer (id, email) VALUES (7, CASE WHEN 2 > 1 THEN ? ELSE ? END)", mail(7), mail(8)),
                sql("INSERT INTO customer (id, email, ssn) SELECT id + 10, mail, ssn FROM employee"),
                sql("INSERT INTO customer SELECT id + 10, mail, ssn, NULL, 5 FROM employee WHERE mail = ?", mail(1)),
                sql(
                        "INSERT IGNORE INTO customer (id, email, ssn) VALUES (1, ?, ?), (7, ?, ?)",
                        mail(7),
                        ssn(7),
                        mail(8),
                        ssn(8)),
                sql("INSERT INTO customer SET id = 7, email = ?, ssn = ?, age = 3", mail(7), ssn(7)),
                sql("REPLACE INTO customer (id, email, ssn) VALUES (1, ?, ?)", mail(7), ssn(7)),
                sql("REPLACE INTO customer SET id = 1, email = ?, note = ?", mail(7), NOTE),
                sql("REPLACE INTO customer (id, email) SELECT id, mail FROM employee"),
                sql(
                        "INSERT INTO customer (id, email, ssn) VALUES (1, ?, ?) ON DUPLICATE KEY UPDATE email = VALUES(email),"
                                + " ssn = VALUES(ssn)",
                        mail(7),
                        ssn(7)),
                sql(
                        "INSERT INTO customer (id, email) VALUES (1, ?), (6, ?) ON DUPLICATE KEY UPDATE email = ?, age = age + 1",
                        mail(7),
                        mail(6),
                        mail(8)),
                sql(
                        "INSERT INTO customer (id, email) VALUES (4, ?) ON DUPLICATE KEY UPDATE Email = coalesce(customer.email,"
                                + " VALUES(EMAIL)), age = IF(email = ?, 1, 2)",
                        mail(7),
                        mail(7)),
                sql(
                        "INSERT INTO customer (id, email) VALUES (1, ?) ON DUPLICATE KEY UPDATE email = CASE WHEN VALUES(email) = ?"
                                + " THEN NULL ELSE email END",
                        mail(7),
                        mail(7)),
                sql(
                        "INSERT INTO customer (id, email) SELECT e.id, e.mail FROM employee e ON DUPLICATE KEY UPDATE email ="
                                + " e.mail, age = e.boss"),
                sql(
                        "INSERT INTO orders (id, customer) SELECT c.id, 1 FROM customer c ON DUPLICATE KEY UPDATE total ="
                                + " (c.email = ?)",
                        mail(1)),
                sql("INSERT INTO customer (id, email) VALUES (7, ?) RETURNING id, email AS m, ssn", mail(7)),
                sql("INSERT INTO customer VALUES (7, ?, NULL, NULL, 1) RETURNING *", mail(7)),
                sql("INSERT INTO customer (id, email) SELECT id + 10, mail FROM employee RETURNING id, email AS m"),
                sql("REPLACE INTO customer (id, ssn) VALUES (1, ?) RETURNING *", ssn(7)));
    }

    @ParameterizedTest
    @EnumSource(names = "H2")
    void mergesOfH2(TestServer server) throws SQLException {
        same(
                server,
                sql(
                        "MERGE INTO customer (id, email, ssn) KEY (id) VALUES (1, ?, ?), (7, ?, NULL)",
                        mail(7),
                        ssn(7),
                        mail(8)),
                sql("MERGE INTO customer (id, email) VALUES (1, ?)", mail(7)),
                sql("MERGE INTO customer (id, ssn, age) KEY (ssn) VALUES (1, ?, 9)", ssn(1)),
                sql("MERGE INTO customer (id, email, age) KEY (email) VALUES (2, ?, 9)", mail(2)),
                sql("MERGE INTO customer KEY (id) VALUES (1, ?, ?, ?, 9)", mail(7), ssn(7), NOTE),
                sql("MERGE INTO customer (id, email) KEY (id) SELECT id, mail FROM employee"),
                sql(
                        "MERGE INTO customer c USING employee e ON c.ssn = e.ssn WHEN MATCHED THEN UPDATE SET email = e.mail WHEN"
                                + " NOT MATCHED THEN INSERT (id, email, ssn) VALUES (e.id + 10, e.mail, e.ssn)"),
                sql(
                        "MERGE INTO customer c USING orders o ON o.customer = c.id AND c.email = ? WHEN MATCHED AND o.id = 1"
                                + " THEN DELETE",
                        mail(1)),
                sql(
                        "MERGE INTO orders o USING customer c ON o.customer = c.id AND c.ssn = ? AND o.id < 2 WHEN MATCHED"
                                + " THEN UPDATE SET total = 0",
                        ssn(1)));
    }
}
