package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** HikariCP on top of the driver, on top of the data source, and beneath it; and many threads on one catalogue. */
class PoolTest {

    private static final int THREADS = 4;
    /** Of each thread; a third of them are written in transactions. */
    private static final int ROWS = Boolean.getBoolean("furoshiki.soak") ? 150 : 45;

    private EncryptedDatabase database;

    @BeforeEach
    void open() throws SQLException {
        // Pools open connections by its URL, whose catalogue the driver knows for a while: no other test may have it.
        database = new EncryptedDatabase(LocalPostgres.newDatabase());
        try (Connection connection = database.create()) {
            EncryptedDatabase.run(
                    connection,
                    "CREATE TABLE person (id integer PRIMARY KEY, ssn text ENCRYPTED WITH (KEY = 'alias/pii', INDEX ="
                            + " EQUALITY), name text ENCRYPTED WITH (KEY = 'alias/other'))");
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static HikariConfig config() {
        HikariConfig config = new HikariConfig();
        config.setMaximumPoolSize(3);
        config.setMinimumIdle(0);
        return config;
    }

    /** Threads insert, find and delete rows of their own, now and then in a transaction. */
    private void work(DataSource source) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = i * ROWS;
                running.add(threads.submit((Callable<Integer>) () -> rows(source, first)));
            }
            int found = 0;
            for (Future<Integer> one : running) {
                found += one.get();
            }
            assertThat(found).isEqualTo(THREADS * ROWS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(database.queryPlain("SELECT count(*), count(DISTINCT ssn) FROM person"))
                .containsExactly(THREADS * ROWS + "|" + THREADS * ROWS);
        try (Connection connection = source.getConnection()) {
            EncryptedDatabase.run(connection, "DELETE FROM person");
        }
    }

    private static int rows(DataSource source, int first) throws SQLException {
        int found = 0;
        for (int id = first; id < first + ROWS; id++) {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(id % 3 != 0);
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO person VALUES (?, ?, ?)");
                        PreparedStatement find = connection.prepareStatement("SELECT name FROM person WHERE ssn = ?")) {
                    insert.setInt(1, id);
                    insert.setString(2, "ssn " + id);
                    insert.setString(3, "name " + id);
                    insert.executeUpdate();
                    find.setString(1, "ssn " + id);
                    try (ResultSet rows = find.executeQuery()) {
                        found += EncryptedDatabase.rows(rows).equals(List.of("name " + id)) ? 1 : 0;
                    }
                }
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
            }
        }
        return found;
    }

    @Test
    void overTheUrl() throws Exception {
        HikariConfig config = config();
        config.setJdbcUrl(database.url("furoshiki.keys=" + database.keys().uri(), "furoshiki.catalogMaxAge=PT0.001S"));
        try (HikariDataSource pool = new HikariDataSource(config)) {
            work(pool);
        }
    }

    @Test
    void overTheDataSource() throws Exception {
        HikariConfig config = config();
        try (FuroshikiDataSource source = database.dataSource("furoshiki.catalogMaxAge=PT0S")) {
            config.setDataSource(source);
            try (HikariDataSource pool = new HikariDataSource(config)) {
                work(pool);
                try (Connection connection = pool.getConnection()) {
                    assertThat(connection.unwrap(PGConnection.class).getBackendPID())
                            .isPositive();
                }
            }
        }
    }

    @Test
    void beneathTheDataSource() throws Exception {
        HikariConfig config = config();
        config.setJdbcUrl(database.database().jdbcUrl());
        config.setUsername(database.database().user());
        config.setPassword(database.database().password());
        try (HikariDataSource pool = new HikariDataSource(config);
                DataKeys keys = database.keys().open();
                FuroshikiDataSource source =
                        FuroshikiDataSource.builder().over(pool).keys(keys).build()) {
            work(source);
            assertThat(keys.statistics().toString()).isNotEmpty();
            assertThat(activeAtLeast(pool)).isZero();
        }
    }

    /** Whoever got the server's connection next would take it for a plain table. */
    @Test
    void temporaryTablesGoBeforeTheConnectionIsGivenBack() throws Exception {
        HikariConfig config = config();
        config.setJdbcUrl(database.database().jdbcUrl());
        config.setUsername(database.database().user());
        config.setPassword(database.database().password());
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config);
                DataKeys keys = database.keys().open();
                FuroshikiDataSource source =
                        FuroshikiDataSource.builder().over(pool).keys(keys).build()) {
            for (boolean autoCommit : List.of(true, false)) {
                try (Connection connection = source.getConnection()) {
                    connection.setAutoCommit(autoCommit);
                    EncryptedDatabase.run(connection, "CREATE TEMP TABLE t AS SELECT id, ssn FROM person");
                    if (!autoCommit) {
                        connection.commit();
                        assertThatThrownBy(() -> EncryptedDatabase.run(connection, "SELECT 1 / 0"))
                                .hasFieldOrPropertyWithValue("SQLState", "22012");
                    }
                }
                try (Connection next = pool.getConnection()) {
                    assertThat(EncryptedDatabase.query(
                                    next, "SELECT count(*) FROM pg_class WHERE relname = 't' AND relpersistence = 't'"))
                            .containsExactly("0");
                }
            }
        }
    }

    /** The catalogue is read in between, on a connection that is taken for that alone. */
    private static int activeAtLeast(HikariDataSource pool) throws InterruptedException {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < 500 && least > 0; i++) {
            least = Math.min(least, pool.getHikariPoolMXBean().getActiveConnections());
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return least;
    }

    /** One changes the catalogue again and again, while the others work. */
    @Test
    void whileTheCatalogueChanges() throws Exception {
        HikariConfig config = config();
        config.setMaximumPoolSize(5);
        try (FuroshikiDataSource source = database.dataSource("furoshiki.catalogMaxAge=PT0.001S")) {
            config.setDataSource(source);
            try (HikariDataSource pool = new HikariDataSource(config)) {
                ExecutorService changing = Executors.newSingleThreadExecutor();
                Future<Integer> changes = changing.submit((Callable<Integer>) () -> changes(pool));
                work(pool);
                assertThat(changes.get()).isEqualTo(20);
                changing.shutdown();
            }
        }
    }

    private static int changes(DataSource pool) throws SQLException {
        int done = 0;
        for (int i = 0; i < 20; i++) {
            try (Connection connection = pool.getConnection()) {
                EncryptedDatabase.run(
                        connection,
                        "CREATE TABLE passing (v text ENCRYPTED WITH (KEY = 'alias/pii', DOMAIN = passing))",
                        "DROP TABLE passing");
                done++;
            }
        }
        return done;
    }

    /** 0A000 is one of the states by which HikariCP knows a broken connection. */
    @Test
    void aRefusalClosesAPooledConnectionUnlessThePoolIsToldOtherwise() throws Exception {
        assertThat(outlivesARefusal(config())).isFalse();
        HikariConfig told = config();
        told.setExceptionOverrideClassName(KeepAfterRefusal.class.getName());
        assertThat(outlivesARefusal(told)).isTrue();
    }

    private boolean outlivesARefusal(HikariConfig config) throws SQLException {
        config.setJdbcUrl(database.url("furoshiki.keys=" + database.keys().uri()));
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection connection = pool.getConnection()) {
            assertThatThrownBy(() -> EncryptedDatabase.run(connection, "SELECT upper(ssn) FROM person"))
                    .isInstanceOf(UnsupportedStatementException.class);
            return !connection.isClosed();
        }
    }

    /** What docs/jdbc.md advises. */
    public static final class KeepAfterRefusal implements SQLExceptionOverride {
        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException failure) {
            return failure instanceof UnsupportedStatementException
                    ? SQLExceptionOverride.Override.DO_NOT_EVICT
                    : SQLExceptionOverride.Override.CONTINUE_EVICT;
        }
    }
}
