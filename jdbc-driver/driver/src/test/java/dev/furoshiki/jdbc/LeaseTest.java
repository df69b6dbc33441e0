package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.catalog.CatalogException.ExpiredLeaseException;
import dev.furoshiki.jdbc.catalog.CatalogException.MissingCatalogException;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** The lease of the catalogue, as statements feel it: who reads it, when, and what happens when nobody can. */
class LeaseTest {

    private static final String PERSON =
            "CREATE TABLE person (id integer, name text ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY))";

    private EncryptedDatabase database;
    private DataKeys keys;

    @BeforeEach
    void open() throws SQLException {
        database = new EncryptedDatabase();
        database.create().close();
        keys = database.keys().open();
        try (Connection creating = database.create()) {
            EncryptedDatabase.run(creating, PERSON);
        }
    }

    @AfterEach
    void close() {
        keys.close();
        database.close();
    }

    /** What connections beneath a data source look like whose server takes no more of them. */
    private static final class LimitedDataSource extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;
        private final AtomicBoolean full = new AtomicBoolean();

        @Override
        public Connection getConnection() throws SQLException {
            if (full.get()) {
                throw new SQLException("sorry, too many clients already", "53300");
            }
            return super.getConnection();
        }
    }

    private LimitedDataSource plain() {
        LimitedDataSource plain = new LimitedDataSource();
        plain.setUrl(database.database().jdbcUrl());
        plain.setUser(database.database().user());
        plain.setPassword(database.database().password());
        return plain;
    }

    private FuroshikiDataSource over(LimitedDataSource plain, String maxAge) throws SQLException {
        return FuroshikiDataSource.builder()
                .over(plain)
                .keys(keys)
                .property(DriverProperty.CATALOG_MAX_AGE, maxAge)
                .build();
    }

    private static void insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO person VALUES (1, ?)")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void noStatementReadsTheCatalogueWhileTheBackgroundDoes() throws Exception {
        database.database().logEveryStatement();
        long mark = LocalPostgres.logBytes();
        try (FuroshikiDataSource source = database.dataSource("furoshiki.catalogMaxAge=PT4S");
                Connection connection = source.getConnection()) {
            long opened = LocalPostgres.logBytes();
            int statements = 0;
            // That of the opening is the first.
            while (reads(LocalPostgres.logSince(mark)) < 4) {
                insert(connection, "Ann");
                connection.setAutoCommit(false);
                EncryptedDatabase.query(connection, "SELECT name FROM person WHERE name = 'Ann' LIMIT 1");
                connection.commit();
                connection.setAutoCommit(true);
                statements++;
                assertThat(statements).isLessThan(3_000);
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(statements).isGreaterThan(10);
            assertThat(own(opened, connection))
                    .contains("INSERT INTO person")
                    .doesNotContain("furoshiki_catalog", "pg_catalog");
        }
    }

    /** What a connection has sent. */
    private static String own(long mark, Connection connection) throws SQLException {
        return LocalPostgres.logSince(
                mark, connection.unwrap(PGConnection.class).getBackendPID());
    }

    private static long reads(String log) {
        return log.lines()
                .filter(line -> line.contains("FROM \"public\".\"furoshiki_catalog\""))
                .count();
    }

    /** A transaction that sees only the past cannot read it, and no other connection is to be had. */
    @Test
    void withoutARenewalNothingIsSent() throws Exception {
        LimitedDataSource plain = plain();
        database.database().logEveryStatement();
        try (FuroshikiDataSource source = over(plain, "PT0.1S");
                Connection connection = source.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            insert(connection, "Ann");
            plain.full.set(true);
            await(() -> isRefused(connection));
            long mark = LocalPostgres.logBytes();
            assertThatThrownBy(() -> insert(connection, "Bob"))
                    .isInstanceOf(ExpiredLeaseException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "55000")
                    .hasMessageContaining("nothing was sent")
                    .hasMessageNotContaining("Bob")
                    .hasRootCauseMessage("sorry, too many clients already");
            assertThatThrownBy(() -> EncryptedDatabase.run(connection, "UPDATE elsewhere SET phone = '5550100'"))
                    .isInstanceOf(ExpiredLeaseException.class);
            assertThat(LocalPostgres.logSince(mark)).doesNotContain("INSERT", "UPDATE", "5550100");
            plain.full.set(false);
            insert(connection, "Bob");
            connection.commit();
            assertThat(database.queryPlain("SELECT count(*) FROM person")).containsExactly("2");
        }
    }

    private static boolean isRefused(Connection connection) {
        try {
            EncryptedDatabase.query(connection, "SELECT count(*) FROM person");
            return false;
        } catch (SQLException refused) {
            return refused instanceof ExpiredLeaseException;
        }
    }

    /** An application whose own connections are all that the server allows works on; its statements read now and then. */
    @Test
    void withoutAConnectionOfItsOwnStatementsRead() throws Exception {
        LimitedDataSource plain = plain();
        database.database().logEveryStatement();
        try (FuroshikiDataSource source = over(plain, "PT0.1S");
                Connection connection = source.getConnection()) {
            plain.full.set(true);
            insertUntilItHasRead(connection);
            connection.setAutoCommit(false);
            insertUntilItHasRead(connection);
            connection.rollback();
        }
    }

    private static void insertUntilItHasRead(Connection connection) throws Exception {
        long mark = LocalPostgres.logBytes();
        for (int i = 0; reads(own(mark, connection)) < 2; i++) {
            assertThat(i).isLessThan(3_000);
            insert(connection, "Ann");
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Its first statement reads, whatever the transaction sees: the process was idle, and nobody has read meanwhile. */
    @Test
    void aTransactionThatSlept() throws Exception {
        try (FuroshikiDataSource source = over(plain(), "PT0.015S"); // too short for the background
                Connection connection = source.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            insert(connection, "Ann");
            TimeUnit.MILLISECONDS.sleep(20);
            insert(connection, "Bob");
            assertThatThrownBy(() -> EncryptedDatabase.run(connection, "SELECT 1/0"))
                    .isInstanceOf(SQLException.class);
            TimeUnit.MILLISECONDS.sleep(20);
            assertThatThrownBy(() -> insert(connection, "Cid")).hasFieldOrPropertyWithValue("SQLState", "25P02");
            connection.rollback();
            insert(connection, "Dan");
            connection.commit();
            assertThat(EncryptedDatabase.query(connection, "SELECT name FROM person"))
                    .containsExactly("Dan");
        }
    }

    private static Set<Thread> renewing() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("furoshiki-catalogue"))
                .collect(Collectors.toSet());
    }

    /** Nothing of an application that is gone is kept by a thread of ours. */
    @Test
    void itsThreadEndsWithTheDataSource() throws Exception {
        Set<Thread> before = renewing();
        Set<Thread> its;
        try (FuroshikiDataSource source = over(plain(), "PT1S")) {
            ClassLoader application = new URLClassLoader(new URL[0]);
            Thread.currentThread().setContextClassLoader(application);
            try (Connection connection = source.getConnection()) {
                insert(connection, "Ann");
            } finally {
                Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
            }
            its = renewing();
            its.removeAll(before);
            assertThat(its).hasSize(1).allSatisfy(thread -> {
                assertThat(thread.isDaemon()).isTrue();
                assertThat(thread.getContextClassLoader()).isSameAs(FuroshikiDriver.class.getClassLoader());
            });
        }
        await(() -> its.stream().noneMatch(Thread::isAlive));
    }

    /** What is wrong with the catalogue is said in a transaction as well. */
    @Test
    void aCatalogueThatIsGoneIsNoticedInATransaction() throws Exception {
        try (FuroshikiDataSource source = over(plain(), "PT0.1S");
                Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, "Ann");
            database.runPlain("DELETE FROM furoshiki_catalog");
            await(() -> {
                try {
                    EncryptedDatabase.query(connection, "SELECT 1");
                    return false;
                } catch (SQLException refused) {
                    return refused instanceof MissingCatalogException;
                }
            });
            connection.rollback();
        }
    }

    /** The transaction that changes the catalogue keeps all others from doing so, and reads no older one. */
    @Test
    void aTransactionThatChangesTheCatalogueGoesOn() throws Exception {
        LimitedDataSource plain = plain();
        try (FuroshikiDataSource source = over(plain, "PT0.1S");
                Connection connection = source.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            EncryptedDatabase.run(connection, PERSON.replace("person", "patient"));
            plain.full.set(true);
            TimeUnit.MILLISECONDS.sleep(150);
            EncryptedDatabase.run(connection, "INSERT INTO patient VALUES (1, 'Ann')");
            connection.commit();
            assertThat(EncryptedDatabase.query(connection, "SELECT name FROM patient"))
                    .containsExactly("Ann");
        }
    }
}
