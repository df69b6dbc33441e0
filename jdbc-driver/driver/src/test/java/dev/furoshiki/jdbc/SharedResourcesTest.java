package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Opened once for all who ask at the same time, closed after the last of them. */
@Timeout(60)
class SharedResourcesTest {

    private static final class Thing implements AutoCloseable {
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private static SharedResources<String, Thing> closingAtOnce() {
        return new SharedResources<>(Duration.ZERO);
    }

    @Test
    void isOpenedOnceAndClosedByTheLast() throws SQLException {
        SharedResources<String, Thing> things = closingAtOnce();
        SharedResources<String, Thing>.Lease first = things.acquire("a", Thing::new);
        SharedResources<String, Thing>.Lease second = things.acquire("a", Thing::new);
        assertThat(second.value()).isSameAs(first.value());
        assertThat(things.acquire("b", Thing::new).value()).isNotSameAs(first.value());
        first.release();
        first.release();
        assertThat(first.value().closed).hasValue(0);
        second.release();
        assertThat(first.value().closed).hasValue(1);
        assertThat(things.acquire("a", Thing::new).value()).isNotSameAs(first.value());
    }

    @Test
    void staysOpenForAWhile() throws Exception {
        SharedResources<String, Thing> things = new SharedResources<>(Duration.ofMillis(200));
        SharedResources<String, Thing>.Lease first = things.acquire("a", Thing::new);
        first.release();
        SharedResources<String, Thing>.Lease second = things.acquire("a", Thing::new);
        assertThat(second.value()).isSameAs(first.value());
        Thread.sleep(400);
        assertThat(second.value().closed)
                .as("the planned closing is off, since somebody came")
                .hasValue(0);
        second.releaseAtOnce();
        assertThat(second.value().closed).hasValue(1);
    }

    @Test
    void everybodyWaitsForWhoOpensIt() throws Exception {
        SharedResources<String, Thing> things = closingAtOnce();
        AtomicInteger openings = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        Callable<SharedResources<String, Thing>.Lease> asking = () -> {
            asked.await();
            return things.acquire("a", () -> {
                openings.incrementAndGet();
                try {
                    Thread.sleep(100);
                } catch (InterruptedException interrupted) {
                    throw new SQLException(interrupted);
                }
                return new Thing();
            });
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<SharedResources<String, Thing>.Lease>> leases = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                leases.add(threads.submit(asking));
            }
            asked.countDown();
            Thing thing = leases.get(0).get().value();
            for (Future<SharedResources<String, Thing>.Lease> lease : leases) {
                assertThat(lease.get().value()).isSameAs(thing);
            }
            assertThat(openings).hasValue(1);
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFailureIsNotKept() throws SQLException {
        SharedResources<String, Thing> things = closingAtOnce();
        assertThatThrownBy(() -> things.acquire("a", () -> {
                    throw new SQLException("not now");
                }))
                .hasMessage("not now");
        assertThat(things.acquire("a", Thing::new).value()).isNotNull();
    }
}
