package dev.furoshiki.benchmarks.tuning.service;

import java.time.Duration;

/**
 * A time in which the key service does not answer. Immutable.
 *
 * @param from from the beginning of the trace
 * @param until from the beginning of the trace, later
 * @param failsAfter how long an attempt takes to fail: at once where connections are refused, as long as the client waits where
 *     nothing comes back
 */
public record Outage(Duration from, Duration until, Duration failsAfter) {

    public Outage {
        if (from.isNegative() || from.compareTo(until) >= 0 || failsAfter.isNegative()) {
            throw new IllegalArgumentException("an outage begins, then ends, and fails after 0 or more: " + from + ", "
                    + until + ", " + failsAfter);
        }
    }

    boolean isAt(long nanos) {
        return from.toNanos() <= nanos && nanos < until.toNanos();
    }
}
