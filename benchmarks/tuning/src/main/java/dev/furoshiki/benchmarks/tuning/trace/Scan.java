package dev.furoshiki.benchmarks.tuning.trace;

import java.time.Duration;
import java.util.Iterator;
import java.util.stream.LongStream;

/**
 * Something that reads everything once: a backup, a migration, a report. Each item lies under a data key of its own. Immutable.
 *
 * @param length of the trace in which it happens
 * @param from when it begins
 * @param contexts how many contexts the items are in, one after the other
 * @param items how many are read
 * @param perSecond how fast
 * @param messageBytes how long each is
 */
public record Scan(Duration length, Duration from, int contexts, long items, double perSecond, long messageBytes)
        implements Trace {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Beyond the items of other traces. */
    private static final long FIRST_ITEM = 1L << 60;

    public Scan {
        if (contexts < 1 || items < 0 || !(perSecond > 0)) {
            throw new IllegalArgumentException(
                    "a scan reads items in contexts: " + contexts + ", " + items + ", " + perSecond + " a second");
        }
    }

    @Override
    public Iterator<KeyUse> iterator() {
        long endNanos = length.toNanos();
        return LongStream.range(0, items)
                .mapToObj(this::use)
                .takeWhile(use -> use.atNanos() < endNanos)
                .iterator();
    }

    private KeyUse use(long item) {
        long atNanos = from.toNanos() + (long) (item / perSecond * NANOS_PER_SECOND);
        return KeyUse.decrypting(atNanos, (int) (item % contexts), FIRST_ITEM + item, messageBytes);
    }
}
