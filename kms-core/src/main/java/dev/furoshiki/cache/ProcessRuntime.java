package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The JVM's own time, chance and threads; the latter end when there is nothing to do. Thread-safe. */
final class ProcessRuntime implements CacheRuntime {

    /** With the system's time for everything. */
    static final ProcessRuntime SYSTEM = new ProcessRuntime(Ticker.systemTicker());

    private static final long IDLE_SECONDS = 5;

    private final Ticker ticker;
    private final ThreadFactory callThreads;

    /** @param ticker monotonic nanoseconds, by which keys age */
    ProcessRuntime(Ticker ticker) {
        this(ticker, work -> CacheThreads.daemon(work, "furoshiki key service call"));
    }

    ProcessRuntime(Ticker ticker, ThreadFactory callThreads) {
        this.ticker = ticker;
        this.callThreads = callThreads;
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public Callers callers(int most, BlockingQueue<Runnable> waiting) {
        return new Pool(most, waiting, callThreads);
    }

    /** Not the common pool: where it has one thread, delayed work gets a new thread each time. */
    @Override
    public Executor sweeper() {
        return oneOf(work -> CacheThreads.daemon(work, "furoshiki key expiry"));
    }

    static Executor oneOf(ThreadFactory threads) {
        return new Pool(1, new LinkedBlockingQueue<>(), threads);
    }

    @Override
    public CompletableFuture<Boolean> timer(long nanos) {
        return new CompletableFuture<Boolean>().completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void await(CompletableFuture<?> ending, long nanos)
            throws ExecutionException, TimeoutException, InterruptedException {
        ending.get(nanos, TimeUnit.NANOSECONDS);
    }

    private static final class Pool extends ThreadPoolExecutor implements Callers {

        Pool(int most, BlockingQueue<Runnable> waiting, ThreadFactory threads) {
            super(most, most, IDLE_SECONDS, TimeUnit.SECONDS, waiting, threads);
            allowCoreThreadTimeOut(true);
        }
    }
}
