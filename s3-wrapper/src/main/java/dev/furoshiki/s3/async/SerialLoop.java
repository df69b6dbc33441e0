package dev.furoshiki.s3.async;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one piece of work again whenever something has happened, never twice at once, always on the executor. What the work reads and
 * writes needs no lock. Thread-safe.
 */
final class SerialLoop {

    private final Executor executor;
    private final Runnable work;
    private final AtomicInteger signals = new AtomicInteger();

    /** @param work throws nothing */
    SerialLoop(Executor executor, Runnable work) {
        this.executor = executor;
        this.work = work;
    }

    /** The work runs once more, beginning after this. */
    void signal() {
        if (signals.getAndIncrement() > 0) {
            return;
        }
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException closed) {
            // The client was closed: what remains is to tell everybody, which the work does as well here.
            run();
        }
    }

    private void run() {
        int seen = signals.get();
        do {
            work.run();
            seen = signals.addAndGet(-seen);
        } while (seen > 0);
    }
}
