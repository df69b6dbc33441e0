package dev.furoshiki.s3.async;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs one piece of work again whenever something has happened, never twice at once, on the executor. What the work reads and
 * writes needs no lock. Thread-safe.
 */
final class SerialLoop {

    private final Executor executor;
    private final Runnable work;
    private final Consumer<RejectedExecutionException> rejected;
    private final AtomicInteger signals = new AtomicInteger();

    /**
     * @param work what it throws goes to the executor, and ends no later run
     * @param rejected in place of the work where the executor takes none, on the thread that signals: gives back what is held, and
     *     does nothing that takes long
     */
    SerialLoop(Executor executor, Runnable work, Consumer<RejectedExecutionException> rejected) {
        this.executor = executor;
        this.work = work;
        this.rejected = rejected;
    }

    /** The work runs once more, beginning after this. */
    void signal() {
        if (signals.getAndIncrement() > 0) {
            return;
        }
        try {
            executor.execute(() -> run(work));
        } catch (RejectedExecutionException e) {
            run(() -> rejected.accept(e));
        }
    }

    private void run(Runnable turn) {
        Throwable thrown = null;
        int seen = signals.get();
        do {
            try {
                turn.run();
            } catch (RuntimeException | Error e) {
                thrown = e;
            }
            seen = signals.addAndGet(-seen);
        } while (seen > 0);
        if (thrown instanceof Error error) {
            throw error;
        } else if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
