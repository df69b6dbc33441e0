package dev.furoshiki.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The data keys that a cache keeps, and how they leave it. Thread-safe. */
final class KeyEntries {

    /*
     * Loads in flight stand apart from the entries: Caffeine would expire and evict them, and a change of a key must find
     * them all. `changes` numbers changes of keys: a load that began before a change of the key that seals its result may bring
     * what should no longer be had, so the result is dropped and asked for again; other keys' changes are none of its business.
     * The loader puts its entry, looks at `changes`, and only then confirms the entry for others; a change is in `changes` first
     * and walks the entries then. So one of the two sees the other, and nobody gets a lease on the entry before.
     *
     * Spare keys belong to the entry whose place they are to take, and are given to it, moved to its successor, and dropped with
     * it, while Caffeine has that entry locked: so none is without an entry, and a change or a refusal, which take the entry
     * away in the same way, find every one.
     *
     * A key is refused while Caffeine still has its entry locked. So whoever does not find it there any more, as a change of the
     * key that comes second or comes beside a refresh, knows that nobody gets it, be it found among the hot entries. Only then,
     * under no lock, it is destroyed: with a key what was derived from it is closed, which is code of whoever derived it.
     *
     * What is found among the hot entries was found in Caffeine before. Caffeine does not learn of that, and has no need to while
     * it is less than half full: only then it records no reads of its own, so only then there are hot entries.
     */
    private final CachePolicy policy;
    private final Ticker ticker;
    private final CacheCounters counters;
    private final Cache<CacheKey, SharedKey> entries;
    private final HotEntries hot;
    private final ExpirySweep sweep;
    private final KeyChanges changes = new KeyChanges();

    /** What is refused, and to be destroyed by whoever holds no lock. */
    private final Queue<SharedKey> refused = new ConcurrentLinkedQueue<>();

    /** Whether Caffeine is less than half full. */
    private volatile boolean roomy;

    private volatile boolean closed;

    KeyEntries(CachePolicy policy, Ticker ticker, CacheCounters counters) {
        this(policy, ticker, counters, ExpirySweep::new);
    }

    /** @param sweeps makes the sweep of what it is given */
    KeyEntries(CachePolicy policy, Ticker ticker, CacheCounters counters, Function<LongSupplier, ExpirySweep> sweeps) {
        this.policy = policy;
        this.ticker = ticker;
        this.counters = counters;
        this.sweep = sweeps.apply(this::dropExpired);
        this.entries = Caffeine.newBuilder()
                .maximumSize(policy.limits().maxEntries())
                // Not worth another thread, and done when the call returns.
                .executor(Runnable::run)
                .evictionListener(this::evicted)
                .build();
        this.hot = new HotEntries(policy.limits().maxEntries());
    }

    /** The entry, where it is found with few steps; else {@link #get} may find it. */
    @Nullable
    SharedKey hot(CacheKey key) {
        return hot.get(key);
    }

    @Nullable
    SharedKey get(CacheKey key) {
        SharedKey entry = entries.getIfPresent(key);
        if (entry != null && roomy) {
            hot.add(entry);
        }
        destroyRefused();
        return entry;
    }

    /** The number of the last change of a key, for the questions below. */
    long changes() {
        return changes.last();
    }

    /** Whether what was asked for then and was refused is refused still. */
    boolean isUnchangedSince(long changesBefore, CacheKey key) {
        // Under which key somebody wants to encrypt is not known where it was refused.
        return !closed
                && (key instanceof CacheKey.Decryption decryption
                        ? changes.isNoneSince(
                                changesBefore, decryption.encrypted().keyArn())
                        : changes.isNoneSince(changesBefore));
    }

    /** Whether what was asked for then may be had still. */
    boolean isUnchangedSince(long changesBefore, SharedKey fetched) {
        return !closed && changes.isNoneSince(changesBefore, fetched.encrypted().keyArn());
    }

    boolean isClosed() {
        return closed;
    }

    /** The entry, without counting that as a use of it. */
    @Nullable
    SharedKey current(CacheKey key) {
        return entries.policy().getIfPresentQuietly(key);
    }

    /** Shows an entry, which is to be confirmed or dropped next; false where a younger one is in use, and stays. */
    boolean put(CacheKey key, SharedKey entry) {
        SharedKey shown = entries.asMap().compute(key, (same, before) -> {
            if (before == null) {
                return entry;
            }
            if (before.isInUse() && before.serving().isYoungerThan(entry.serving())) {
                return before;
            }
            before.spares().moveTo(entry.spares());
            refuse(before, Retirement.REFRESH);
            return entry;
        });
        boolean wasRoomy = roomy;
        roomy = entries.estimatedSize() < policy.limits().maxEntries() / 2;
        if (wasRoomy && !roomy) {
            hot.clear();
        }
        destroyRefused();
        sweep.in(nextSweepNanos(policy.limits().maxAge().toNanos()));
        return shown == entry;
    }

    /** Keeps a spare for the entry; false when there is none, or a change came since. */
    boolean addSpare(CacheKey key, SharedKey spare, long changesBefore) {
        AtomicBoolean added = new AtomicBoolean();
        entries.asMap().computeIfPresent(key, (same, entry) -> {
            entry.spares().add(spare);
            // A change that overlooked it, since it came after the walk, is seen here; nobody takes it meanwhile.
            added.set(isUnchangedSince(changesBefore, spare) || !entry.spares().remove(spare));
            return entry;
        });
        destroyRefused();
        return added.get();
    }

