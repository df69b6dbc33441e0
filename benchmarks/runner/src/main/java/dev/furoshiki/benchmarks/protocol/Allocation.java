package dev.furoshiki.benchmarks.protocol;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How many bytes threads have allocated so far. */
public final class Allocation {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** By the thread that asks. */
    public static long ofThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** By a thread that lives; what one that ended had allocated nobody knows. */
    public static long of(Thread thread) {
        return Math.max(0, THREADS.getThreadAllocatedBytes(thread.getId()));
    }
}
