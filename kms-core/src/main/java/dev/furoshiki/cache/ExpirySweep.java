package dev.furoshiki.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Zeroes expired keys though nobody asks for anything any more. One timer at a time, none while nothing is kept; thread-safe.
 *
 * <p>That an expired key is not handed out does not rest on it, so it leaves time between sweeps: a twentieth of one processor
 * at most is spent on them.
 */
final class ExpirySweep implements AutoCloseable {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_PER_SWEEP = 19;

    /** After what time it is tried again when no thread can be had. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier dropExpired;
    private final LongFunction<CompletableFuture<Boolean>> timers;
    private final AtomicBoolean waiting = new AtomicBoolean();

    private final Executor thread;
    private final LongSupplier nanoTime;

    private volatile @Nullable CompletableFuture<Boolean> timer;
    private volatile boolean closed;

    /** @param dropExpired does it, and says after how many nanoseconds the next expires; {@link Long#MAX_VALUE} for none */
    ExpirySweep(LongSupplier dropExpired) {
        this(dropExpired, ProcessRuntime.SYSTEM);
    }

    /** The same on other time and another thread. */
    ExpirySweep(LongSupplier dropExpired, CacheRuntime runtime) {
        this(dropExpired, runtime::timer, runtime.sweeper(), runtime::nanoTime);
    }

    /** @param timers each is completed after so many nanoseconds, with true */
    ExpirySweep(LongSupplier dropExpired, LongFunction<CompletableFuture<Boolean>> timers, ThreadFactory threads) {
        this(dropExpired, timers, ProcessRuntime.oneOf(threads), System::nanoTime);
    }

    private ExpirySweep(
            LongSupplier dropExpired,
            LongFunction<CompletableFuture<Boolean>> timers,
            Executor thread,
            LongSupplier nanoTime) {
        this.dropExpired = dropExpired;
        this.timers = timers;
        this.thread = thread;
        this.nanoTime = nanoTime;
    }

    /** Sweeps after so many nanoseconds, unless a sweep is waiting, which then will see to the rest. */
    void in(long nanos) {
        if (!closed && waiting.compareAndSet(false, true)) {
            runIn(nanos);
        }
    }

    /** No sweep begins any more, and no timer holds on to what would be swept. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<Boolean> set = timer;
        if (set != null) {
            set.complete(false);
        }
    }

    /** When to sweep again after a sweep that took so long, where the next key expires after so long. */
    static long pauseNanos(long nextNanos, long tookNanos) {
        long leastNanos = Math.max(SHORTEST_PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, PAUSE_PER_SWEEP * tookNanos));
        return Math.max(nextNanos, leastNanos);
    }

    private void runIn(long nanos) {
        boolean isSet = false;
        try {
            CompletableFuture<Boolean> next = timers.apply(nanos);
            timer = next;
            if (closed) {
                next.complete(false);
            }
            CompletableFuture<Void> unused = next.thenAccept(isDue -> {
                if (isDue) {
                    handOver();
                }
            });
            isSet = true;
        } finally {
            if (!isSet) {
                // By the next who asks.
                waiting.set(false);
            }
        }
    }

    /** From the JDK's timer, to which nobody listens. */
    private void handOver() {
        try {
            thread.execute(this::run);
        } catch (Throwable noThread) {
            runIn(RETRY_NANOS);
        }
    }

    private void run() {
        long begunNanos = nanoTime.getAsLong();
        long nextNanos = 0; // soon again, where it fails
        try {
            nextNanos = dropExpired.getAsLong();
        } finally {
            if (nextNanos != Long.MAX_VALUE && !closed) {
                // Still waiting: what came in meanwhile expires later, and must not put this off.
                runIn(pauseNanos(nextNanos, nanoTime.getAsLong() - begunNanos));
            }
        }
        if (nextNanos == Long.MAX_VALUE) {
            stop();
        }
    }

    private void stop() {
        waiting.set(false);
        // What came in between the two asked in vain.
        long missedNanos = dropExpired.getAsLong();
        if (missedNanos != Long.MAX_VALUE) {
            in(pauseNanos(missedNanos, 0));
        }
    }
}
