package dev.furoshiki.jdbc.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EmbeddedKeys;
import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.FuroshikiDataSource;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Known plaintexts go through every path of the driver; then every table, the server's log, the key service's files and all
 * that the application was told are read, and none of the plaintexts is found in any form.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CanaryTest {

    private static EncryptedDatabase database;
    private static FuroshikiDataSource source;
    private static Connection connection;
    private static Told told;
    private static long logStart;

    @BeforeAll
    static void open() throws SQLException {
        database = new EncryptedDatabase(EmbeddedKeys.inTemporaryFolder());
        database.database().logEveryStatement();
        String name = database.database().name();
        database.runPlain(
                "ALTER DATABASE " + name + " SET log_min_duration_statement = 0",
                "ALTER DATABASE " + name + " SET log_error_verbosity = verbose");
        logStart = LocalPostgres.logBytes();
        told = new Told();
        source = database.dataSource("furoshiki.catalog=create");
        connection = source.getConnection();
        EncryptedDatabase.run(
                connection,
                Vault.create(),
                "CREATE TABLE strict (id integer PRIMARY KEY, once text ENCRYPTED WITH (KEY = 'alias/pii', TYPE ="
                        + " DETERMINISTIC) UNIQUE, short varchar(5) ENCRYPTED WITH (KEY = 'alias/pii'), number integer"
                        + " ENCRYPTED WITH (KEY = 'alias/pii') NOT NULL)");
    }

    @AfterAll
    static void close() throws SQLException {
        told.close();
        connection.close();
        source.close();
        database.close();
    }

    /** What is done with a value that may be refused; the refusal is told. */
    private interface Attempt {
        void run() throws Exception;
    }

    private static boolean attempt(Attempt attempt) {
        try {
            attempt.run();
            return true;
        } catch (Exception refused) {
            told.failure(refused);
            return false;
        }
    }

    private static int throughEverySetter(String sql) {
        int accepted = 0;
        for (Setters.Call call : new Setters(connection).all()) {
            boolean done = attempt(() -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    call.on(statement, 1);
                    told.print(statement);
                    told.print(statement.getParameterMetaData());
                    statement.execute();
                }
            });
            accepted += done ? 1 : 0;
        }
        return accepted;
    }

    @Test
    @Order(1)
    void storedThroughEverySetter() {
        for (String column : Vault.oneOfEachType()) {
            assertThat(throughEverySetter("INSERT INTO vault (" + column + ") VALUES (?)"))
                    .as(column)
                    .isGreaterThan(10);
        }
        for (String column : List.of("r_text", "i_numeric")) {
            assertThat(throughEverySetter("UPDATE vault SET " + column + " = ? WHERE id = 1"))
                    .as(column)
                    .isGreaterThan(10);
        }
    }

    @Test
    @Order(1)
    void comparedThroughEverySetter() {
        for (String column : List.of("i_text", "d_char", "i_numeric", "d_bigint", "d_zoned")) {
            assertThat(throughEverySetter("SELECT * FROM vault WHERE " + column + " IN (?) LIMIT 1"))
                    .as(column)
                    .isGreaterThan(5);
        }
    }

    @Test
    @Order(1)
    void inBatchesAndManyRows() throws SQLException {
        List<String> columns = Vault.columns();
        try (PreparedStatement insert = connection.prepareStatement(Vault.insertAll())) {
            for (int row = 0; row < 20; row++) {
                for (int i = 0; i < columns.size(); i++) {
                    insert.setObject(i + 1, Vault.canary(columns.get(i)));
                }
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(20).containsOnly(1);
        }
        for (String column : Vault.comparableColumns()) {
            String sql = "DELETE FROM vault WHERE id < 0 OR " + column + " = ? AND " + column + " NOT IN (?, ?)";
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                for (int i = 1; i <= 3; i++) {
                    delete.setObject(i, Vault.canary(column));
                }
                delete.addBatch();
                delete.addBatch();
                told.print(delete);
                assertThat(delete.executeBatch()).containsOnly(0);
            }
        }
    }

    private static void strict(@Nullable Object once, @Nullable Object tooShort, @Nullable Object number)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO strict VALUES (0, ?, ?, ?)")) {
            insert.setObject(1, once);
            insert.setObject(2, tooShort);
            insert.setObject(3, number);
            insert.addBatch();
            insert.executeBatch();
        }
    }

    @Test
    @Order(1)
    void inWhatIsRefused() throws Exception {
        int before = told.exceptions();
        attempt(() -> strict(Canary.TEXT, null, 1));
        attempt(() -> strict(Canary.TEXT, null, Canary.INTEGER));
        attempt(() -> strict("other", Canary.TEXT, 2));
        attempt(() -> strict("other", null, Canary.TEXT));
        attempt(() -> strict("other", null, Canary.NUMBER));
        attempt(() -> strict("other", null, null));
        attempt(() -> strict(null, null, Canary.INTEGER));
        attempt(() -> EncryptedDatabase.run(connection, "SELECT id FROM vault WHERE r_text = '" + Canary.TEXT + "'"));
        attempt(() -> EncryptedDatabase.run(connection, "INSERT INTO vault (r_bigint) VALUES (" + Canary.NUMBER + ")"));
        attempt(() -> EncryptedDatabase.run(connection, "UPDATE vault SET r_uuid = '" + Canary.ID + "' WHER"));
        attempt(() -> EncryptedDatabase.run(connection, "SELECT 1 FROM vault WHERE d_text = '" + Canary.TEXT));
        assertThat(told.exceptions()).isGreaterThanOrEqualTo(before + 9);
    }

    /** A statement and a result set outlive their connection; a connection outlives its backend. */
    @Test
    @Order(1)
    void whenConnectionsEnd() throws Exception {
        Connection closed = source.getConnection();
        PreparedStatement insert = closed.prepareStatement("INSERT INTO vault (r_text) VALUES (?)");
        insert.setString(1, Canary.TEXT);
        closed.close();
        assertThat(attempt(insert::execute)).isFalse();
        insert.close();
        assertThat(attempt(() -> insert.setString(1, Canary.TEXT))).isFalse();
        Connection killed = source.getConnection();
        try (PreparedStatement orphan = killed.prepareStatement("INSERT INTO vault (i_text) VALUES (?)");
                Connection plain = database.plain()) {
            orphan.setString(1, Canary.TEXT);
            String pid =
                    EncryptedDatabase.query(killed, "SELECT pg_backend_pid()").get(0);
            EncryptedDatabase.run(plain, "SELECT pg_terminate_backend(" + pid + ", 5000)");
            assertThat(attempt(orphan::execute)).isFalse();
            told.print(orphan);
            told.print(killed);
        } finally {
            killed.close();
        }
    }

    @Test
    @Order(1)
    void whenKeysAndTimeRunOut() throws Exception {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO vault (r_text, d_text) VALUES (?, ?)")) {
            insert.setString(1, Canary.TEXT);
            insert.setString(2, Canary.TEXT);
            database.keys().disable(EmbeddedKeys.PII);
            assertThat(attempt(insert::execute)).isFalse();
            assertThat(attempt(insert::addBatch)).isFalse();
            database.keys().enable(EmbeddedKeys.PII);
            insert.execute();
        }
        try (Connection blocking = database.plain();
                PreparedStatement update = connection.prepareStatement("UPDATE vault SET i_text = ?")) {
            blocking.setAutoCommit(false);
            EncryptedDatabase.run(blocking, "LOCK TABLE vault");
            EncryptedDatabase.run(connection, "SET lock_timeout = 50");
            update.setString(1, Canary.TEXT);
            assertThat(attempt(update::executeUpdate)).isFalse();
            blocking.rollback();
        } finally {
            EncryptedDatabase.run(connection, "SET lock_timeout = 0");
        }
    }

    @Test
    @Order(1)
    @SuppressWarnings("JUnitMethodInvoked") // it needs the rows that the other test writes, whichever comes first
    void readBackAndPrinted() throws Exception {
        inBatchesAndManyRows();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT * FROM vault WHERE d_text IS NOT NULL ORDER BY id DESC LIMIT 3")) {
            assertThat(rows.next()).isTrue();
            for (String column : Vault.columns()) {
                assertThat(rows.getString(column)).as(column).isNotNull();
                attempt(() -> rows.getInt(column));
                attempt(() -> rows.getDate(column));
                attempt(() -> rows.getBlob(column));
                attempt(() -> rows.getObject(column, java.net.URL.class));
                attempt(() -> rows.getObject(column, Integer.class));
                attempt(() -> rows.updateString(column, Canary.TEXT));
            }
            for (Object printed : new Object[] {
                rows,
                rows.getMetaData(),
                rows.getStatement(),
                statement,
                connection,
                connection.getMetaData(),
                source,
                rows.getWarnings(),
                statement.getWarnings(),
                connection.getWarnings()
            }) {
                told.print(printed);
            }
        }
    }

    @Test
    @Order(2)
    void noTableHoldsIt() throws SQLException {
        assertThat(database.queryPlain("SELECT count(*) > 1000 FROM vault")).containsExactly("t");
        assertThat(Canary.foundIn(Stored.tables(database))).isEmpty();
    }

    @Test
    @Order(2)
    void noLogOfTheServerHoldsIt() {
        String log = LocalPostgres.logSince(logStart);
        assertThat(log).contains("INSERT INTO vault", "duration:", "Parameters:");
        assertThat(Canary.foundIn(log)).isEmpty();
    }

    @Test
    @Order(2)
    void theKeyServiceDoesNotHoldIt() throws Exception {
        String files = Stored.keyService(database);
        assertThat(files).contains("GenerateDataKey");
        assertThat(Canary.foundIn(files)).isEmpty();
    }

    @Test
    @Order(2)
    void nothingToldHoldsIt() {
        assertThat(told.exceptions()).isGreaterThan(500);
        assertThat(told.betrayals()).isEmpty();
    }
}
