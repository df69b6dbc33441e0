package dev.furoshiki.s3.sync;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that is offered to an executor, and done by whoever needs its result where no thread of that has begun it: an executor that is
 * full, or shut down, or whose threads wait for this very work themselves, makes it slower and never stops it. Thread-safe.
 */
final class PooledTask<T> {

    private final CompletableFuture<T> end = new CompletableFuture<>();
    private volatile @Nullable Thread offering;

    /** Guards what follows; nothing is done under it. */
    private final ReentrantLock state = new ReentrantLock();

    /** Null from its beginning on: an executor that is late keeps this task for long, but not the buffers that it is about. */
    private @Nullable Callable<T> work;

    private boolean isWithdrawn;
    private boolean isCancelled;
    /** While a thread of the executor works; null when it is one that needs the result. */
    private @Nullable Thread pooled;

    PooledTask(Callable<T> work) {
        this.work = work;
    }

    /** Lets the executor do it, on another thread than this one: whoever offers has something to do first. */
    void offer(Executor executor) {
        offering = Thread.currentThread();
        try {
            executor.execute(this::runElsewhere);
        } catch (RuntimeException | Error e) {
            // It is full, or closed, or gets no thread of the system: nothing of the work comes out here, and whoever
            // needs it does it.
        } finally {
            offering = null;
        }
    }

    private void runElsewhere() {
        Thread here = Thread.currentThread();
        if (!here.equals(offering)) {
            run(here);
        }
    }

    /** Takes the offer back: what the executor has not begun is left to whoever needs it. */
    void withdraw() {
        state.lock();
        try {
            isWithdrawn = true;
        } finally {
            state.unlock();
        }
    }

    /** Does it on this thread, unless it was begun, or cancelled; whether it did. */
    boolean runHere() {
        return run(null);
    }

    private boolean run(@Nullable Thread ofExecutor) {
        Callable<T> mine = begin(ofExecutor);
        if (mine != null) {
            work(mine);
        }
        return mine != null;
    }

    /** Whether somebody does it, or has: then it ends without anybody's help. */
    boolean isBegun() {
        state.lock();
        try {
            return work == null;
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

    /** The work, for the one who does it; null for everybody else. */
    private @Nullable Callable<T> begin(@Nullable Thread ofExecutor) {
        state.lock();
        try {
            Callable<T> begun = ofExecutor != null && isWithdrawn ? null : work;
            if (begun != null) {
                work = null;
                pooled = ofExecutor;
            }
            return begun;
        } finally {
            state.unlock();
        }
    }

    private void work(Callable<T> mine) {
        T result = null;
        Throwable thrown = null;
        try {
            result = mine.call();
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
            if (work == null) {
                return;
            }
            work = null;
        } finally {
            state.unlock();
        }
        end.completeExceptionally(new IllegalStateException("nobody needs it any more"));
    }
}
