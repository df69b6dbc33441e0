package dev.furoshiki.s3.stream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many buffers beyond its first a body may have, all bodies of a client together. The first is not counted, so that no body ever
 * waits for another. Thread-safe.
 */
public final class BufferBudget {

    private final AtomicInteger left;

    public BufferBudget(int buffers) {
        this.left = new AtomicInteger(buffers);
    }

    /** Takes one where there is one; it is to be given back. */
    public boolean tryTake() {
        return left.getAndUpdate(buffers -> buffers > 0 ? buffers - 1 : 0) > 0;
    }

    public void give() {
        left.incrementAndGet();
    }

    /** How many are left. */
    public int left() {
        return left.get();
    }
}
