package dev.furoshiki.benchmarks.micro;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.furoshiki.benchmarks.subject.CacheHit;
import dev.furoshiki.benchmarks.subject.KeyService;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A lease on a cached data key, given back, beside a hit in a bare Caffeine cache with a size and an age, or without the age. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class CachedKey {

    /** Entries, each asked for once in an invocation. */
    static final int ENTRIES = 64;

    private final Cache<String, byte[]> cache = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofHours(1))
            .build();
    private final Cache<String, byte[]> ageless =
            Caffeine.newBuilder().maximumSize(1000).build();
    private final String[] names = new String[ENTRIES];
    private KeyService keys;
    private CacheHit encryption;
    private CacheHit decryption;

    @Setup
    public void setUp() throws IOException {
        for (int i = 0; i < ENTRIES; i++) {
            names[i] = "an encrypted data key number " + i;
            cache.put(names[i], new byte[32]);
            ageless.put(names[i], new byte[32]);
        }
        keys = KeyService.start();
        encryption = CacheHit.forEncryption(keys);
        decryption = CacheHit.forDecryption(keys);
    }

    @TearDown
    public void tearDown() throws IOException {
        keys.close();
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long forEncryption() {
        return encryption.run(ENTRIES);
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long forDecryption() {
        return decryption.run(ENTRIES);
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long bareCaffeine() {
        return read(cache);
    }

    /** What looking at the clock costs a bare cache is the difference. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long bareCaffeineWithoutAge() {
        return read(ageless);
    }

    private long read(Cache<String, byte[]> from) {
        long sum = 0;
        for (String name : names) {
            byte @Nullable [] key = from.getIfPresent(name);
            if (key == null) {
                throw new IllegalStateException("not a hit");
            }
            sum += key.length;
        }
        return sum;
    }
}
