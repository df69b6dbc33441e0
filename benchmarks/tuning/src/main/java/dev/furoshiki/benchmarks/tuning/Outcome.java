package dev.furoshiki.benchmarks.tuning;

import java.time.Duration;
import java.util.Map;

/**
 * What came of a trace under one configuration. Immutable.
 *
 * @param length for how long it was recorded
 * @param keys how many keys of the key service were used
 * @param hits uses that found a key in memory, as the caches count them
 * @param misses uses that had to wait for a call, or found none
 * @param requests that the key service got, retries and throttled ones included
 * @param throttledRequests those of them that the quota had no room for
 * @param failures uses that got no key, by the error code of the exception
 * @param waits what uses waited for their key
 * @param exposure what one data key protected, and how long a revocation can go unnoticed
 * @param dataKeys how many data keys were made
 * @param records how many blocks of uses were recorded
 */
public record Outcome(
        Duration length,
        int keys,
        long hits,
        long misses,
        long requests,
        long throttledRequests,
        Map<String, Long> failures,
        Waits waits,
        Exposure exposure,
        long dataKeys,
        long records) {

    public Outcome {
        failures = Map.copyOf(failures);
    }

    /**
     * What uses waited for their key, until they had it or failed. What a hit costs the processor is not in it.
     *
     * @param p50 half of all waited no longer
     * @param p99 99 of 100
     * @param p999 999 of 1,000
     * @param longest all
     */
    public record Waits(Duration p50, Duration p99, Duration p999, Duration longest) {}

    /**
     * What is lost with a data key.
     *
     * @param mostMessages the most messages that one data key encrypted
     * @param mostBytes the most bytes that one data key encrypted
     * @param longestUnseen the longest time after the key service was last asked about a data key, be it for the key itself or by a
     *     revocation check, in which it was used: so long a revoked key would have stayed usable, had it been revoked then
     * @param longestAfterRevocation the longest time after the revocation of a key in which it was used; zero without any
     */
    public record Exposure(
            long mostMessages, long mostBytes, Duration longestUnseen, Duration longestAfterRevocation) {}

    /** Hits among all uses, 0 to 1; 0 without any. */
    public double hitRate() {
        long all = hits + misses;
        return all == 0 ? 0 : (double) hits / all;
    }

    /** How many uses got no key. */
    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
