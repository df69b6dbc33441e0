package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The data keys that a cache keeps, and how they leave it. Thread-safe. */
final class KeyEntries {

    /*
     * Loads in flight stand apart from the entries: Caffeine would expire and evict them, and a change of a key must find
     * them all. `changes` counts changes of keys: a load that began before a change may bring a key that should no longer
     * be had, so its result is dropped and asked for again. The loader puts its entry, looks at `changes`, and only then
     * confirms the entry for others; a change raises `changes` first and walks the entries then. So one of the two sees the
     * other, and nobody gets a lease on the entry before.
     */
    private final CachePolicy policy;
    private final Ticker ticker;
    private final CacheCounters counters;
    private final SpareKeys spares;
    private final Cache<CacheKey, SharedKey> entries;
    private final ExpirySweep sweep = new ExpirySweep(this::dropExpired);
    private final AtomicLong changes = new AtomicLong();
    private volatile boolean closed;

    KeyEntries(CachePolicy policy, Ticker ticker, CacheCounters counters) {
        this.policy = policy;
        this.ticker = ticker;
        this.counters = counters;
        this.spares = new SpareKeys(counters);
        this.entries = Caffeine.newBuilder()
                .maximumSize(policy.limits().maxEntries())
                // Retiring a key is a few writes to memory: not worth another thread, and done when the call returns.
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
    }

    @Nullable
    SharedKey get(CacheKey key) {
        return entries.getIfPresent(key);
    }

    long changes() {
        return changes.get();
    }

    boolean isUnchangedSince(long changesBefore) {
        return changes.get() == changesBefore && !closed;
    }

    boolean isClosed() {
        return closed;
    }

    /** Keys that are ready to take the place of one that reached its limits. */
    SpareKeys spares() {
        return spares;
    }

    /** Shows an entry, which is to be confirmed or dropped next. */
    void put(CacheKey key, SharedKey entry) {
        entries.put(key, entry);
        sweep.in(nextSweepNanos(policy.limits().maxAge().toNanos()));
    }

    void drop(CacheKey key, SharedKey entry, Retirement reason) {
        if (entry.retire(reason)) {
            counters.countRetired(reason);
        }
        entries.asMap().remove(key, entry);
        if (reason != Retirement.LIMIT) {
            spares.drop(key, reason);
        }
    }

    /** Drops every key that is sealed under the key of that ARN, and the result of every load in flight. */
    void changed(String keyArn) {
        changes.incrementAndGet();
        entries.asMap().forEach((key, entry) -> {
            if (entry.encrypted().keyArn().equals(keyArn)) {
                drop(key, entry, Retirement.KEY_CHANGE);
            }
        });
        spares.dropUnder(keyArn);
    }

    void close() {
        closed = true;
        changes.incrementAndGet();
        entries.asMap().forEach((key, entry) -> drop(key, entry, Retirement.CLOSED));
        spares.dropAll(Retirement.CLOSED);
    }

    long size() {
        dropExpired();
        entries.cleanUp();
        return entries.estimatedSize();
    }

    private void removed(@Nullable CacheKey key, @Nullable SharedKey entry, RemovalCause cause) {
        // What drop() removes was retired before, with its reason; the rest was replaced, or is too many for Caffeine.
        Retirement reason = cause == RemovalCause.REPLACED ? Retirement.REFRESH : Retirement.SIZE;
        if (entry != null && entry.retire(reason)) {
            counters.countRetired(reason);
            if (key != null && reason == Retirement.SIZE) {
                spares.drop(key, reason);
            }
        }
    }

    private synchronized long dropExpired() {
        long nowNanos = ticker.read();
        long idleNanos = policy.limits().idleExpiry().toNanos();
        long graceNanos = policy.freshness().offlineGrace().toNanos();
        long nextNanos = spares.dropExpired(nowNanos)
                ? nextSweepNanos(policy.limits().maxAge().toNanos())
                : Long.MAX_VALUE;
        for (Map.Entry<CacheKey, SharedKey> kept : entries.asMap().entrySet()) {
            SharedKey entry = kept.getValue();
            long leftNanos = entry.leftUntilMaxAgeNanos(nowNanos) + graceNanos;
            if (leftNanos <= 0) {
                drop(kept.getKey(), entry, Retirement.AGE);
            } else if (idleNanos > 0 && entry.idleNanos(nowNanos) >= idleNanos) {
                drop(kept.getKey(), entry, Retirement.IDLE);
            } else {
                nextNanos = Math.min(nextNanos, nextSweepNanos(leftNanos));
            }
        }
        return nextNanos;
    }

    private long nextSweepNanos(long leftNanos) {
        long idleNanos = policy.limits().idleExpiry().toNanos();
        return idleNanos == 0 ? leftNanos : Math.min(leftNanos, Math.max(1, idleNanos / 2));
    }
}
