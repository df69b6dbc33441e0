package dev.furoshiki.benchmarks.tuning.service;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.LogNormalDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** How long something takes. Immutable. */
public sealed interface Latency {

    /** Nothing takes any time. */
    Latency NONE = new Constant(Duration.ZERO);

    /** Drawn anew each time. */
    LongSupplier nanos(UniformRandomProvider random);

    /**
     * Always the same.
     *
     * @param duration 0 or more
     */
    record Constant(Duration duration) implements Latency {

        public Constant {
            requireNotNegative(duration);
        }

        @Override
        public LongSupplier nanos(UniformRandomProvider random) {
            long nanos = duration.toNanos();
            return () -> nanos;
        }
    }

    /**
     * As those of networks are: its logarithm is normally distributed.
     *
     * @param median half of all take longer
     * @param p99 one in a hundred takes longer; more than the median
     */
    record LogNormal(Duration median, Duration p99) implements Latency {

        private static final double P99_OF_NORMAL = NormalDistribution.of(0, 1).inverseCumulativeProbability(0.99);

        public LogNormal {
            requireNotNegative(median);
            if (median.isZero() || median.compareTo(p99) >= 0) {
                throw new IllegalArgumentException(
                        "the median is more than 0 and less than the 99th percentile: " + median + ", " + p99);
            }
        }

        @Override
        public LongSupplier nanos(UniformRandomProvider random) {
            double mu = Math.log((double) median.toNanos());
            double sigma = (Math.log((double) p99.toNanos()) - mu) / P99_OF_NORMAL;
            ContinuousDistribution.Sampler sampler =
                    LogNormalDistribution.of(mu, sigma).createSampler(random);
            return () -> Math.round(sampler.sample());
        }
    }

    /**
     * One of those that were measured, each as likely as any other.
     *
     * @param durations one or more
     */
    record Observed(List<Duration> durations) implements Latency {

        public Observed {
            durations = List.copyOf(durations);
            if (durations.isEmpty()) {
                throw new IllegalArgumentException("one of no latencies cannot be drawn");
            }
            durations.forEach(Latency::requireNotNegative);
        }

        @Override
        public LongSupplier nanos(UniformRandomProvider random) {
            return () -> durations.get(random.nextInt(durations.size())).toNanos();
        }
    }

    private static void requireNotNegative(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a latency is 0 or more, not " + duration);
        }
    }
}
