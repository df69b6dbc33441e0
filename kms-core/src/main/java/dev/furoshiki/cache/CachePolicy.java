package dev.furoshiki.cache;

import java.time.Duration;

/**
 * How long, and for how much, one data key may be used before another is asked for. Every limit is hard. Immutable.
 *
 * @param maxEntries how many keys are kept; 0 keeps none
 * @param maxAge how old a key may get, counted from before the call that fetched it
 * @param maxMessages how many messages one key may encrypt, at most 2^32 (random nonces of AES-GCM: NIST SP 800-38D, 8.3)
 * @param maxBytes how many bytes of plaintext one key may encrypt, at most 2^50
 */
public record CachePolicy(long maxEntries, Duration maxAge, long maxMessages, long maxBytes) {

    // Before DEFAULT, whose making needs them.
    private static final long MOST_MESSAGES = 1L << 32;

    /** Low enough that what some thousand threads count, before each gives back what was too much, is no overflow. */
    private static final long MOST_BYTES = 1L << 50;

    private static final Duration LONGEST = Duration.ofDays(365);

    /** 1,000 keys, 5 minutes, 2^20 messages, 64 GiB. */
    public static final CachePolicy DEFAULT = new CachePolicy(1000, Duration.ofMinutes(5), 1L << 20, 64L << 30);

    /** @throws IllegalArgumentException when a limit is out of its range */
    public CachePolicy {
        require(maxEntries >= 0, "maxEntries is 0 or more", maxEntries);
        require(
                maxAge.compareTo(Duration.ZERO) > 0 && maxAge.compareTo(LONGEST) <= 0,
                "maxAge is 1 ns to 365 days",
                maxAge);
        require(maxMessages >= 1 && maxMessages <= MOST_MESSAGES, "maxMessages is 1 to 2^32", maxMessages);
        require(maxBytes >= 1 && maxBytes <= MOST_BYTES, "maxBytes is 1 to 2^50", maxBytes);
    }

    public CachePolicy withMaxEntries(long entries) {
        return new CachePolicy(entries, maxAge, maxMessages, maxBytes);
    }

    public CachePolicy withMaxAge(Duration age) {
        return new CachePolicy(maxEntries, age, maxMessages, maxBytes);
    }

    public CachePolicy withMaxMessages(long messages) {
        return new CachePolicy(maxEntries, maxAge, messages, maxBytes);
    }

    public CachePolicy withMaxBytes(long bytes) {
        return new CachePolicy(maxEntries, maxAge, maxMessages, bytes);
    }

    private static void require(boolean within, String range, Object value) {
        if (!within) {
            throw new IllegalArgumentException(range + ", not " + value);
        }
    }
}
