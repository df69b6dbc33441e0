package dev.furoshiki.cache;

import java.time.Duration;

/**
 * What a data-key cache has done since it was made, as one immutable snapshot; counters that change meanwhile may be off
 * by the calls in progress.
 *
 * @param hits keys handed out from memory
 * @param misses calls that found no usable key in memory and loaded one, or waited for another thread's load
 * @param loads calls to the key service on behalf of the cache that brought a key
 * @param loadFailures calls for keys that were made and failed
 * @param uncachedCalls calls to the key service for keys that are never cached
 * @param loadTime what all calls took together, those that failed and those that asked about revocation included
 * @param entries how many keys are kept now, without those that are ready to take the place of one
 * @param spares how many of those there are now
 * @param heldKeys how many keys have left the cache and are not zeroed yet, since a lease on them was not closed
 * @param evictions why keys left the cache
 * @param background what was done without anybody waiting for it, or in spite of the key service
 * @param messages how many messages were to be encrypted
 * @param messageBytes how many bytes of plaintext those messages had
 */
public record CacheStatistics(
        long hits,
        long misses,
        long loads,
        long loadFailures,
        long uncachedCalls,
        Duration loadTime,
        long entries,
        long spares,
        long heldKeys,
        Evictions evictions,
        Background background,
        long messages,
        long messageBytes) {

    /**
     * Why keys left the cache.
     *
     * @param age they reached maxAge
     * @param idle nobody used them for idleExpiry
     * @param limit they reached maxMessages or maxBytes
     * @param size the cache was full
     * @param refresh a younger one came in their place
     * @param keyChange the key that seals them was disabled or had its access changed
     * @param closed the cache was closed
     */
    public record Evictions(long age, long idle, long limit, long size, long refresh, long keyChange, long closed) {

        /** For whatever reason. */
        public long total() {
            return age + idle + limit + size + refresh + keyChange + closed;
        }
    }

    /**
     * What the cache did of itself.
     *
     * @param refreshes keys replaced ahead of maxAge
     * @param refreshFailures tries to replace one that failed
     * @param revocationChecks questions whether keys may still be used
     * @param revocationRefusals those of them that the key service said no to
     * @param revocationFailures those of them that it gave no answer to
     * @param prefetched keys fetched to be ready
     * @param graceLeases uses of keys past maxAge, in the key service's absence
     */
    public record Background(
            long refreshes,
            long refreshFailures,
            long revocationChecks,
            long revocationRefusals,
            long revocationFailures,
            long prefetched,
            long graceLeases) {}

    /** How many calls the key service got, those that asked about revocation included. */
    public long callsMade() {
        return loads + loadFailures + uncachedCalls + background.revocationChecks();
    }

    /** How many calls it would have got more without the cache. */
    public long callsSaved() {
        return Math.max(0, hits + misses - loads - loadFailures);
    }

    /** Hits among all calls that the cache answered, 0 to 1; 0 before the first. */
    public double hitRate() {
        long asked = hits + misses;
        return asked == 0 ? 0 : (double) hits / asked;
    }
}
