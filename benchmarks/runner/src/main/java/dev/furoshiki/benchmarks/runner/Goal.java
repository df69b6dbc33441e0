package dev.furoshiki.benchmarks.runner;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a subject should reach beside another contender.
 *
 * @param measure what is compared
 * @param bound the worst that still meets it
 */
public record Goal(Measure measure, double bound) {

    /** What is compared. */
    public enum Measure {
        /** Operations a second, subject over the other: more is better. */
        SPEED,
        /** Time an operation, subject over the other: less is better. */
        TIME,
        /** Milliseconds an operation, subject less the other: less is better. */
        DELAY
    }

    public static Goal speedAtLeast(double bound) {
        return new Goal(Measure.SPEED, bound);
    }

    public static Goal timeAtMost(double bound) {
        return new Goal(Measure.TIME, bound);
    }

    public static Goal delayAtMost(Duration bound) {
        return new Goal(Measure.DELAY, bound.toMillis());
    }

    /** Whether what was measured beside the other contender meets it. */
    public boolean isMetBy(Comparison comparison) {
        double measured = measured(comparison).median();
        return measure == Measure.SPEED ? measured >= bound : measured <= bound;
    }

    /** The goal, what was measured where that is not the ratio of speeds, and whether it was met. */
    String verdict(@Nullable Comparison comparison) {
        if (comparison == null) {
            return "";
        }
        String measured = switch (measure) {
            case SPEED -> "";
            case TIME ->
                String.format(Locale.ROOT, " (is %.2f)", measured(comparison).median());
            case DELAY -> " (is " + comparison.delay() + ")";
        };
        return this + measured + (isMetBy(comparison) ? ": met" : ": MISSED");
    }

    private Spread measured(Comparison comparison) {
        return switch (measure) {
            case SPEED -> comparison.speed();
            case TIME -> comparison.speed().reciprocal();
            case DELAY -> comparison.delayMillis();
        };
    }

    @Override
    public String toString() {
        return switch (measure) {
            case SPEED -> "speed >= " + bound;
            case TIME -> "time <= " + bound;
            case DELAY -> String.format(Locale.ROOT, "at most %.0f ms later", bound);
        };
    }
}
