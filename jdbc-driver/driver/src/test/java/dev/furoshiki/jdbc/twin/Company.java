package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.TestServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two encrypted tables with columns of one domain each, and a plain one, on both twins: statements are run on both and give the
 * same, and no value of an encrypted column is found in the encrypted one's tables or in its server's log.
 */
final class Company implements AutoCloseable {

    /** In every value of an encrypted column. */
    static final String CANARY = "kanarie";

    private static List<String> tables(TestServer server) {
        String text = server == TestServer.POSTGRESQL ? "text" : "varchar(200)";
        return List.of(
                """
                CREATE TABLE customer (
                    id integer PRIMARY KEY,
                    email %s ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = mail),
                    ssn %s ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC, DOMAIN = person_ssn),
                    note %s ENCRYPTED WITH (KEY = 'alias/pii'),
                    age integer)
                """.formatted(server.varchar(60), server.unpaddedVarchar(20), text),
                """
                CREATE TABLE employee (
                    id integer PRIMARY KEY,
                    mail %s ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY, DOMAIN = mail),
                    ssn %s ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC, DOMAIN = person_ssn),
                    boss integer,
                    name %s)
                """.formatted(server.varchar(60), server.unpaddedVarchar(20), text),
                "CREATE TABLE orders (id integer PRIMARY KEY, customer integer, item " + text + ", total integer)",
                "CREATE UNIQUE INDEX orders_item ON orders (item)");
    }

    private static final String[] ROWS = {
        "INSERT INTO customer VALUES (1, ?, ?, ?, 30)",
        "INSERT INTO customer VALUES (2, ?, ?, ?, 40)",
        "INSERT INTO customer VALUES (3, ?, ?, ?, NULL)",
        "INSERT INTO customer VALUES (4, ?, ?, ?, 40)",
    };

    static String mail(int number) {
        return CANARY + number + "@x.nl";
    }

    static String ssn(int number) {
        return CANARY + "-" + number;
    }

    private final Twins twins;
    private final StatementLog log;

    Company() throws SQLException {
        this(TestServer.POSTGRESQL);
    }

    Company(TestServer server) throws SQLException {
        twins = new Twins(server, StatementLog.newDatabase(server));
        twins.define(tables(server).toArray(String[]::new));
        log = StatementLog.begin(server, twins.encrypted());
        both(ROWS[0], mail(1), ssn(1), CANARY + " one");
        both(ROWS[1], mail(2), ssn(2), CANARY + " two");
        both(ROWS[2], mail(1), ssn(3), null);
        both(ROWS[3], null, null, CANARY + " four");
        both("INSERT INTO employee VALUES (1, ?, ?, NULL, 'ann')", mail(2), ssn(2));
        both("INSERT INTO employee VALUES (2, ?, ?, 1, 'bob')", mail(5), ssn(5));
        both("INSERT INTO employee VALUES (3, ?, ?, 1, 'cleo')", mail(1), ssn(1));
        both("INSERT INTO employee VALUES (4, ?, ?, 2, 'dan')", null, null);
        both(
                "INSERT INTO orders VALUES (1, 1, 'pen', 10), (2, 1, 'ink', 5), (3, 2, 'paper', 7), (4, NULL, 'stamp', 1)");
    }

    private void both(String sql, @Nullable Object... parameters) throws SQLException {
        Rows.update(twins.plain(), sql, parameters);
        Rows.update(twins.ours(), sql, parameters);
    }

    Twins twins() {
        return twins;
    }

    /** Whatever a statement does: rows with their labels, sorted unless the statement sorts them, or a count. */
    static List<String> outcome(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Rows.set(statement, parameters);
            boolean rows = statement.execute();
            if (!rows) {
                return List.of("count " + statement.getUpdateCount());
            }
            try (ResultSet found = statement.getResultSet()) {
                return rows(found);
            }
        }
    }

    /** The same of a text that is executed as it is. */
    static List<String> outcomeOfText(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return List.of("count " + statement.getUpdateCount());
            }
            try (ResultSet found = statement.getResultSet()) {
                return rows(found);
            }
        }
    }

    static List<String> rows(ResultSet found) throws SQLException {
        ResultSetMetaData metaData = found.getMetaData();
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            labels.add(metaData.getColumnLabel(i));
        }
        List<String> rows = EncryptedDatabase.rows(found);
        rows.sort(null);
        rows.add(0, String.join("|", labels));
        return rows;
    }

    /** Both give the same; whatever changed is undone unless it is to stay. */
    List<String> same(String sql, @Nullable Object... parameters) throws Exception {
        if (parameters.length == 0) {
            twins.same("as text: " + sql, connection -> outcomeOfText(connection, sql));
        }
        return twins.same(sql, connection -> outcome(connection, sql, parameters));
    }

    /** What is in all tables, as the application sees it. */
    static List<String> contents(Connection connection) throws SQLException {
        List<String> contents = new ArrayList<>();
        for (String table : List.of("customer", "employee", "orders")) {
            contents.addAll(outcome(connection, "SELECT * FROM " + table));
        }
        // By what is compared, too: a wrong companion would go unseen otherwise.
        contents.addAll(outcome(
                connection,
                "SELECT c.id, e.id, c.email FROM customer c JOIN employee e ON c.email = e.mail OR c.ssn = e.ssn"));
        for (int i = 1; i < 8; i++) {
            contents.addAll(outcome(
                    connection,
                    "SELECT id FROM customer WHERE email IN (?, ?) OR ssn = ?",
                    mail(i),
                    mail(10 + i),
                    ssn(i)));
            contents.addAll(outcome(connection, "SELECT id FROM employee WHERE mail = ? OR ssn = ?", mail(i), ssn(i)));
        }
        return contents;
    }

    /** Both do it, give the same, and then hold the same; afterwards it is undone. */
    void sameChange(String sql, @Nullable Object... parameters) throws Exception {
        try {
            twins.same(sql, connection -> {
                connection.setAutoCommit(false);
                List<String> seen = new ArrayList<>(
                        parameters.length == 0 ? outcomeOfText(connection, sql) : outcome(connection, sql, parameters));
                seen.addAll(contents(connection));
                return seen;
            });
        } finally {
            undo(twins.ours());
            undo(twins.plain());
        }
    }

    private static void undo(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    void requireNoPlaintext() throws SQLException {
        assertThat(log.text()).as("the server's log, which must be one").containsIgnoringCase("insert into customer");
        assertThat(log.text().lines().filter(line -> line.contains(CANARY)))
                .as("the server's log")
                .isEmpty();
        try (Connection plain = twins.encrypted().plain()) {
            for (String table : List.of("customer", "employee", "orders")) {
                assertThat(stored(plain, "SELECT * FROM " + table))
                        .isNotEmpty()
                        .noneMatch(value -> value.contains(CANARY));
            }
        }
    }

    private static List<String> stored(Connection plain, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    Object value = rows.getObject(i);
                    values.add(
                            value instanceof byte[] bytes
                                    ? new String(bytes, StandardCharsets.ISO_8859_1)
                                    : String.valueOf(value));
                }
            }
        }
        return values;
    }

    @Override
    public void close() throws SQLException {
        twins.close();
    }
}
