package dev.furoshiki.s3.sync;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that is offered to an executor, and done by whoever needs its result where no thread of that has begun it: an executor that is
 * full, or shut down, or whose threads wait for this very work themselves, makes it slower and never stops it. Thread-safe.
 */
final class PooledTask<T> {

    private final Callable<T> work;
    private final CompletableFuture<T> end = new CompletableFuture<>();

    /** Guards what follows; nothing is done under it. */
    private final ReentrantLock state = new ReentrantLock();

    private boolean isBegun;
    private boolean isCancelled;
    /** While a thread of the executor works; null when it is one that needs the result. */
    private @Nullable Thread pooled;

    PooledTask(Callable<T> work) {
        this.work = work;
    }

    /** Lets the executor do it. */
    void offer(Executor executor) {
        try {
            executor.execute(() -> {
                if (begin(Thread.currentThread())) {
                    work();
                }
            });
        } catch (RejectedExecutionException full) {
            // Whoever needs it does it.
        }
    }

    /** Does it on this thread, unless it was begun, or cancelled; whether it did. */
    boolean runHere() {
        boolean isMine = begin(null);
        if (isMine) {
            work();
        }
        return isMine;
    }

    /** Whether somebody does it, or has: then it ends without anybody's help. */
    boolean isBegun() {
        state.lock();
        try {
            return isBegun;
        } finally {
            state.unlock();
        }
    }

    /** Does something when nobody works on it any more: on that thread, or on this one where it is so already. */
    void atEnd(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        CompletableFuture<T> unused = end.whenComplete(action);
    }

    /**
     * Waits for its end.
     *
     * @throws ExecutionException what the work threw, or that it was cancelled before somebody began
     */
    T await() throws InterruptedException, ExecutionException {
        return end.get();
    }

    private boolean begin(@Nullable Thread ofExecutor) {
        state.lock();
        try {
            if (isBegun) {
                return false;
            }
            isBegun = true;
            pooled = ofExecutor;
            return true;
        } finally {
            state.unlock();
        }
    }

    private void work() {
        T result = null;
        Throwable thrown = null;
        try {
            result = work.call();
        } catch (Throwable e) {
            // An error, too, is for whoever needs the result.
            thrown = e;
        }
        leave();
        if (thrown == null) {
            end.complete(result);
        } else {
            end.completeExceptionally(thrown);
        }
    }

    /** The interrupt that cancelled this is nothing to what the executor's thread does next. */
    private void leave() {
        state.lock();
        try {
            if (pooled != null && isCancelled) {
                Thread.interrupted();
            }
            pooled = null;
        } finally {
            state.unlock();
        }
    }

    /** Nobody needs it: it is not begun any more, and a thread of the executor that works on it is interrupted. */
    void cancel() {
        state.lock();
        try {
            isCancelled = true;
            if (pooled != null) {
                pooled.interrupt();
            }
            if (isBegun) {
                return;
            }
            isBegun = true;
        } finally {
            state.unlock();
        }
        end.completeExceptionally(new IllegalStateException("nobody needs it any more"));
    }
}
