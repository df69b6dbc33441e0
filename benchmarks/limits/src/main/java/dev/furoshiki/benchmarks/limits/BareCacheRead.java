package dev.furoshiki.benchmarks.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.KeyUse;
import java.time.Duration;

/**
 * A hit in a bare Caffeine cache with what any cache of keys needs, a size and an age: 64 hot entries in turn, found by a
 * string whose hash is computed once. Any number of threads.
 */
final class BareCacheRead implements Workload {

    private static final int ENTRIES = KeyUse.HOT_KEYS;

    private final Cache<String, byte[]> cache = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofHours(1))
            .build();
    private final String[] names = new String[ENTRIES];

    BareCacheRead() {
        for (int i = 0; i < ENTRIES; i++) {
            names[i] = "an encrypted data key number " + i;
            cache.put(names[i], new byte[32]);
        }
    }

    @Override
    public long run(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            byte[] key = cache.getIfPresent(names[(int) i & (ENTRIES - 1)]);
            if (key == null) {
                throw new IllegalStateException("not a hit");
            }
            sum += key.length;
        }
        return sum;
    }
}
