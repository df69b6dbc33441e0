package dev.furoshiki.benchmarks.runner;

import java.util.Arrays;

/**
 * The five numbers that say where measurements lie: least, quartiles, greatest. A median stands in for a mean everywhere
 * here, because one round in which the machine did something else must not move a figure.
 *
 * <p>Quartiles interpolate between neighbours (R's type 7).
 *
 * @param count how many values there were
 */
public record Spread(int count, double min, double q1, double median, double q3, double max) {

    /**
     * The spread of some values.
     *
     * @throws IllegalArgumentException when there are none, or one is not a finite number
     */
    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values to summarise");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (!Double.isFinite(sorted[0]) || !Double.isFinite(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("not finite: " + Arrays.toString(values));
        }
        return new Spread(
                sorted.length,
                sorted[0],
                quantile(sorted, 0.25),
                quantile(sorted, 0.5),
                quantile(sorted, 0.75),
                sorted[sorted.length - 1]);
    }

    /** The spread of one divided by each value. */
    public Spread reciprocal() {
        return new Spread(count, 1 / max, 1 / q3, 1 / median, 1 / q1, 1 / min);
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
