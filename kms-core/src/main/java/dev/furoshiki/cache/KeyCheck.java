package dev.furoshiki.cache;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one key of a key service was last found to be, whether the service is being asked about it, and when it is to be asked again.
 * Thread-safe; in the ticker's nanoseconds.
 */
final class KeyCheck {

    private static final int MOST_DOUBLINGS = 30;

    private final long intervalNanos;
    private final CallPolicy calls;
    private final DoubleSupplier random;

    // Guarded by this.
    private @Nullable Ending pending;
    private long begunNanos;

    /** How many checks before the pending one have not ended. */
    private int unended;

    private boolean isAnswered;
    private long answeredNanos;
    private int failures;
    private long retryAtNanos;
    private boolean isDenied;
    private long deniedNanos;
    private boolean isTold;

    /** @param random from 0 to less than 1 */
    KeyCheck(long intervalNanos, CallPolicy calls, DoubleSupplier random) {
        this.intervalNanos = intervalNanos;
        this.calls = calls;
        this.random = random;
    }

    /** The check that is under way; one's own when there was none and it is time for one; null when it is not. */
    synchronized @Nullable Ending join(Ending own, long nowNanos) {
        boolean isOverdue = nowNanos - begunNanos >= patienceNanos();
        if (pending == null ? !isDue(nowNanos) : !isOverdue) {
            return pending;
        }
        unended = pending == null ? 0 : unended + 1;
        pending = own;
        begunNanos = nowNanos;
        return own;
    }

    /** When to look again, be it to see what became of the check that is under way. */
    synchronized long nextLookNanos(long nowNanos) {
        if (pending != null) {
            long soonNanos = nowNanos + calls.shortestPause().toNanos();
            long overdueNanos = begunNanos + patienceNanos();
            return overdueNanos - nowNanos > 0 && overdueNanos - soonNanos < 0 ? overdueNanos : soonNanos;
        }
        return failures > 0 ? retryAtNanos : answeredNanos + intervalNanos;
    }

    /** The service answered, be it with a refusal. */
    synchronized void answered(Ending own) {
        if (pending == own) {
            pending = null;
            failures = 0;
            isAnswered = true;
            answeredNanos = begunNanos;
        }
    }

    /** The service allowed it. */
    synchronized void allowed(Ending own) {
        isDenied = false;
        answered(own);
    }

    /** The service did not answer. */
    synchronized void unanswered(Ending own) {
        if (pending == own) {
            pending = null;
            retryAtNanos = begunNanos + Math.max(1, calls.pauseNanos(failures, random.getAsDouble()));
            failures++;
        }
    }

    /**
     * Whether a refusal means that what was sealed under the key is not to be used any more. Who may make data keys and not open them
     * is denied each check: a key to encrypt with that was given after such a denial is not dropped for the next.
     *
     * @param bornNanos when the data key in question was asked for
     */
    synchronized boolean isRevoked(KmsException refusal, boolean isForEncryption, long bornNanos) {
        if (!(refusal instanceof AccessDeniedException)) {
            return true;
        }
        if (isForEncryption && isDenied && bornNanos - deniedNanos >= 0) {
            return false;
        }
        isDenied = true;
        deniedNanos = begunNanos;
        return true;
    }

    /** Whether the caller is the first who is to say that checks of this key say nothing. */
    synchronized boolean claimsToTell() {
        boolean isFirst = !isTold;
        isTold = true;
        return isFirst;
    }

    private boolean isDue(long nowNanos) {
        if (failures > 0) {
            return nowNanos - retryAtNanos >= 0;
        }
        return !isAnswered || nowNanos - answeredNanos >= intervalNanos;
    }

    /** After what time one that does not end is followed by another: each may have a thread that never comes back. */
    private long patienceNanos() {
        double least = (double) Math.max(intervalNanos, calls.timeout().toNanos());
        return (long) Math.min((double) Long.MAX_VALUE / 4, least * Math.pow(2, Math.min(unended, MOST_DOUBLINGS)));
    }
}
