package dev.furoshiki.benchmarks.tuning.service;

import java.time.Duration;

/**
 * How often the client of a key service tries a request that was throttled, before it gives up. Each is one that the quota counts.
 * Immutable.
 *
 * @param attempts with the first one, 1 or more
 * @param pause at most so long before the second, at random; at most twice that before the third, and so on
 */
public record Retries(int attempts, Duration pause) {

    /** It gives up at once. */
    public static final Retries NONE = new Retries(1, Duration.ZERO);

    /** As the {@code aws-kms} provider has the SDK do. */
    public static final Retries AWS = new Retries(3, Duration.ofMillis(200));

    private static final int MOST_DOUBLINGS = 20;

    public Retries {
        if (attempts < 1 || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "at least 1 attempt, and a pause of 0 or more: " + attempts + ", " + pause);
        }
    }

    /** @param chance 0 to 1 */
    long pauseNanos(int failures, double chance) {
        return (long) (pause.toNanos() * (double) (1L << Math.min(failures - 1, MOST_DOUBLINGS)) * chance);
    }
}
