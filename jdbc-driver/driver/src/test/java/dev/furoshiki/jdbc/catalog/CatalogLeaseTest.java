package dev.furoshiki.jdbc.catalog;

import static dev.furoshiki.jdbc.catalog.CatalogFixture.PERSON;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.createPerson;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.catalog.CatalogException.ExpiredLeaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long what is known of a catalogue may be used, and how it is read anew in the background, on a real PostgreSQL. */
class CatalogLeaseTest {

    private static final Duration LENGTH = Duration.ofMillis(200);

    /** Both clocks stand still until they are told to go on. */
    private static final class HandClock implements LeaseClock {
        private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // it may overflow
        private final AtomicLong millis = new AtomicLong(1_000_000);

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public long millis() {
            return millis.get();
        }
    }

    private CatalogFixture fixture;
    private final List<Connection> opened = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws SQLException {
        fixture = new CatalogFixture();
        fixture.open(CatalogOptions.defaults().creating().withCatalogKey("alias/pii"));
    }

    @AfterEach
    void close() throws SQLException {
        fixture.close();
    }

    private CatalogStore store(LeaseClock clock) throws SQLException {
        return fixture.open(CatalogOptions.defaults(), clock);
    }

    private static CatalogLease lease(
            CatalogStore store, Duration length, CatalogLease.Connections connections, boolean keep) {
        CatalogLease lease = new CatalogLease(store, length, connections, keep);
        lease.connected();
        return lease;
    }

    private Connection connect() throws SQLException {
        Connection connection = fixture.connect();
        opened.add(connection);
        return connection;
    }

    private static void awaitRenewal(CatalogStore store) throws InterruptedException {
        awaitRenewal(store, store.renewed());
    }

    private static void awaitRenewal(CatalogStore store, LeaseClock.Moment last) throws InterruptedException {
        await(() -> !store.renewed().equals(last));
    }

