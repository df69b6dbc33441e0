package dev.furoshiki.jdbc.wrap;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of this process that open cells ahead of those who read them: one for each processor but one, at most
 * {@value #MOST}, started when they are first needed and ended when they are not. Work that no thread is idle for is refused,
 * not queued, since it is faster done by whoever wants it. Thread-safe.
 */
final class CellWorkers {

    private static final int MOST = 4;
    private static final long IDLE_SECONDS = 5;

    private static final int THREADS = Math.min(MOST, Runtime.getRuntime().availableProcessors() - 1);

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
