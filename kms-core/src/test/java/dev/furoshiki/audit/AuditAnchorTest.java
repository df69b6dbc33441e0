package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How far the anchor may be behind, and what comes of one that fails. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // they spin, which no interrupt ends
class AuditAnchorTest {

    @TempDir
    Path folder;

    @Test
    void withoutAnIntervalItIsAtMostOneGroupBehind() {
        TestLog test = new TestLog(folder);
        try (AuditLog log = test.open(TestLog.POLICY.withAnchorInterval(Duration.ZERO))) {
            log.append(TestLog.record("first"));
            for (int i = 0; i < 100; i++) {
                AuditLink before = log.newest();
                log.append(TestLog.record("record " + i));
                assertThat(test.anchor().only().link().sequence()).isGreaterThanOrEqualTo(before.sequence());
            }
        }
        assertThat(test.anchor().only().isClosed()).isTrue();
    }

    /** A database that hangs: the group that it hangs in is acknowledged, the next is not until it goes on. */
    @Test
    void aSlowAnchorHoldsTheGroupAfterTheNext() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        MemoryAnchor anchor = new MemoryAnchor() {
            @Override
            public void advanced(AuditLink newest) {
                try {
                    hanging.await();
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
                super.advanced(newest);
            }
        };
        TestLog test = new TestLog(folder, Ed25519Key.generate(), anchor);
        try (AuditLog log = test.open(TestLog.POLICY.withAnchorInterval(Duration.ZERO))) {
            log.append(TestLog.record("acknowledged at once"));
            Thread second = new Thread(() -> log.append(TestLog.record("waits")));
            second.start();
            while (test.records().size() < 2) {
                Thread.onSpinWait();
            }
            assertThat(second.isAlive()).isTrue();
            assertThat(anchor.only().link().sequence()).isZero();
            hanging.countDown();
            second.join();
            assertThat(anchor.only().link().sequence()).isGreaterThanOrEqualTo(2);
        }
    }

    /** A database that is down when the first record comes: nothing is in the log yet, so it need not end. */
    @Test
    void anAnchorThatIsAwayBeforeTheFirstRecordRefusesItAndIsTriedAgain() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        MemoryAnchor anchor = new MemoryAnchor() {
            @Override
            public void opened(AuditLink newest) {
                if (away.get()) {
                    throw new DependencyTimeoutException("the database is down", null);
                }
                super.opened(newest);
            }
        };
        TestLog test = new TestLog(folder, Ed25519Key.generate(), anchor);
        try (AuditLog log = test.open()) {
            assertThatThrownBy(() -> log.append(TestLog.record("refused")))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("the database is down")
                    .hasMessageContaining("audit");
            away.set(false);
            log.append(TestLog.record("written"));
        }
        assertThat(test.records()).hasSize(1);
        assertThat(anchor.only().isClosed()).isTrue();
    }

    @Test
    void withAnIntervalItIsToldLessOftenThanRecordsAreWritten() {
        TestLog test = new TestLog(folder);
        try (AuditLog log = test.open(TestLog.POLICY.withAnchorInterval(Duration.ofSeconds(60)))) {
            for (int i = 0; i < 50; i++) {
                log.append(TestLog.record("record " + i));
            }
            // That it was opened.
            assertThat(test.anchor().calls()).isEqualTo(1);
        }
        // All that was to come, and that it was closed.
        assertThat(test.anchor().calls()).isEqualTo(3);
        assertThat(test.anchor().only().link().sequence()).isEqualTo(52);
    }

    @Test
    void whenTheAnchorFailsNothingMoreIsRecorded() throws Exception {
        TestLog test = new TestLog(folder);
        try (AuditLog log = test.open(TestLog.POLICY.withAnchorInterval(Duration.ZERO))) {
            log.append(TestLog.record("first"));
            test.anchor().fail();
            assertThatThrownBy(() -> {
                        while (true) {
                            log.append(TestLog.record("more"));
                        }
                    })
                    .isInstanceOf(KmsInternalException.class)
                    .hasMessageContaining("the anchor fails");
        }
        assertThat(test.anchor().only().isClosed()).isFalse();
    }

    @Test
    void anAnchorThatCannotBeOpenedLetsNothingBeRecorded() throws Exception {
        TestLog test = new TestLog(folder);
        try (AuditLog log = test.open()) {
            test.anchor().fail();
            assertThatThrownBy(() -> log.append(TestLog.record("first"))).isInstanceOf(KmsInternalException.class);
        }
        assertThat(test.lines()).isEmpty();
    }

    /** Who appends never waits for a database himself. */
    @Test
    void theAnchorIsWrittenByThreadsOfTheLogAlone() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        MemoryAnchor anchor = new MemoryAnchor() {
            @Override
            synchronized void put(Anchored chain) {
                threads.add(Thread.currentThread().getName());
                super.put(chain);
            }
        };
        TestLog test = new TestLog(folder, Ed25519Key.generate(), anchor);
        List<Thread> callers = new ArrayList<>();
        try (AuditLog log = test.open(TestLog.POLICY.withAnchorInterval(Duration.ZERO))) {
            for (int t = 0; t < 4; t++) {
                Thread caller = new Thread(() -> log.append(TestLog.record("one")));
                callers.add(caller);
                caller.start();
            }
            for (Thread caller : callers) {
                caller.join();
            }
        }
        assertThat(threads).containsExactlyInAnyOrder("furoshiki audit log", "furoshiki audit anchor");
    }
}
