package dev.furoshiki.embedded;

import java.time.Duration;

/**
 * A moment by two clocks: a machine that sleeps stops the first, and somebody can set the second back.
 *
 * @param nanos of the monotonic clock
 */
record Moment(long nanos, long wallMillis) {

    static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }

    /** Whether less than that has passed by both. */
    boolean isWithin(Duration longest) {
        return System.nanoTime() - nanos < longest.toNanos()
                && System.currentTimeMillis() - wallMillis < longest.toMillis();
    }
}
