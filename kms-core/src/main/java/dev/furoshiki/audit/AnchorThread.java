package dev.furoshiki.audit;

import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells an anchor of the newest link, on a thread of its own, so that a database is written while the disk is. One thread
 * advances it.
 *
 * <p>Every commit of the anchor costs a database some kilobytes, so under load they are spaced; how far the anchor may be
 * behind is bounded all the same, by {@link #requireRecent}.
 */
final class AnchorThread implements AutoCloseable {

    /** Between two attempts to reach an anchor that is away, however long the interval is. */
    private static final long PAUSE_NANOS = 20_000_000;

    private final AuditAnchor anchor;
    private final long intervalNanos;
    private final Thread thread;
    private final Queue<Mark> unanchored = new ArrayDeque<>();
    private final LongSupplier ticker;
    private final Object changed = new Object();
    // Guarded by the monitor of "changed", under which nothing is called.
    private @Nullable AuditLink wanted;
    private long anchoredSequence;
    private @Nullable RuntimeException failure;
    private boolean ended;

    AnchorThread(AuditAnchor anchor, long intervalNanos) {
        this(anchor, intervalNanos, System::nanoTime);
    }

    /** @param ticker monotonic nanoseconds */
    AnchorThread(AuditAnchor anchor, long intervalNanos, LongSupplier ticker) {
        this.anchor = anchor;
        this.intervalNanos = intervalNanos;
        this.ticker = ticker;
        this.thread = new Thread(this::run, "furoshiki audit anchor");
        thread.setDaemon(true);
    }

    /** Notes durably that lines will follow. */
    void open(AuditLink newest) {
        anchor.opened(newest);
        anchoredSequence = newest.sequence();
        thread.start();
    }

    /** Has the link anchored soon. */
    void advance(AuditLink newest) {
        unanchored.add(new Mark(newest.sequence(), ticker.getAsLong()));
        synchronized (changed) {
            wanted = newest;
            changed.notifyAll();
        }
    }

    /**
     * Waits until the anchor has all that was acknowledged more than two intervals ago, so that it is never further behind;
     * with an interval of 0 until it has all that was acknowledged.
     *
     * @param acknowledging the newest link of what is to be acknowledged next
     * @throws RuntimeException when the anchor cannot be written
     */
    void requireRecent(AuditLink acknowledging) {
        synchronized (changed) {
            // After each wait anew, since others have become too old meanwhile.
            while (failure == null && isBehind(acknowledging.sequence())) {
                await(0);
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Ends the thread when the anchor has all, and notes durably that the chain is closed. */
    void close(AuditLink newest) {
        close();
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
        anchor.closed(newest);
    }

    /** Ends the thread. */
    @Override
    public void close() {
        synchronized (changed) {
            ended = true;
            changed.notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            AuditLink next = next(intervalNanos);
            while (next != null) {
                boolean isAway = !isAnchored(next);
                synchronized (changed) {
                    // Of an anchor that is away, too: nobody waits for it.
                    anchoredSequence = next.sequence();
                    if (isAway && !ended && wanted == null) {
                        wanted = next;
                    }
                    changed.notifyAll();
                }
                // What failed cost no commit, so that it need not be spaced; and the sooner it is there, the fewer are
                // refused.
                next = next(isAway ? PAUSE_NANOS : intervalNanos);
            }
        } catch (RuntimeException | Error failed) {
            synchronized (changed) {
                failure = failed instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException("the anchor of the audit log failed", failed);
                changed.notifyAll();
            }
        }
    }

    private boolean isAnchored(AuditLink link) {
        try {
            anchor.advanced(link);
            return true;
        } catch (DependencyTimeoutException away) {
            return false;
        }
    }

    /** Waits for a link to anchor, and after one was anchored for so long; null when there will be none. */
    private @Nullable AuditLink next(long pauseNanos) {
        long start = ticker.getAsLong();
        synchronized (changed) {
            while (!ended && (wanted == null || left(start, pauseNanos) > 0)) {
                // The time may be over by now: then it is looked at again at once, since 0 would wait for ever.
                await(wanted == null ? 0 : Math.max(1, left(start, pauseNanos)));
            }
            AuditLink next = wanted;
            wanted = null;
            return next;
        }
    }

    private long left(long start, long pauseNanos) {
        return pauseNanos - (ticker.getAsLong() - start);
    }

    /** Whether something before that line was acknowledged too long ago. */
    private boolean isBehind(long acknowledging) {
        while (!unanchored.isEmpty() && unanchored.peek().sequence <= anchoredSequence) {
            unanchored.remove();
        }
        Mark oldest = unanchored.peek();
        return oldest != null
                && oldest.sequence < acknowledging
                && ticker.getAsLong() - oldest.nanos >= 2 * intervalNanos;
    }

    /** Nobody interrupts the two threads that wait here, which are the log's own. */
    @SuppressWarnings("WaitNotInLoop") // both who call it look again
    private void await(long nanos) {
        try {
            changed.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
        } catch (InterruptedException nobodyDoesThat) {
            throw new IllegalStateException("a thread of the audit log was interrupted", nobodyDoesThat);
        }
    }

    private record Mark(long sequence, long nanos) {}
}
