package dev.furoshiki.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections of a data source, which may take its time. */
@Timeout(60)
class PostgresSessionTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static LocalDatabase database;

    @BeforeAll
    static void database() throws SQLException {
        database = LocalPostgres.newDatabase();
    }

    @Test
    void givesAConnectionBackAsItCame() throws Exception {
        try (Connection pooled = database.connect()) {
            pooled.setAutoCommit(false);
            pooled.setNetworkTimeout(Runnable::run, 30_000);
            PostgresSession session = new PostgresSession(giving(() -> unclosed(pooled)), 1000);
            session.beginSnapshot();
            assertThat(pooled.getNetworkTimeout()).isEqualTo(1500);
            session.close();
            assertThat(pooled.getAutoCommit()).isFalse();
            assertThat(pooled.getNetworkTimeout()).isEqualTo(30_000);
        }
    }

    /** As when a change was queued behind the closing of the store. */
    @Test
    void connectsNoMoreWhenItIsClosed() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        PostgresSession session = new PostgresSession(
                giving(() -> {
                    connections.incrementAndGet();
                    return database.connect();
                }),
                1000);
        session.begin();
        session.close();
        assertThatThrownBy(session::begin)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(connections).hasValue(1);
    }

    @Test
    void anAttemptThatNeverEndsIsNotWaitedForForEver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        PendingConnection pending = new PendingConnection(
                giving(() -> {
                    if (attempts.incrementAndGet() <= 2) {
                        await(never);
                    }
                    return database.connect();
                }),
                Duration.ofMillis(100),
                MINUTE);
        assertTooLate(pending);
        // For so long it is the same attempt that is waited for.
        assertTooLate(pending);
        Thread.sleep(150);
        assertTooLate(pending);
        Thread.sleep(150);
        pending.await(10_000).close();
        assertThat(attempts).hasValue(3);
        never.countDown();
    }

    @Test
    void noMoreThanThreeAreUnderWay() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        PendingConnection pending = new PendingConnection(
                giving(() -> {
                    attempts.incrementAndGet();
                    await(never);
                    return database.connect();
                }),
                Duration.ofMillis(1),
                MINUTE);
        for (int i = 0; i < 10; i++) {
            assertTooLate(pending);
        }
        while (attempts.get() < 3) {
            Thread.sleep(5);
        }
        assertThat(attempts).hasValue(3);
        never.countDown();
        pending.await(10_000).close();
    }

    /** A look waits for less, and comes back: what its attempt has brought is as fresh as one that was faster. */
    @Test
    void anAttemptThatTakesLongIsTakenWhenItIsThere() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch there = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        Duration oldest = Duration.ofMillis(500);
        PendingConnection pending = new PendingConnection(
                giving(() -> {
                    attempts.incrementAndGet();
                    await(slow);
                    Connection connected = database.connect();
                    there.countDown();
                    return connected;
                }),
                MINUTE,
                oldest);
        assertTooLate(pending);
        Thread.sleep(oldest.toMillis());
        slow.countDown();
        there.await();
        Thread.sleep(10);
        pending.await(10_000).close();
        assertThat(attempts).hasValue(1);
    }

    private static void assertTooLate(PendingConnection pending) {
        assertThatThrownBy(() -> pending.await(20))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("within 20 ms");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    /** As a pool gives it: it stays open when it is given back. */
    private static Connection unclosed(Connection pooled) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(pooled, arguments));
    }

    private static DataSource giving(Connecting connecting) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        return connecting.connect();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private interface Connecting {
        Connection connect() throws SQLException;
    }
}
