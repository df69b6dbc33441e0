package dev.furoshiki.jdbc.wrap;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a worker does for one result set: it opens the block that it is handed, and lingers for a moment in case there is
 * another, since to wake a thread takes as long as to open dozens of cells.
 *
 * <p>Thread-safe: all that the reader and the worker share is one atomic reference, which is a block that was handed over, or
 * says that there is none.
 */
final class BlockOpening implements Runnable {

    private static final long LINGER_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** There is no worker. */
    private static final Object NOBODY = new Object();

    /** There is one, which has taken what there was. */
    private static final Object WORKER = new Object();

    private static final Object CLOSED = new Object();

    private final AtomicReference<Object> handed = new AtomicReference<>(NOBODY);

    /** Whether there is a worker, which may still be on its way, or one could be had now. */
    boolean begin() {
        if (!handed.compareAndSet(NOBODY, WORKER)) {
            return handed.get() != CLOSED;
        }
        return CellWorkers.begin(this) || !handed.compareAndSet(WORKER, NOBODY);
    }

    /**
     * Gives a block to the worker, in the place of one that it has not come to. Where there is no worker after all, nobody opens
     * anything of it ahead.
     */
    void hand(CellBlock block) {
        Object found = handed.get();
        while (found != CLOSED && !handed.compareAndSet(found, block)) {
            found = handed.get();
        }
        if (found == NOBODY && !CellWorkers.begin(this)) {
            handed.compareAndSet(block, NOBODY);
        }
    }

    /** Lets the worker go. */
    void close() {
        handed.set(CLOSED);
    }

    @Override
    public void run() {
        long idleSince = System.nanoTime();
        while (true) {
            Object found = handed.get();
            if (found instanceof CellBlock block) {
                if (handed.compareAndSet(block, WORKER)) {
                    open(block);
                    idleSince = System.nanoTime();
                }
            } else if (found == CLOSED
                    || (System.nanoTime() - idleSince > LINGER_NANOS && handed.compareAndSet(WORKER, NOBODY))) {
                return;
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void open(CellBlock block) {
        boolean finished = false;
        try {
            block.open();
            finished = true;
        } finally {
            if (!finished) {
                // The exception ends this thread.
                handed.compareAndSet(WORKER, NOBODY);
            }
        }
    }
}
