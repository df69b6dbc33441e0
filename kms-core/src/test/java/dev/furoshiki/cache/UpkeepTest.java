package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** When keys are replaced ahead of their age. */
class UpkeepTest {

    private static final long NOW_NANOS = Long.MAX_VALUE - 1_000;

    /** 0.8 of maxAge, moved by up to 0.1 of that: a fleet that started at once asks over a sixth of the age, not at once. */
    @Test
    void theMomentsOfAThousandKeysAreSpreadOverTheWholeBand() {
        List<Double> parts = parts(Freshness.DEFAULT);
        assertThat(parts).allSatisfy(part -> assertThat(part).isBetween(0.72, 0.88));
        for (int bucket = 0; bucket < 8; bucket++) {
            double from = 0.72 + 0.02 * bucket;
            long within = parts.stream()
                    .filter(part -> part >= from && part < from + 0.02)
                    .count();
            // 125 expected; 60 is six standard deviations below.
            assertThat(within).as("from %f", from).isGreaterThan(60);
        }
    }

    @Test
    void withoutJitterTheyAreOneMoment() {
        assertThat(parts(Freshness.DEFAULT.withRefreshAhead(0.5, 0))).containsOnly(0.5);
    }

    /** G1: whatever the settings, nothing is left for after maxAge. */
    @Test
    void noMomentIsAtOrAfterMaxAge() {
        assertThat(parts(Freshness.DEFAULT.withRefreshAhead(0.9, 1)))
                .allSatisfy(part -> assertThat(part).isBetween(0.0, 1.0));
        Duration maxAge = KeyLimits.DEFAULT.maxAge();
        for (int i = 0; i < 100; i++) {
            CachePolicy late = CachePolicy.DEFAULT.with(Freshness.DEFAULT.withRefreshAhead(0.99, 1));
            assertThat(refreshAfterNanos(late)).isLessThan(maxAge.toNanos());
        }
    }

    /** After what parts of maxAge a thousand keys are replaced. */
    private static List<Double> parts(Freshness freshness) {
        CachePolicy policy = CachePolicy.DEFAULT.with(freshness);
        double maxAgeNanos = policy.limits().maxAge().toNanos();
        return DoubleStream.generate(() -> refreshAfterNanos(policy) / maxAgeNanos)
                .limit(1000)
                .boxed()
                .toList();
    }

    private static long refreshAfterNanos(CachePolicy policy) {
        double chance = ProcessRuntime.SYSTEM.random();
        return Upkeep.of(policy, NOW_NANOS, chance).refreshAtNanos() - NOW_NANOS;
    }
}
