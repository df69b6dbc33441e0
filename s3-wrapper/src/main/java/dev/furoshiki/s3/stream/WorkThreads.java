package dev.furoshiki.s3.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a client that was given none: more than processors, since some wait for a key service. They end when there is
 * nothing to do. Thread-safe.
 */
public final class WorkThreads implements Executor, AutoCloseable {

    private static final int LEAST_THREADS = 8;
    private static final int THREADS_FOR_A_PROCESSOR = 2;
    private static final long IDLE_SECONDS = 5;

    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    public WorkThreads() {
        this(LEAST_THREADS);
    }

    /** @param least how many there may be at once, however few processors there are */
    public WorkThreads(int least) {
        int processors = Runtime.getRuntime().availableProcessors();
        int most = Math.max(Math.max(least, LEAST_THREADS), THREADS_FOR_A_PROCESSOR * processors);
        this.threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    /** One more thread, while something is scheduled. */
    public static ScheduledThreadPoolExecutor scheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "furoshiki-s3-waiting");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        scheduler.allowCoreThreadTimeOut(true);
        return scheduler;
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "furoshiki-s3-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    /** What was begun goes on; nothing more is taken. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
