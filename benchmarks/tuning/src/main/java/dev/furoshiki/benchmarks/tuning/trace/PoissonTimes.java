package dev.furoshiki.benchmarks.tuning.trace;

import java.time.Duration;
import java.util.PrimitiveIterator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.ExponentialDistribution;

/**
 * When uses come that know nothing of each other, in nanoseconds: at the highest rate, of which so many are left out as the rate is
 * lower (thinning: Lewis and Shedler, "Simulation of Nonhomogeneous Poisson Processes by Thinning", 1979).
 */
final class PoissonTimes implements PrimitiveIterator.OfLong {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long endNanos;
    private final Rate rate;
    private final UniformRandomProvider random;
    private final ContinuousDistribution.Sampler gapNanos;
    private double nanos;

    PoissonTimes(Duration length, double highestPerSecond, Rate rate, UniformRandomProvider random) {
        this.endNanos = length.toNanos();
        this.rate = rate;
        this.random = random;
        this.gapNanos =
                ExponentialDistribution.of(NANOS_PER_SECOND / highestPerSecond).createSampler(random);
        advance();
    }

    @Override
    public boolean hasNext() {
        return nanos < endNanos;
    }

    @Override
    public long nextLong() {
        long next = (long) nanos;
        advance();
        return next;
    }

    private void advance() {
        do {
            nanos += gapNanos.sample();
        } while (nanos < endNanos && random.nextDouble() >= rate.at((long) nanos));
    }
}
