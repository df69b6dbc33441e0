package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The anchor's thread, on a clock of the test's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // they spin, which no interrupt ends
class AnchorThreadTest {

    private static final long INTERVAL_NANOS = 1_000;
    private static final UUID CHAIN = UUID.randomUUID();

    /**
     * Each time its thread looks it finds three quarters of the interval gone: the second look says that it is not yet over,
     * the third, for how long to wait, that it is.
     */
    @Test
    void anIntervalThatEndsBetweenTwoLooksAtTheTimeIsWaitedForNoMore() {
        AtomicLong now = new AtomicLong();
        Thread test = Thread.currentThread();
        LongSupplier ticker = () -> Thread.currentThread() == test ? now.get() : now.getAndAdd(INTERVAL_NANOS * 3 / 4);
        MemoryAnchor anchor = new MemoryAnchor();
        try (AnchorThread thread = new AnchorThread(anchor, INTERVAL_NANOS, ticker)) {
            thread.open(AuditLink.beginning(CHAIN));
            for (int sequence = 1; sequence <= 100; sequence++) {
                thread.advance(link(sequence));
                untilAnchored(anchor, sequence);
            }
        }
        assertThat(anchor.only().link()).isEqualTo(link(100));
    }

    /** Of three, the second has become too old to be behind while the third waits for the first. */
    @Test
    void whatBecomesTooOldWhileAnotherIsWaitedForIsWaitedForToo() throws Exception {
        AtomicLong now = new AtomicLong();
        Semaphore anchoring = new Semaphore(0);
        Semaphore anchored = new Semaphore(0);
        MemoryAnchor anchor = new MemoryAnchor() {
            @Override
            public void advanced(AuditLink newest) {
                anchoring.release();
                anchored.acquireUninterruptibly();
                super.advanced(newest);
            }
        };
        try (AnchorThread thread = new AnchorThread(anchor, INTERVAL_NANOS, now::get)) {
            thread.open(AuditLink.beginning(CHAIN));
            thread.advance(link(1));
            advanceUntil(now, () -> anchoring.tryAcquire());
            now.addAndGet(2 * INTERVAL_NANOS);
            thread.advance(link(2));
            thread.advance(link(3));
            AtomicLong whenAcknowledged = new AtomicLong();
            Thread third = new Thread(() -> {
                thread.requireRecent(link(3));
                whenAcknowledged.set(anchor.only().link().sequence());
            });
            third.start();
            untilItWaits(third);
            now.addAndGet(2 * INTERVAL_NANOS);
            anchored.release();
            advanceUntil(now, () -> anchoring.tryAcquire());
            // The first is anchored, the others are about to be: it waits again, or it has waited too little.
            untilItWaits(third);
            anchored.release();
            third.join();
            assertThat(whenAcknowledged).hasValue(3);
        }
    }

    @Test
    void anAnchorThatIsAwayIsTriedAgainThoughNoOtherLinkComes() {
        AtomicLong attempts = new AtomicLong();
        MemoryAnchor anchor = new MemoryAnchor() {
            @Override
            public void advanced(AuditLink newest) {
                if (attempts.incrementAndGet() < 3) {
                    throw new DependencyTimeoutException("the anchor is away, as this test wants", null);
                }
                super.advanced(newest);
            }
        };
        try (AnchorThread thread = new AnchorThread(anchor, 0)) {
            thread.open(AuditLink.beginning(CHAIN));
            thread.advance(link(1));
            // Not before what was acknowledged is anchored, or the anchor away.
            thread.requireRecent(link(2));
            untilAnchored(anchor, 1);
        }
        assertThat(attempts).hasValue(3);
    }

    /** A short outage that falls upon the end of an interval is not to last for another one. */
    @Test
    void anAnchorThatWasAwayIsTriedAgainLongBeforeALongIntervalIsOver() throws Exception {
        long intervalNanos = TimeUnit.MINUTES.toNanos(1);
        AtomicLong skippedNanos = new AtomicLong();
        Semaphore anchoring = new Semaphore(0);
        Semaphore failing = new Semaphore(0);
        AtomicLong attempts = new AtomicLong();
        MemoryAnchor anchor = new MemoryAnchor() {
            @Override
            public void advanced(AuditLink newest) {
                boolean isAway = attempts.incrementAndGet() == 1;
                anchoring.release();
                if (isAway) {
                    failing.acquireUninterruptibly();
                    throw new DependencyTimeoutException("the anchor is away, as this test wants", null);
                }
                super.advanced(newest);
            }
        };
        LongSupplier ticker = () -> System.nanoTime() + skippedNanos.get();
        try (AnchorThread thread = new AnchorThread(anchor, intervalNanos, ticker)) {
            thread.open(AuditLink.beginning(CHAIN));
            do {
                skippedNanos.addAndGet(intervalNanos);
                thread.advance(link(1));
            } while (!anchoring.tryAcquire(1, TimeUnit.MILLISECONDS));
            failing.release();
            assertThat(anchoring.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(anchor.only().link()).isEqualTo(link(1));
    }

    private static void advanceUntil(AtomicLong now, BooleanSupplier isReached) {
        while (!isReached.getAsBoolean()) {
            now.addAndGet(INTERVAL_NANOS);
            Thread.onSpinWait();
        }
    }

    private static void untilItWaits(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    private static void untilAnchored(MemoryAnchor anchor, long sequence) {
        while (anchor.only().link().sequence() < sequence) {
            Thread.onSpinWait();
        }
    }

    private static AuditLink link(long sequence) {
        return new AuditLink(CHAIN, sequence, AuditLink.NO_HASH);
    }
}
