package dev.furoshiki.cache;

import java.util.concurrent.atomic.AtomicLong;

/** A call that waits for a thread. First come those that somebody waits for, then as they were made. Immutable. */
final class QueuedCall implements Runnable, Comparable<QueuedCall> {

    private static final AtomicLong MADE = new AtomicLong();

    private final Runnable call;
    private final boolean isAwaited;
    private final long number;

    private QueuedCall(Runnable call, boolean isAwaited, long number) {
        this.call = call;
        this.isAwaited = isAwaited;
        this.number = number;
    }

    /** @param isAwaited whether somebody waits for its end */
    static QueuedCall of(Runnable call, boolean isAwaited) {
        return new QueuedCall(call, isAwaited, MADE.getAndIncrement());
    }

    /** The same, now that somebody waits for it. */
    QueuedCall awaited() {
        return new QueuedCall(call, true, number);
    }

    boolean isAwaited() {
        return isAwaited;
    }

    @Override
    public void run() {
        call.run();
    }

    @Override
    public int compareTo(QueuedCall other) {
        return isAwaited == other.isAwaited ? Long.compare(number, other.number) : isAwaited ? -1 : 1;
    }
}
