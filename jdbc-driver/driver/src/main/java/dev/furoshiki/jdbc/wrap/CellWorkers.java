package dev.furoshiki.jdbc.wrap;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of this process that open cells ahead of those who read them: one for each processor but one, at most
 * {@value #MOST}, started when they are first needed and ended when they are not. Work that no thread is idle for is refused,
 * not queued, since it is faster done by whoever wants it. Thread-safe.
 */
final class CellWorkers {

    private static final int MOST = 4;
    private static final long IDLE_SECONDS = 5;

    private static final int THREADS = Math.min(MOST, Runtime.getRuntime().availableProcessors() - 1);

    /** How long nothing is begun when workers were of little use. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MOST_UNHELPFUL = 4;

    /** Blocks that a worker did not help with, more than those that one did. */
    private static final AtomicInteger UNHELPFUL = new AtomicInteger();

    private static volatile long resumeNanos = System.nanoTime();

    private CellWorkers() {}

    /** Made when it is first used. */
    private static final class Pool {

        private static final ThreadPoolExecutor THREADS_AT_WORK = new ThreadPoolExecutor(
                0, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Pool::thread);

        private static Thread thread(Runnable work) {
            Thread thread = new Thread(null, work, "furoshiki-cells", 0, false);
            thread.setDaemon(true);
            // Not that of whoever reads: an application may be gone before the process is.
            thread.setContextClassLoader(CellWorkers.class.getClassLoader());
            return thread;
        }
    }

    /** Whether there may be a core to spare. */
    static boolean any() {
        return THREADS > 0;
    }

    /** Whether to hand work over may be worth while now. */
    static boolean mayHelp() {
        return any() && System.nanoTime() - resumeNanos >= 0;
    }

    /**
     * To be called at the end of a block. Where workers do again and again much less than their part there is no core to spare,
     * and to hand work over only costs: nothing is begun for a second, and then tried again.
     */
    static void reportBlock(boolean helped) {
        int now = UNHELPFUL.updateAndGet(count -> helped ? Math.max(0, count - 1) : count + 1);
        if (now >= MOST_UNHELPFUL) {
            UNHELPFUL.set(MOST_UNHELPFUL / 2);
            resumeNanos = System.nanoTime() + PAUSE_NANOS;
        }
    }

    /** Has work done at once by another thread, or refuses. */
    static boolean begin(Runnable work) {
        if (!any()) {
            return false;
        }
        try {
            Pool.THREADS_AT_WORK.execute(work);
            return true;
        } catch (RejectedExecutionException allBusy) {
            return false;
        }
    }
}
