package dev.furoshiki.benchmarks.tuning.service;

/**
 * How many requests the key service takes from all nodes together. Immutable.
 *
 * @param requestsPerSecond on average; AWS KMS says for each region what they are
 * @param burst at once, after a time without any; 1 or more
 */
public record Quota(double requestsPerSecond, double burst) {

    /** There is none. */
    public static final Quota UNLIMITED = new Quota(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Quota {
        if (!(requestsPerSecond > 0) || !(burst >= 1)) {
            throw new IllegalArgumentException(
                    "a quota is more than 0 a second and 1 or more at once: " + requestsPerSecond + ", " + burst);
        }
    }

    /** So many a second, and those of one second at once. */
    public static Quota perSecond(double requests) {
        return new Quota(requests, Math.max(1, requests));
    }
}
