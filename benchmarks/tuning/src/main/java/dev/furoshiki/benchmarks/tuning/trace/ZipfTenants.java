package dev.furoshiki.benchmarks.tuning.trace;

import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import java.time.Duration;
import java.util.Iterator;
import java.util.PrimitiveIterator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.DiscreteDistribution;
import org.apache.commons.statistics.distribution.ZipfDistribution;

/**
 * Tenants of whom few do the most: each has an encryption context of its own, writes, and reads mostly what it wrote lately. Immutable.
 *
 * @param length for how long
 * @param highestPerSecond uses a second, at the highest rate
 * @param rate how much of that there is when
 * @param tenants how many
 * @param exponent of Zipf's law: 0.001 for nearly alike, 1 for the one that says that the second uses half as much as the first
 * @param readShare how many of the uses read, 0 to 1
 * @param messageBytes how long each message is
 * @param seed the same gives the same uses
 */
public record ZipfTenants(
        Duration length,
        double highestPerSecond,
        Rate rate,
        int tenants,
        double exponent,
        double readShare,
        long messageBytes,
        long seed)
        implements Trace {

    /** So many items a tenant has that are read; older ones are written over. */
    private static final int ITEMS = 1000;

    private static final int OLD_ITEMS = 1 << 20;

    /** That many items from before the trace are under one data key. */
    private static final int ITEMS_PER_OLD_KEY = 100;

    public ZipfTenants {
        if (!(highestPerSecond > 0) || tenants < 1 || !(readShare >= 0 && readShare <= 1)) {
            throw new IllegalArgumentException("there are tenants who use keys, and read 0 to 1 of the time: "
                    + highestPerSecond + " a second, " + tenants + ", " + readShare);
        }
    }

    @Override
    public Iterator<KeyUse> iterator() {
        return new Uses();
    }

    private final class Uses implements Iterator<KeyUse> {

        private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_SS.create(seed);
        private final PrimitiveIterator.OfLong times = new PoissonTimes(length, highestPerSecond, rate, random);
        private final DiscreteDistribution.Sampler tenant =
                ZipfDistribution.of(tenants, exponent).createSampler(random);
        private final DiscreteDistribution.Sampler age =
                ZipfDistribution.of(ITEMS, 1).createSampler(random);
        private final int[] written = new int[tenants];

        @Override
        public boolean hasNext() {
            return times.hasNext();
        }

        @Override
        public KeyUse next() {
            long atNanos = times.nextLong();
            int whose = tenant.sample() - 1;
            if (random.nextDouble() < readShare) {
                return use(atNanos, Operation.DECRYPT, whose, item(whose, age.sample()));
            }
            int number = written[whose]++ % ITEMS;
            return use(atNanos, Operation.ENCRYPT, whose, readShare == 0 ? KeyUse.UNREAD : item(whose, number, 0));
        }

        private long item(int whose, int before) {
            int number = written[whose] - before;
            return number >= 0 ? item(whose, number % ITEMS, 0) : item(whose, -number / ITEMS_PER_OLD_KEY, OLD_ITEMS);
        }

        private long item(int whose, int number, int base) {
            return ((long) whose << Integer.SIZE) + base + number;
        }

        private KeyUse use(long atNanos, Operation operation, int whose, long item) {
            return new KeyUse(atNanos, operation, KeyUse.ANY_NODE, 0, 0, whose, item, messageBytes);
        }
    }
}
