package dev.furoshiki.cache;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What happened in a cache. A hit counts nothing here: each key counts its own messages, and hits are the leases that no
 * miss led to. What only grows is never said to be less than it was said to be before: who sums up rates takes that for a new
 * start. Thread-safe.
 */
final class CacheCounters {

    final LongAdder misses = new LongAdder();

    /** Those that led to no lease. */
    final LongAdder missesInVain = new LongAdder();

    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder uncachedCalls = new LongAdder();
    final LongAdder callNanos = new LongAdder();
    final LongAdder refreshes = new LongAdder();
    final LongAdder refreshFailures = new LongAdder();
    final LongAdder revocationChecks = new LongAdder();
    final LongAdder revocationRefusals = new LongAdder();
    final LongAdder revocationFailures = new LongAdder();
    final LongAdder prefetched = new LongAdder();
    final LongAdder graceLeases = new LongAdder();

    private final LongSupplier nanoTime;

    /** Filled here and only read afterwards. */
    private final Map<Retirement, LongAdder> retired = new EnumMap<>(Retirement.class);

    private final Set<SharedKey> encryptionKeys = ConcurrentHashMap.newKeySet();
    private final Set<SharedKey> decryptionKeys = ConcurrentHashMap.newKeySet();

    // The rest is guarded by this: a key that is destroyed goes from those that live to what is past at once.
    private long pastLeases;
    private long pastMessages;
    private long pastBytes;
    private long mostHits;
    private long mostMessages;
    private long mostBytes;

    /** @param nanoTime by which calls are timed */
    CacheCounters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (Retirement reason : Retirement.values()) {
            retired.put(reason, new LongAdder());
        }
    }

    /** Makes a call of the key service, and counts it by its end. */
    <T> T counted(LongAdder successes, LongAdder failures, Supplier<T> call) {
        long begunNanos = nanoTime.getAsLong();
        LongAdder ended = failures;
        try {
            T answer = call.get();
            ended = successes;
            return answer;
        } finally {
            callNanos.add(nanoTime.getAsLong() - begunNanos);
            ended.increment();
        }
    }

    void countRetired(Retirement reason) {
        counter(reason).increment();
    }

    void begin(CacheKey key, SharedKey shared) {
        (key instanceof CacheKey.Encryption ? encryptionKeys : decryptionKeys).add(shared);
    }

    synchronized void end(SharedKey shared) {
        long messages = shared.messages();
        if (encryptionKeys.remove(shared)) {
            pastMessages += messages;
            pastBytes += shared.messageBytes();
            pastLeases += messages;
        } else if (decryptionKeys.remove(shared)) {
            pastLeases += messages;
        }
    }

    synchronized CacheStatistics snapshot(long entries, long spares) {
        long live = sumOfMessages(encryptionKeys);
        long bytes = pastBytes;
        for (SharedKey key : encryptionKeys) {
            bytes += key.messageBytes();
        }
        long leases = pastLeases + live + sumOfMessages(decryptionKeys);
        // In this order: a miss is counted before there is a lease, and is in vain when there is none any more.
        long leasesAndNone = leases + missesInVain.sum();
        mostHits = Math.max(mostHits, leasesAndNone - misses.sum());
        mostMessages = Math.max(mostMessages, pastMessages + live);
        mostBytes = Math.max(mostBytes, bytes);
        return new CacheStatistics(
                mostHits,
                misses.sum(),
                loads.sum(),
                loadFailures.sum(),
                uncachedCalls.sum(),
                Duration.ofNanos(callNanos.sum()),
                entries,
                spares,
                countOfHeld(encryptionKeys) + countOfHeld(decryptionKeys),
                new CacheStatistics.Evictions(
                        count(Retirement.AGE),
                        count(Retirement.IDLE),
                        count(Retirement.LIMIT),
                        count(Retirement.SIZE),
                        count(Retirement.REFRESH),
                        count(Retirement.KEY_CHANGE),
                        count(Retirement.CLOSED)),
                new CacheStatistics.Background(
                        refreshes.sum(),
                        refreshFailures.sum(),
                        revocationChecks.sum(),
                        revocationRefusals.sum(),
                        revocationFailures.sum(),
                        prefetched.sum(),
                        graceLeases.sum()),
                mostMessages,
                mostBytes);
    }

    private long count(Retirement reason) {
        return counter(reason).sum();
    }

    private LongAdder counter(Retirement reason) {
        return Objects.requireNonNull(retired.get(reason));
    }

    private static long countOfHeld(Set<SharedKey> keys) {
        return keys.stream().filter(key -> key.isConfirmed() && !key.isInUse()).count();
    }

    private static long sumOfMessages(Set<SharedKey> keys) {
        long sum = 0;
        for (SharedKey key : keys) {
            sum += key.messages();
        }
        return sum;
    }
}
