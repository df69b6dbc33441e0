package dev.furoshiki.benchmarks.runner;

/**
 * What a subject should reach beside its limit.
 *
 * @param measure which ratio is meant
 * @param bound the worst that still meets it
 */
public record Goal(Measure measure, double bound) {

    /** Which way a ratio is read. */
    public enum Measure {
        /** Operations a second, subject over limit: more is better. */
        SPEED,
        /** Time an operation, subject over limit: less is better. */
        TIME
    }

    public static Goal speedAtLeast(double bound) {
        return new Goal(Measure.SPEED, bound);
    }

    public static Goal timeAtMost(double bound) {
        return new Goal(Measure.TIME, bound);
    }

    /** Whether a ratio of speeds (subject over limit) meets it. */
    public boolean isMetBy(double speed) {
        return measure == Measure.SPEED ? speed >= bound : 1 / speed <= bound;
    }

    @Override
    public String toString() {
        return measure == Measure.SPEED ? "speed >= " + bound : "time <= " + bound;
    }
}
