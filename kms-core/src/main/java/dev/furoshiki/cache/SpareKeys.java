package dev.furoshiki.cache;

import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Data keys that nobody uses yet, ready to take the place of one that reached its limits. Thread-safe. */
final class SpareKeys {

    private final Map<CacheKey, Queue<SharedKey>> byKey = new ConcurrentHashMap<>();
    private final CacheCounters counters;

    SpareKeys(CacheCounters counters) {
        this.counters = counters;
    }

    void add(CacheKey key, SharedKey spare) {
        byKey.compute(key, (same, queue) -> {
            Queue<SharedKey> extended = queue == null ? new ConcurrentLinkedQueue<>() : queue;
            extended.add(spare);
            return extended;
        });
    }

    int count(CacheKey key) {
        Queue<SharedKey> queue = byKey.get(key);
        return queue == null ? 0 : queue.size();
    }

    /** The oldest that is not too old. */
    @Nullable
    SharedKey take(CacheKey key, long nowNanos) {
        Queue<SharedKey> queue = byKey.get(key);
        while (queue != null) {
            SharedKey spare = queue.poll();
            if (spare == null) {
                return null;
            }
            if (spare.leftNanos(nowNanos) > 0) {
                return spare;
            }
            retire(spare, Retirement.AGE);
        }
        return null;
    }

    void drop(CacheKey key, Retirement reason) {
        byKey.computeIfPresent(key, (same, queue) -> {
            queue.forEach(spare -> retire(spare, reason));
            return null;
        });
    }

    void dropUnder(String keyArn) {
        for (Queue<SharedKey> queue : byKey.values()) {
            for (Iterator<SharedKey> spares = queue.iterator(); spares.hasNext(); ) {
                SharedKey spare = spares.next();
                if (spare.encrypted().keyArn().equals(keyArn)) {
                    spares.remove();
                    retire(spare, Retirement.KEY_CHANGE);
                }
            }
        }
    }

    /** Whether any is left that is not too old. */
    boolean dropExpired(long nowNanos) {
        boolean left = false;
        for (Queue<SharedKey> queue : byKey.values()) {
            for (Iterator<SharedKey> spares = queue.iterator(); spares.hasNext(); ) {
                SharedKey spare = spares.next();
                if (spare.leftNanos(nowNanos) > 0) {
                    left = true;
                } else {
                    spares.remove();
                    retire(spare, Retirement.AGE);
                }
            }
        }
        return left;
    }

    void dropAll(Retirement reason) {
        byKey.keySet().forEach(key -> drop(key, reason));
    }

    private void retire(SharedKey spare, Retirement reason) {
        if (spare.retire(reason)) {
            counters.countRetired(reason);
        }
    }
}
