package dev.furoshiki.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Workload;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrewTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 31, 1000, 12_345})
    void everyOperationIsPerformedOnce(long operations) throws Exception {
        AtomicLong performed = new AtomicLong();
        Workload crew = Crew.of(3, more -> {
            performed.addAndGet(more);
            return 2 * more;
        });
        assertThat(crew.run(operations)).isEqualTo(2 * operations);
        assertThat(performed).hasValue(operations);
        crew.close();
    }

    @Test
    void allWorkAtOnce() throws Exception {
        CyclicBarrier all = new CyclicBarrier(4);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Workload crew = Crew.of(4, operations -> {
            if (threads.add(Thread.currentThread())) {
                all.await(30, TimeUnit.SECONDS);
            }
            return operations;
        });
        crew.run(100);
        assertThat(threads).hasSize(4).doesNotContain(Thread.currentThread());
        crew.close();
    }

    @Test
    void allocationIsThatOfItsThreads() throws Exception {
        Workload crew = Crew.of(2, operations -> {
            long sum = 0;
            for (long i = 0; i < operations; i++) {
                sum += new byte[10_000].length;
            }
            return sum;
        });
        long before = crew.allocatedBytes();
        crew.run(1000);
        assertThat((crew.allocatedBytes() - before) / 1000).isBetween(10_000L, 10_500L);
        crew.close();
    }

    @Test
    void aFailureIsTheCrews() {
        Workload crew = Crew.of(2, operations -> {
            throw new IOException("the disk is full");
        });
        assertThatThrownBy(() -> crew.run(10)).isInstanceOf(IOException.class).hasMessage("the disk is full");
    }

    @Test
    void oneThreadNeedsNoCrew() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Workload shared = new Workload() {
            @Override
            public long run(long operations) {
                return operations;
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        assertThat(Crew.of(1, shared)).isSameAs(shared);
        Crew.of(2, shared).close();
        assertThat(closed).isTrue();
    }

    @Test
    void aNameSaysWhatIsDoneAndOnHowManyThreads() {
        assertThat(KeyUse.of("keys.decrypt-hit-2")).isEqualTo(new KeyUse(KeyUse.DECRYPT_HIT, 2));
        assertThat(KeyUse.of("audit.append-each-8")).isEqualTo(new KeyUse(KeyUse.AUDIT_APPEND_EACH, 8));
        assertThat(KeyUse.hits()).hasSize(4);
        assertThat(KeyUse.durable()).hasSize(18);
    }
}
