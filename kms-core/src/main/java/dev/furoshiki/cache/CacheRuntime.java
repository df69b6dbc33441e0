package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/**
 * What a cache has from the process that it runs in: time, chance, threads, and how to wait. An application's is the JVM's own; a
 * simulation brings another, on which the same cache runs through hours in seconds (docs/adr/0028). Thread-safe.
 */
public interface CacheRuntime {

    /** Monotonic nanoseconds, by which keys age. */
    Ticker ticker();

    /** Monotonic nanoseconds, by which waits and calls are timed. */
    long nanoTime();

    /** At random, from 0 to less than 1. */
    double random();

    /**
     * Threads for calls of a key service.
     *
     * @param most how many calls are made at once
     * @param waiting where further ones wait, and in which order
     */
    Callers callers(int most, BlockingQueue<Runnable> waiting);

    /** The one thread that looks for what has expired. */
    Executor sweeper();

    /** Is completed with true after so many nanoseconds. */
    CompletableFuture<Boolean> timer(long nanos);

    /**
     * Has the calling thread wait until something has ended.
     *
     * @param nanos for how long at most
     * @throws ExecutionException when it ended with an exception
     * @throws TimeoutException when it had not ended then
     * @throws InterruptedException when the thread was interrupted
     */
    void await(CompletableFuture<?> ending, long nanos)
            throws ExecutionException, TimeoutException, InterruptedException;

    /** Threads of a bounded number. */
    interface Callers extends Executor {

        /** Takes back what waits for a thread; false when it was begun. */
        boolean remove(Runnable call);

        /** Takes nothing more; what waits is still done. */
        void shutdown();
    }
}
