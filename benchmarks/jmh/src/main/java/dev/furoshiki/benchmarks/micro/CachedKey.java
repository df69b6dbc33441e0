package dev.furoshiki.benchmarks.micro;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.furoshiki.benchmarks.awsencryptionsdk.CachedMaterials;
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

/**
 * A lease on a cached data key, given back, beside a hit in a bare Caffeine cache with a size and an age, or without the age, and beside
 * the AWS Encryption SDK's caching materials manager.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class CachedKey {

    /** Entries, each asked for once in an invocation. */
    static final int ENTRIES = 64;

    private final Bare bare = new Bare();
    private final Bare ageless =
            new Bare(Caffeine.newBuilder().maximumSize(1000).build());
    private KeyService keys;
    private CacheHit encryption;
    private CacheHit decryption;
    private CachedMaterials materials;

    @Setup
    public void setUp() throws IOException {
        keys = KeyService.start();
        encryption = CacheHit.forEncryption(keys);
        decryption = CacheHit.forDecryption(keys);
        materials = new CachedMaterials();
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
        return bare.read();
    }

    /** What looking at the clock costs a bare cache is the difference. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long bareCaffeineWithoutAge() {
        return ageless.read();
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long materialsToEncrypt() {
        return materials.toEncrypt(ENTRIES);
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long materialsToDecrypt() {
        return materials.toDecrypt(ENTRIES);
    }

    /** A Caffeine cache of as many entries. */
    static final class Bare {

        private final Cache<String, byte[]> cache;
        private final String[] names = new String[ENTRIES];

        /** With a size and an age. */
        Bare() {
            this(Caffeine.newBuilder()
                    .maximumSize(1000)
                    .expireAfterWrite(Duration.ofHours(1))
                    .build());
        }

        Bare(Cache<String, byte[]> cache) {
            this.cache = cache;
            for (int i = 0; i < ENTRIES; i++) {
                names[i] = "an encrypted data key number " + i;
                cache.put(names[i], new byte[32]);
            }
        }

        long read() {
            long sum = 0;
            for (String name : names) {
                byte @Nullable [] key = cache.getIfPresent(name);
                if (key == null) {
                    throw new IllegalStateException("not a hit");
                }
                sum += key.length;
            }
            return sum;
        }
    }
}
