package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
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

    private static void untilAnchored(MemoryAnchor anchor, long sequence) {
        while (anchor.only().link().sequence() < sequence) {
            Thread.onSpinWait();
        }
    }

    private static AuditLink link(long sequence) {
        return new AuditLink(CHAIN, sequence, AuditLink.NO_HASH);
    }
}
