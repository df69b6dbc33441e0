package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Until when one data key is handed out, and when it is to be seen to before that. Alone to decide either; thread-safe. In the
 * ticker's nanoseconds.
 */
final class ServingTime {

    private final Ticker ticker;
    private final long expiresAtNanos;
    private final long graceNanos;

    /** For how long grace is given before the key service is asked again. */
    private final long stepNanos;

    private volatile long servedUntilNanos;

    // The rest is guarded by this.
    private @Nullable Upkeep upkeep;

    private LongConsumer quietUntil = untold -> {};

    /** Past maxAge: when the key service is to be asked whether it is there again. */
    private long askAgainAtNanos;

    /**
     * @param expiresAtNanos from when on it is too old
     * @param grace for how long it may be handed out past that, in the key service's absence
     * @param step for how long of it at a time
     */
    ServingTime(Ticker ticker, long expiresAtNanos, Duration grace, Duration step) {
        this.ticker = ticker;
        this.expiresAtNanos = expiresAtNanos;
        this.graceNanos = grace.toNanos();
        this.stepNanos = step.toNanos();
        this.servedUntilNanos = expiresAtNanos;
    }

    /**
     * @param listener told now, and at each change, until when there is nothing to think of: the key is not too old, nor to be
     *     seen to
     */
    synchronized void tellQuietUntil(LongConsumer listener) {
        quietUntil = listener;
        listener.accept(quietUntilNanos());
    }

    /** Whether it is handed out. */
    boolean isServed(long nowNanos) {
        return nowNanos - servedUntilNanos < 0;
    }

    boolean isServedNow() {
        return isServed(ticker.read());
    }

    boolean isPastMaxAge(long nowNanos) {
        return nowNanos - expiresAtNanos >= 0;
    }

    boolean isYoungerThan(ServingTime other) {
        return expiresAtNanos - other.expiresAtNanos > 0;
    }

    long leftUntilMaxAgeNanos(long nowNanos) {
        return expiresAtNanos - nowNanos;
    }

    /** How long until nothing can have it handed out any more; 0 or less when that is over. */
    long leftNanos(long nowNanos) {
        return expiresAtNanos - nowNanos + graceNanos;
    }

    /**
     * The key service cannot be reached: past maxAge the key is handed out a step longer, then the service has to be asked
     * again. Says whether it is handed out now.
     */
    synchronized boolean serveOn(long nowNanos) {
        if (isPastMaxAge(nowNanos)) {
            long leftNanos = Math.min(stepNanos, leftNanos(nowNanos));
            servedUntilNanos = nowNanos + leftNanos;
            askAgainAtNanos = nowNanos + leftNanos / 2;
        }
        return isServed(nowNanos);
    }

    /** Whether the caller, and nobody else in this step of grace, is to ask the key service whether it is there again. */
    synchronized boolean claimsToAskAgain(long nowNanos) {
        if (!isPastMaxAge(nowNanos) || nowNanos - askAgainAtNanos < 0) {
            return false;
        }
        askAgainAtNanos = servedUntilNanos;
        return true;
    }

    /** What is to be done for it, when the time has come: then by the caller alone, who plans again. */
    synchronized @Nullable Upkeep claimUpkeep(long nowNanos) {
        Upkeep planned = upkeep;
        if (planned == null || planned.isEmpty() || nowNanos - planned.nextNanos() < 0) {
            return null;
        }
        upkeep = null;
        quietUntil.accept(quietUntilNanos());
        return planned;
    }

    /** How long ago the key service was to be asked about it, where nobody does yet; less than 0 for not. */
    synchronized long checkOverdueNanos(long nowNanos) {
        Upkeep planned = upkeep;
        return planned == null ? -1 : planned.checkOverdueNanos(nowNanos);
    }

    synchronized void plan(Upkeep next) {
        upkeep = next;
        quietUntil.accept(quietUntilNanos());
    }

    private long quietUntilNanos() {
        Upkeep planned = upkeep;
        if (planned == null || planned.isEmpty()) {
            return expiresAtNanos;
        }
        long nextNanos = planned.nextNanos();
        return nextNanos - expiresAtNanos < 0 ? nextNanos : expiresAtNanos;
    }
}
