package dev.furoshiki.cache;

import dev.furoshiki.key.KmsException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call to the key service that waits or is under way, and who waits for it. Thread-safe. */
final class KeyLoad {

    /** After how many times of what anybody waits a call that was begun is not waited for any more. */
    private static final int PATIENCE = 5;

    private static final int MOST_DOUBLINGS = 30;

    private final Ending ending = new Ending();

    private @Nullable KeyLease lease;
    private long leaseBytes;
    private @Nullable QueuedCall call;
    private final boolean isInBackground;
    private int waiting;
    private boolean begun;
    private boolean abandoned;
    private long begunNanos;

    /** How many loads of the same key before this one have not ended. */
    private int unended;

    private KeyLoad(int waiting) {
        this.waiting = waiting;
        this.isInBackground = waiting == 0;
    }

    /** One whose maker waits for it. */
    static KeyLoad awaited() {
        return new KeyLoad(1);
    }

    /** One that nobody waits for, unless somebody joins. */
    static KeyLoad inBackground() {
        return new KeyLoad(0);
    }

    /** What is to be put into the queue. */
    synchronized QueuedCall queue(Runnable making) {
        QueuedCall queued = QueuedCall.of(making, waiting > 0);
        call = queued;
        return queued;
    }

    /** Whether the call is to be made, now that its turn has come. */
    synchronized boolean begins(boolean wantedInBackground, long nowNanos) {
        begun = wantedInBackground || waiting > 0;
        begunNanos = nowNanos;
        return begun;
    }

    /**
     * Whether its call takes so long that another is to be made. Each may have a thread that never comes back, so each gets twice
     * the time of the one before.
     */
    synchronized boolean isOverdue(Duration timeout, long nowNanos) {
        double patience = (double) timeout.toNanos() * PATIENCE * Math.pow(2, Math.min(unended, MOST_DOUBLINGS));
        return begun && nowNanos - begunNanos > patience;
    }

    /** Takes the place of one that is overdue. */
    void follow(KeyLoad overdue) {
        unended = overdue.unended + 1;
    }

    synchronized boolean isAwaited() {
        return waiting > 0;
    }

    /** Leaves a lease for who began the load, to be had at its end; none when that one has given up. */
    synchronized void leave(SharedKey fetched, long messageBytes) {
        if (!abandoned) {
            lease = fetched.firstLease(messageBytes);
            leaseBytes = messageBytes;
        }
    }

    /** What was left for who began the load; null when it has to look into the cache again. */
    synchronized @Nullable KeyLease taken() {
        KeyLease left = lease;
        lease = null;
        return left;
    }

    /** It ended, and whoever waited looks into the cache again. */
    void end() {
        ending.reach();
    }

    /** It failed, and so it has for whoever waited. */
    void fail(Throwable failure) {
        ending.fail(failure);
    }

    /**
     * Waits for the end of one's own load.
     *
     * @throws KmsException when the call failed, takes longer than that, or the waiting thread was interrupted
     */
    void await(CacheKey key, Deadline deadline) {
        ending.await(deadline, waitedFor(key), true);
    }

    /** Somebody more waits; says what is to be moved up in the queue: the call that nobody waited for. */
    synchronized @Nullable QueuedCall join() {
        waiting++;
        QueuedCall queued = call;
        return queued == null || begun || queued.isAwaited() ? null : queued;
    }

    /** It was moved up. */
    synchronized void moved(QueuedCall queued) {
        call = queued;
    }

    /** Waits for the end of another's load, as above. */
    void awaitJoined(CacheKey key, Deadline deadline) {
        ending.await(deadline, waitedFor(key), false);
    }

    /**
     * Who waited goes; says what is to be withdrawn: the call that was not begun and that nobody waits for now, unless it was in the
     * background at first.
     */
    synchronized @Nullable QueuedCall part() {
        waiting--;
        return waiting == 0 && !begun && !isInBackground ? call : null;
    }

    /** Who began the load goes, or gets nothing of it: what comes is for others. */
    void abandon() {
        KeyLease left;
        long leftBytes;
        synchronized (this) {
            abandoned = true;
            left = lease;
            leftBytes = leaseBytes;
            lease = null;
        }
        if (left != null) {
            left.cancel(leftBytes);
        }
    }

    static String waitedFor(CacheKey key) {
        return "asked for " + key;
    }
}
