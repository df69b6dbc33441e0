package dev.furoshiki.cache;

import java.time.Duration;

/**
 * The limits of each cached data key, and how many are kept. Immutable.
 *
 * @param maxEntries how many keys are kept; 0 keeps none
 * @param maxAge how old a key may get, counted from before the call that fetched it
 * @param idleExpiry after what time without use a key is dropped, within half of it more; 0 for never
 * @param maxMessages how many messages one key may encrypt, at most 2^32 (random nonces of AES-GCM: NIST SP 800-38D, 8.3)
 * @param maxBytes how many bytes of plaintext one key may encrypt, at most 2^50
 * @param leaseBlock how many uses a thread is granted at first, and recorded as used, at once; grows with the rate to 2^16
 */
public record KeyLimits(
        long maxEntries, Duration maxAge, Duration idleExpiry, long maxMessages, long maxBytes, long leaseBlock) {

    // Before DEFAULT, whose making needs them.
    private static final long MOST_MESSAGES = 1L << 32;

    /** Low enough that the bytes of a key and of one message more are no overflow. */
    private static final long MOST_BYTES = 1L << 50;

    /** 1,000 keys, 5 minutes, 1 minute without use, 2^20 messages, 64 GiB, blocks from 64. */
    public static final KeyLimits DEFAULT =
            new KeyLimits(1000, Duration.ofMinutes(5), Duration.ofMinutes(1), 1L << 20, 64L << 30, 64);

    /** @throws IllegalArgumentException when a limit is out of its range */
    public KeyLimits {
        Ranges.require(maxEntries >= 0, "maxEntries is 0 or more", maxEntries);
        Ranges.requirePositive("maxAge", maxAge);
        Ranges.requireNotNegative("idleExpiry", idleExpiry);
        Ranges.require(maxMessages >= 1 && maxMessages <= MOST_MESSAGES, "maxMessages is 1 to 2^32", maxMessages);
        Ranges.require(maxBytes >= 1 && maxBytes <= MOST_BYTES, "maxBytes is 1 to 2^50", maxBytes);
        Ranges.require(leaseBlock >= 1 && leaseBlock <= UseBudget.LARGEST_BLOCK, "leaseBlock is 1 to 2^16", leaseBlock);
    }

    /** The same with another number of keys. */
    public KeyLimits withMaxEntries(long entries) {
        return new KeyLimits(entries, maxAge, idleExpiry, maxMessages, maxBytes, leaseBlock);
    }

    /** The same with another age. */
    public KeyLimits withMaxAge(Duration age) {
        return new KeyLimits(maxEntries, age, idleExpiry, maxMessages, maxBytes, leaseBlock);
    }

    /** The same with another time without use. */
    public KeyLimits withIdleExpiry(Duration idle) {
        return new KeyLimits(maxEntries, maxAge, idle, maxMessages, maxBytes, leaseBlock);
    }

    /** The same with another number of messages. */
    public KeyLimits withMaxMessages(long messages) {
        return new KeyLimits(maxEntries, maxAge, idleExpiry, messages, maxBytes, leaseBlock);
    }

    /** The same with another number of bytes. */
    public KeyLimits withMaxBytes(long bytes) {
        return new KeyLimits(maxEntries, maxAge, idleExpiry, maxMessages, bytes, leaseBlock);
    }

    /** The same with another first block. */
    public KeyLimits withLeaseBlock(long block) {
        return new KeyLimits(maxEntries, maxAge, idleExpiry, maxMessages, maxBytes, block);
    }
}
