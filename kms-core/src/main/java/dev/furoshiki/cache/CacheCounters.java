package dev.furoshiki.cache;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What happened in a cache. A hit counts nothing here: each key counts its own messages, and hits are the leases that no
 * miss led to. Thread-safe.
 */
final class CacheCounters {

    final LongAdder misses = new LongAdder();
    final LongAdder leasesAfterMiss = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder uncachedCalls = new LongAdder();
    final LongAdder callNanos = new LongAdder();
    final LongAdder refreshes = new LongAdder();
    final LongAdder refreshFailures = new LongAdder();
    final LongAdder revocationChecks = new LongAdder();
    final LongAdder prefetched = new LongAdder();
    final LongAdder graceLeases = new LongAdder();

    /** Filled here and only read afterwards. */
    private final Map<Retirement, LongAdder> retired = new EnumMap<>(Retirement.class);

    private final Set<SharedKey> encryptionKeys = ConcurrentHashMap.newKeySet();
    private final Set<SharedKey> decryptionKeys = ConcurrentHashMap.newKeySet();
    private final LongAdder pastLeases = new LongAdder();
    private final LongAdder pastMessages = new LongAdder();
    private final LongAdder pastBytes = new LongAdder();

    CacheCounters() {
        for (Retirement reason : Retirement.values()) {
            retired.put(reason, new LongAdder());
        }
    }

    /** Makes a call of the key service, and counts it by its end. */
    <T> T counted(LongAdder successes, LongAdder failures, Supplier<T> call) {
        long begunNanos = System.nanoTime();
        LongAdder ended = failures;
        try {
            T answer = call.get();
            ended = successes;
            return answer;
        } finally {
            callNanos.add(System.nanoTime() - begunNanos);
            ended.increment();
        }
    }

    void countRetired(Retirement reason) {
        counter(reason).increment();
    }

    void begin(CacheKey key, SharedKey shared) {
        (key instanceof CacheKey.Encryption ? encryptionKeys : decryptionKeys).add(shared);
    }

    void end(SharedKey shared) {
        if (encryptionKeys.remove(shared)) {
            pastMessages.add(shared.messages());
            pastBytes.add(shared.messageBytes());
            pastLeases.add(shared.messages());
        } else if (decryptionKeys.remove(shared)) {
            pastLeases.add(shared.messages());
        }
    }

    CacheStatistics snapshot(long entries) {
        long live = sumOfMessages(encryptionKeys);
        long messages = pastMessages.sum() + live;
        long bytes = pastBytes.sum();
        for (SharedKey key : encryptionKeys) {
            bytes += key.messageBytes();
        }
        long leases = pastLeases.sum() + live + sumOfMessages(decryptionKeys);
        return new CacheStatistics(
                Math.max(0, leases - leasesAfterMiss.sum()),
                misses.sum(),
                loads.sum(),
                loadFailures.sum(),
                uncachedCalls.sum(),
                Duration.ofNanos(callNanos.sum()),
                entries,
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
                        prefetched.sum(),
                        graceLeases.sum()),
                messages,
                bytes);
    }

    private long count(Retirement reason) {
        return counter(reason).sum();
    }

    private LongAdder counter(Retirement reason) {
        return Objects.requireNonNull(retired.get(reason));
    }

    private static long sumOfMessages(Set<SharedKey> keys) {
        long sum = 0;
        for (SharedKey key : keys) {
            sum += key.messages();
        }
        return sum;
    }
}
