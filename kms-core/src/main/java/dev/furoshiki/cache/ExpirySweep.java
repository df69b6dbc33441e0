package dev.furoshiki.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Zeroes expired keys though nobody asks for anything any more. One timer at a time, none while nothing is kept; thread-safe.
 *
 * <p>That an expired key is not handed out does not rest on it.
 */
final class ExpirySweep {

    private final LongSupplier dropExpired;
    private final AtomicBoolean waiting = new AtomicBoolean();

    /** @param dropExpired does it, and says after how many nanoseconds the next expires; {@link Long#MAX_VALUE} for none */
    ExpirySweep(LongSupplier dropExpired) {
        this.dropExpired = dropExpired;
    }

    /** Sweeps after so many nanoseconds, unless a sweep is waiting, which then will see to the rest. */
    void in(long nanos) {
        if (waiting.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(this::run);
        }
    }

    private void run() {
        long nextNanos = dropExpired.getAsLong();
        if (nextNanos != Long.MAX_VALUE) {
            // Still waiting: what came in meanwhile expires later, and must not put this off.
            CompletableFuture.delayedExecutor(nextNanos, TimeUnit.NANOSECONDS).execute(this::run);
            return;
        }
        waiting.set(false);
        // What came in between the two asked in vain.
        long missedNanos = dropExpired.getAsLong();
        if (missedNanos != Long.MAX_VALUE) {
            in(missedNanos);
        }
    }
}
