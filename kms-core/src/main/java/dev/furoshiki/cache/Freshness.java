package dev.furoshiki.cache;

import java.time.Duration;

/**
 * How a cache sees to it that keys are at hand when they are wanted, and are still allowed. Immutable.
 *
 * @param refreshAhead after what part of its age a key that is used is replaced in the background; 0 to 1, 1 for never
 * @param jitter by what part of itself that moment is moved at random, so that not all processes ask at once; 0 to 1
 * @param revocationCheck how often the key service is asked, while keys under one of its own are used, whether they still
 *     may be, by one Decrypt as a dry run; zero for never: a service that cannot tell is then noticed at maxAge
 * @param offlineGrace how long past maxAge a key is still used when the key service cannot be reached, which is asked again
 *     and again meanwhile; zero for not at all
 * @param prefetch how many further keys are kept ready for each context that is encrypted under
 */
public record Freshness(
        double refreshAhead, double jitter, Duration revocationCheck, Duration offlineGrace, int prefetch) {

    /** After 80 % of a key's age, moved by 10 %; no check, no grace, no prefetched keys. */
    public static final Freshness DEFAULT = new Freshness(0.8, 0.1, Duration.ZERO, Duration.ZERO, 0);

    private static final int MOST_PREFETCHED = 1000;

    /** @throws IllegalArgumentException when a setting is out of its range */
    public Freshness {
        Ranges.require(refreshAhead > 0 && refreshAhead <= 1, "refreshAhead is above 0, up to 1", refreshAhead);
        Ranges.require(jitter >= 0 && jitter <= 1, "jitter is 0 to 1", jitter);
        Ranges.requireNotNegative("revocationCheck", revocationCheck);
        Ranges.requireNotNegative("offlineGrace", offlineGrace);
        Ranges.require(prefetch >= 0 && prefetch <= MOST_PREFETCHED, "prefetch is 0 to " + MOST_PREFETCHED, prefetch);
    }

    /** The same with keys replaced after another part of their age. */
    public Freshness withRefreshAhead(double part, double byJitter) {
        return new Freshness(part, byJitter, revocationCheck, offlineGrace, prefetch);
    }

    /** The same with another check. */
    public Freshness withRevocationCheck(Duration interval) {
        return new Freshness(refreshAhead, jitter, interval, offlineGrace, prefetch);
    }

    /** The same with another grace. */
    public Freshness withOfflineGrace(Duration grace) {
        return new Freshness(refreshAhead, jitter, revocationCheck, grace, prefetch);
    }

    /** The same with another number of keys kept ready. */
    public Freshness withPrefetch(int keys) {
        return new Freshness(refreshAhead, jitter, revocationCheck, offlineGrace, keys);
    }
}