    private static Connection away() throws SQLException {
        throw new SQLException("the server is away", "08001");
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** Whenever the lease holds, what was committed a lease before is known; and that comes about without a statement's read. */
    @Test
    void whatOthersCommittedIsKnownALeaseLater() throws Exception {
        CatalogStore mine = store(LeaseClock.SYSTEM);
        try (CatalogLease lease = lease(mine, LENGTH, this::connect, true)) {
            lease.use();
            store(LeaseClock.SYSTEM).session(fixture.plain).execute(createPerson());
            long committed = System.nanoTime();
            int late = 0;
            for (int i = 0; late < 100; i++) {
                assertThat(i).isLessThan(20_000);
                boolean aLeaseAgo = System.nanoTime() - committed > LENGTH.toNanos();
                if (lease.use() && aLeaseAgo) {
                    assertThat(mine.current().tables()).containsKey(PERSON);
                    late++;
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
            assertThat(mine.current().tables()).containsKey(PERSON);
            assertThat(opened).hasSize(1);
        }
    }

    @Test
    void eitherClockEndsIt() throws Exception {
        HandClock clock = new HandClock();
        CatalogLease lease = lease(store(clock), LENGTH, CatalogLeaseTest::away, true);
        assertThat(lease.use()).isTrue();
        clock.nanos.addAndGet(LENGTH.toNanos() - 1);
        assertThat(lease.use()).isTrue();
        clock.nanos.incrementAndGet();
        assertThat(lease.use()).isFalse();
        clock.nanos.decrementAndGet();
        assertThat(lease.use()).isTrue();
        // The machine slept, and the monotonic clock with it.
        clock.millis.addAndGet(LENGTH.toMillis() + 1);
        assertThat(lease.use()).isFalse();
        // Set back.
        clock.millis.addAndGet(-3_600_000);
        assertThat(lease.use()).isTrue();
        clock.nanos.incrementAndGet();
        assertThat(lease.use()).isFalse();
        lease.close();
    }

    /** It counts from before the read: what is committed while it lasts may have been missed. */
    @Test
    void aRenewalCountsFromBeforeTheRead() throws Exception {
        HandClock clock = new HandClock();
        CatalogStore store = store(clock);
        CatalogLease lease = lease(store, LENGTH, CatalogLeaseTest::away, true);
        clock.nanos.addAndGet(LENGTH.toNanos());
        LeaseClock.Moment begun = clock.now();
        Connection slow = (Connection) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    clock.nanos.addAndGet(Duration.ofMillis(10).toNanos());
                    return method.invoke(fixture.plain, arguments);
                });
        store.refresh(slow);
        assertThat(clock.nanos()).isGreaterThan(begun.nanos());
        assertThat(store.renewed()).isEqualTo(begun);
        assertThat(lease.use()).isTrue();
        lease.close();
    }

    @Test
    void withoutAConnectionItEndsForGood() throws Exception {
        CatalogStore store = store(LeaseClock.SYSTEM);
        try (CatalogLease lease = lease(store, LENGTH, CatalogLeaseTest::away, true)) {
            await(() -> !lease.use());
            assertThatThrownBy(lease::renewElsewhere)
                    .isInstanceOf(ExpiredLeaseException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "55000")
                    .hasMessageContaining("furoshiki.catalogMaxAge")
                    .hasRootCauseMessage("the server is away");
            assertThat(lease.use()).isFalse();
            store.refresh(fixture.plain);
            assertThat(lease.use()).isTrue();
        }
    }

    @Test
    void aCatalogueThatCannotBeTrustedRenewsNothing() throws Exception {
        try (CatalogLease lease = lease(store(LeaseClock.SYSTEM), LENGTH, this::connect, true)) {
            fixture.run("UPDATE furoshiki_catalog SET mac = decode(repeat('00', 32), 'hex')");
            await(() -> !lease.use());
            assertThatThrownBy(lease::renewElsewhere).isInstanceOf(CatalogException.AlteredCatalogException.class);
            assertThat(lease.use()).isFalse();
        }
    }

    @Test
    void whereTheServerEndsItsConnectionItOpensAnother() throws Exception {
        CatalogStore store = store(LeaseClock.SYSTEM);
        try (CatalogLease lease = lease(store, LENGTH, this::connect, true)) {
            lease.use();
            await(() -> !opened.isEmpty());
            query(
                    fixture.plain,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            await(() -> lease.use() && opened.size() > 1);
            await(lease::use);
        }
    }

    @Test
    void stopsWithoutStatementsAndBeginsAnew() throws Exception {
        HandClock clock = new HandClock();
        CatalogStore store = store(clock);
        clock.nanos.incrementAndGet();
        try (CatalogLease lease = lease(store, LENGTH, this::connect, true)) {
            assertThat(lease.isRenewed()).isFalse();
            LeaseClock.Moment read = store.renewed();
            lease.use();
            assertThat(lease.isRenewed()).isTrue();
            awaitRenewal(store, read);
            // The first renewal has taken back what says that there was a statement.
            clock.nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            await(() -> !lease.isRenewed());
            assertThat(opened.get(0).isClosed()).isTrue();
            read = store.renewed();
            assertThat(lease.use()).isFalse();
            assertThat(lease.isRenewed()).isTrue();
            awaitRenewal(store, read);
            assertThat(lease.use()).isTrue();
            assertThat(opened).hasSize(2);
        }
    }

    @Test
    void stopsWithTheLastConnectionAndBeginsAnewWithTheNext() throws Exception {
        CatalogStore store = store(LeaseClock.SYSTEM);
        try (CatalogLease lease = lease(store, LENGTH, this::connect, true)) {
            lease.connected();
            lease.use();
            await(() -> !opened.isEmpty());
            lease.disconnected();
            awaitRenewal(store);
            awaitRenewal(store);
            lease.use();
            lease.disconnected();
            await(() -> !lease.isRenewed());
            assertThat(opened.get(0).isClosed()).isTrue();
            lease.connected();
            lease.use();
            assertThat(lease.isRenewed()).isTrue();
        }
    }

    @Test
    void endsWithItsConnectionWhenItIsClosed() throws Exception {
        CatalogLease lease = lease(store(LeaseClock.SYSTEM), LENGTH, this::connect, true);
        lease.use();
        await(() -> !opened.isEmpty());
        lease.close();
        await(() -> !lease.isRenewed());
        assertThat(opened).allSatisfy(one -> assertThat(one.isClosed()).isTrue());
        lease.use();
        assertThat(lease.isRenewed()).isFalse();
    }

    @Test
    void givesAConnectionBackAsItWas() throws Exception {
        CatalogLease lease = lease(
                store(LeaseClock.SYSTEM),
                LENGTH,
                () -> {
                    Connection connection = connect();
                    connection.setAutoCommit(false);
                    return new dev.furoshiki.jdbc.forward.ForwardingConnection(connection) {
                        @Override
                        public void close() throws SQLException {
                            assertThat(connection.getAutoCommit()).isFalse();
                            super.close();
                        }
                    };
                },
                false);
        lease.use();
        await(() -> opened.size() > 2);
        lease.close();
        await(() -> !lease.isRenewed());
        assertThat(opened).allSatisfy(one -> assertThat(one.isClosed()).isTrue());
    }

    /** One of no length is never valid, and never renewed. */
    @Test
    void withoutLengthEveryStatementReads() throws Exception {
        CatalogLease lease = lease(store(LeaseClock.SYSTEM), Duration.ZERO, this::connect, true);
        assertThat(lease.use()).isFalse();
        assertThat(lease.isRenewed()).isFalse();
    }
}
