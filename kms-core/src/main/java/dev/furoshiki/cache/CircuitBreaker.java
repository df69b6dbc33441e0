package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a key service alone for a while when several calls in a row failed because of it; then one call tries again, and
 * another, where that one does not end. Thread-safe.
 */
final class CircuitBreaker {

    private static final int MOST_DOUBLINGS = 30;
    private static final Duration MOST_TRIAL = Duration.ofDays(365);

    private final String provider;
    private final CallPolicy policy;
    private final Ticker ticker;
    private final CacheRuntime runtime;

    private int failures;
    private int openings;
    private long openUntilNanos;
    private boolean trying;

    /** How many calls that were to try the service again, one after the other, have not ended in time. */
    private int silentTrials;

    private long tryingUntilNanos;
    private @Nullable Throwable last;

    CircuitBreaker(String provider, CallPolicy policy, CacheRuntime runtime) {
        this.provider = provider;
        this.policy = policy;
        this.ticker = runtime.ticker();
        this.runtime = runtime;
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
        long nowNanos = ticker.read();
        long leftNanos = (trying ? tryingUntilNanos : openUntilNanos) - nowNanos;
        if (leftNanos > 0) {
            throw open(leftNanos);
        }
        if (trying) {
            // What becomes of it says nothing any more, unless it is answered after all.
            openings++;
            silentTrials++;
        }
        trying = true;
        tryingUntilNanos = nowNanos + trialNanos();
        return openings;
    }

    /** The service answered, be it with a refusal. */
    synchronized void answered() {
        failures = 0;
        trying = false;
        silentTrials = 0;
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
        silentTrials = 0;
        last = failure;
        failures++;
        int over = failures - policy.failuresUntilOpen();
        if (over >= 0) {
            openings++;
            openUntilNanos = ticker.read() + policy.pauseNanos(over, runtime.random());
        }
    }

    /**
     * How long a call that tries the service again has: as long as anybody waits for one, and no shorter than the pause before it.
     * Each may take a thread that never comes back, so each gets twice the time of the one before.
     */
    private long trialNanos() {
        double longest = (double) MOST_TRIAL.toNanos();
        long pauseNanos = policy.pauseNanos(failures - policy.failuresUntilOpen(), runtime.random());
        double least = (double) Math.max(policy.timeout().toNanos(), pauseNanos);
        return (long) Math.min(longest, least * Math.pow(2, Math.min(silentTrials, MOST_DOUBLINGS)));
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
