package dev.furoshiki.embedded;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one thread that touches a store's database: so changes follow each other without a lock, and a caller that is
 * interrupted does not make H2 close its file. Thread-safe.
 */
final class StoreThread implements AutoCloseable {

    private final ExecutorService thread;

    StoreThread() {
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread created = new Thread(work, "furoshiki key store");
            created.setDaemon(true);
            return created;
        });
    }

    /** Runs the work there and waits for it through interrupts, which stay pending. Throws what the work throws. */
    <T> T run(Callable<T> work) {
        try {
            return start(work).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    /** Likewise, without waiting. */
    <T> CompletableFuture<T> start(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            thread.execute(() -> complete(done, work));
        } catch (RejectedExecutionException ended) {
            throw new IllegalStateException("the key store was closed: open it again", ended);
        }
        return done;
    }

    /** Takes no more work; what was taken is still done. */
    @Override
    public void close() {
        thread.shutdown();
    }

    private static <T> void complete(CompletableFuture<T> done, Callable<T> work) {
        try {
            done.complete(work.call());
        } catch (Throwable failed) {
            done.completeExceptionally(failed);
        }
    }
}
