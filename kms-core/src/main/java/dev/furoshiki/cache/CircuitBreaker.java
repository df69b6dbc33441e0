package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a key service alone for a while when several calls in a row failed because of it; then one call tries again.
 * Thread-safe.
 */
final class CircuitBreaker {

    private static final int MOST_DOUBLINGS = 30;

    private final String provider;
    private final CallPolicy policy;
    private final Ticker ticker;

    private int failures;
    private int openings;
    private long openUntilNanos;
    private boolean trying;
    private @Nullable Throwable last;

    CircuitBreaker(String provider, CallPolicy policy, Ticker ticker) {
        this.provider = provider;
        this.policy = policy;
        this.ticker = ticker;
    }

    /**
     * Asks before a call; each call that is let through is followed by one of the two below.
     *
     * @return how often the service was left alone before, for {@link #failed}
     * @throws DependencyTimeoutException while the service is left alone
     */
    synchronized int requireClosed() {
        if (failures < policy.failuresUntilOpen()) {
            return openings;
        }
        long leftNanos = openUntilNanos - ticker.read();
        if (leftNanos > 0 || trying) {
            throw open(leftNanos);
        }
        trying = true;
        return openings;
    }

    /** The service answered, be it with a refusal. */
    synchronized void answered() {
        failures = 0;
        trying = false;
        last = null;
    }

    /**
     * The service could not be reached, or failed. Of calls that were under way together the failures say the same, so those
     * that come after one of them opened this say nothing more.
     */
    synchronized void failed(int openingsBefore, Throwable failure) {
        if (openingsBefore != openings) {
            return;
        }
        trying = false;
        last = failure;
        failures++;
        int over = failures - policy.failuresUntilOpen();
        if (over >= 0) {
            openings++;
            openUntilNanos = ticker.read() + pauseNanos(over);
        }
    }

    private long pauseNanos(int doublings) {
        double longest = (double) policy.longestPause().toNanos();
        double pause = Math.min(
                longest, (double) policy.shortestPause().toNanos() * Math.pow(2, Math.min(doublings, MOST_DOUBLINGS)));
        // Half of it at random, so that the processes of a fleet do not come back at once.
        return (long) (pause * (0.5 + ThreadLocalRandom.current().nextDouble() / 2));
    }

    private DependencyTimeoutException open(long leftNanos) {
        Throwable cause = last;
        return new DependencyTimeoutException(
                "the key service '" + provider + "' failed " + failures + " times in a row (last with "
                        + nameOf(cause) + ") and is asked again in "
                        + Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos))
                        + " ms: correct the cause, or try again then",
                cause);
    }

    private static String nameOf(@Nullable Throwable failure) {
        if (failure == null) {
            return "nothing";
        }
        return failure instanceof KmsException known
                ? known.errorCode()
                : failure.getClass().getSimpleName();
    }
}