    /** Takes an entry that is at its limit away, and shows a spare in its place, which is to be confirmed or dropped next. */
    @Nullable
    SharedKey succeed(CacheKey key, SharedKey entry) {
        refuse(entry, Retirement.LIMIT);
        long nowNanos = ticker.read();
        AtomicReference<@Nullable SharedKey> successor = new AtomicReference<>();
        entries.asMap().computeIfPresent(key, (same, current) -> {
            if (current != entry) {
                return current;
            }
            entry.spares()
                    .takeIf(spare -> !spare.serving().isServed(nowNanos))
                    .forEach(tooOld -> refuse(tooOld, Retirement.AGE));
            SharedKey spare = entry.spares().take();
            if (spare != null) {
                entry.spares().moveTo(spare.spares());
            }
            successor.set(spare);
            return spare;
        });
        destroyRefused();
        return successor.get();
    }

    /** Drops an entry and its spares. */
    void drop(CacheKey key, SharedKey entry, Retirement reason) {
        refuse(entry, reason);
        if (entries.asMap().remove(key, entry)) {
            // Nobody comes to these without the entry.
            refuseWithSpares(entry, reason);
        }
        destroyRefused();
    }

    /** Drops whatever there is under that key. */
    void drop(CacheKey key, Retirement reason) {
        entries.asMap().computeIfPresent(key, (same, entry) -> {
            refuseWithSpares(entry, reason);
            return null;
        });
        destroyRefused();
    }

    /** Drops every key that is sealed under the key of that ARN, and what loads in flight bring of such. */
    void changed(String keyArn) {
        changes.add(keyArn);
        for (CacheKey key : entries.asMap().keySet()) {
            entries.asMap().computeIfPresent(key, (same, entry) -> {
                if (entry.encrypted().keyArn().equals(keyArn)) {
                    refuseWithSpares(entry, Retirement.KEY_CHANGE);
                    return null;
                }
                // An alias may name another key since: spares under that one go.
                entry.spares()
                        .takeIf(spare -> spare.encrypted().keyArn().equals(keyArn))
                        .forEach(spare -> refuse(spare, Retirement.KEY_CHANGE));
                return entry;
            });
        }
        destroyRefused();
    }

    void close() {
        closed = true;
        sweep.close();
        entries.asMap().keySet().forEach(key -> drop(key, Retirement.CLOSED));
    }

    /** Keys that are ready to take the place of one. */
    long spares() {
        return entries.asMap().values().stream()
                .mapToLong(entry -> entry.spares().count())
                .sum();
    }

    long size() {
        dropExpired();
        entries.cleanUp();
        destroyRefused();
        return entries.estimatedSize();
    }

    private void evicted(@Nullable CacheKey key, @Nullable SharedKey entry, RemovalCause cause) {
        // Nothing else evicts here, and nothing is let go of by the garbage collector.
        if (entry != null) {
            refuseWithSpares(entry, Retirement.SIZE);
        }
    }

    private void refuse(SharedKey key, Retirement reason) {
        if (key.refuse(reason)) {
            hot.remove(key);
            counters.countRetired(reason);
            refused.add(key);
        }
    }

    /** Of an entry that is shown no more, so that no spare comes to it. */
    private void refuseWithSpares(SharedKey entry, Retirement reason) {
        refuse(entry, reason);
        entry.spares().takeIf(any -> true).forEach(spare -> refuse(spare, reason));
    }

    private void destroyRefused() {
        for (SharedKey next = refused.poll(); next != null; next = refused.poll()) {
            next.destroyWhenRetired();
        }
    }

    private long dropExpired() {
        List<Runnable> drops = new ArrayList<>();
        long nextNanos = findExpired(drops);
        // Under no lock, as they destroy what they drop.
        drops.forEach(Runnable::run);
        destroyRefused();
        return nextNanos;
    }

    private synchronized long findExpired(List<Runnable> drops) {
        long nowNanos = ticker.read();
        long idleNanos = policy.limits().idleExpiry().toNanos();
        long nextNanos = Long.MAX_VALUE;
        for (Map.Entry<CacheKey, SharedKey> kept : entries.asMap().entrySet()) {
            SharedKey entry = kept.getValue();
            long leftNanos = entry.serving().leftNanos(nowNanos);
            if (leftNanos <= 0) {
                drops.add(() -> drop(kept.getKey(), entry, Retirement.AGE));
            } else if (idleNanos > 0 && entry.idleNanos(nowNanos) >= idleNanos) {
                drops.add(() -> drop(kept.getKey(), entry, Retirement.IDLE));
            } else {
                entry.spares()
                        .takeIf(spare -> spare.serving().isPastMaxAge(nowNanos))
                        .forEach(spare -> refuse(spare, Retirement.AGE));
                long soonestNanos = Math.min(leftNanos, entry.spares().leftNanos(nowNanos));
                nextNanos = Math.min(nextNanos, nextSweepNanos(soonestNanos));
            }
        }
        return nextNanos;
    }

    private long nextSweepNanos(long leftNanos) {
        long idleNanos = policy.limits().idleExpiry().toNanos();
        return idleNanos == 0 ? leftNanos : Math.min(leftNanos, Math.max(1, idleNanos / 2));
    }
}
