package dev.furoshiki.benchmarks.tuning.simulation;

/** What comes from outside, in the order of time. Not thread-safe. */
public interface Arrivals {

    /** In place of an instant: nothing comes any more. */
    long NONE = Long.MAX_VALUE;

    /** When the next one comes, in nanoseconds from the beginning; {@link #NONE} when none does. */
    long nextNanos();

    /** It comes: may wait, on the carrier that it is given. */
    void deliver(Carrier carrier);
}
