package dev.furoshiki.benchmarks.tuning.trace;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** Uses of data keys in the order of time. Each iteration gives the same ones: a trace is replayed for each configuration. */
public interface Trace extends Iterable<KeyUse> {

    /** For how long the uses were recorded: what is counted in them is so much for that time. */
    Duration length();

    /** Those of a list, in the order of time. */
    static Trace of(Duration length, List<KeyUse> uses) {
        List<KeyUse> kept = List.copyOf(uses);
        return of(length, () -> kept.iterator());
    }

    /**
     * Those that are made anew for each iteration.
     *
     * @param uses the same ones each time, in the order of time
     */
    static Trace of(Duration length, Iterable<KeyUse> uses) {
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("a trace takes longer than " + length);
        }
        return new Trace() {
            @Override
            public Duration length() {
                return length;
            }

            @Override
            public Iterator<KeyUse> iterator() {
                return uses.iterator();
            }
        };
    }
}
