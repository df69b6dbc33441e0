package dev.furoshiki.benchmarks.tuning.trace;

import java.time.Duration;

/** How much of the highest rate there is when. Immutable. */
public interface Rate {

    /** Always the highest. */
    Rate CONSTANT = nanos -> 1;

    /** 0 to 1. */
    double at(long nanos);

    /**
     * Up and down with a period, from the least at the beginning to the highest in the middle of it.
     *
     * @param least how much is left at night, 0 to 1
     */
    static Rate daily(Duration day, double least) {
        if (!(least >= 0 && least <= 1) || day.isZero() || day.isNegative()) {
            throw new IllegalArgumentException(
                    "a day is longer than 0, and its least rate is 0 to 1: " + day + ", " + least);
        }
        double radiansPerNano = 2 * Math.PI / day.toNanos();
        return nanos -> least + (1 - least) * (1 - Math.cos(nanos * radiansPerNano)) / 2;
    }
}
