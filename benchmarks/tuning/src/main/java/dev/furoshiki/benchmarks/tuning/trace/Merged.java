package dev.furoshiki.benchmarks.tuning.trace;

import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Several traces at the same time; equal numbers of contexts are the same contexts. Immutable.
 *
 * @param traces one or more
 */
public record Merged(List<Trace> traces) implements Trace {

    public Merged {
        traces = List.copyOf(traces);
        if (traces.isEmpty()) {
            throw new IllegalArgumentException("there is at least one trace");
        }
    }

    /** That of the longest. */
    @Override
    public Duration length() {
        return traces.stream().map(Trace::length).max(Comparator.naturalOrder()).orElseThrow();
    }

    @Override
    public Iterator<KeyUse> iterator() {
        return new Uses();
    }

    private final class Uses implements Iterator<KeyUse> {

        /** Of those at one instant the ones of the trace that was named first come first. */
        private final PriorityQueue<Source> sources =
                new PriorityQueue<>(Comparator.comparingLong((Source source) -> source.next.atNanos())
                        .thenComparingInt(source -> source.place));

        Uses() {
            int place = 0;
            for (Trace trace : traces) {
                Iterator<KeyUse> uses = trace.iterator();
                if (uses.hasNext()) {
                    sources.add(new Source(place, uses));
                }
                place++;
            }
        }

        @Override
        public boolean hasNext() {
            return !sources.isEmpty();
        }

        @Override
        public KeyUse next() {
            Source first = sources.remove();
            KeyUse next = first.next;
            if (first.uses.hasNext()) {
                first.next = first.uses.next();
                sources.add(first);
            }
            return next;
        }
    }

    private static final class Source {

        private final int place;
        private final Iterator<KeyUse> uses;
        private KeyUse next;

        Source(int place, Iterator<KeyUse> uses) {
            this.place = place;
            this.uses = uses;
            this.next = uses.next();
        }
    }
}
