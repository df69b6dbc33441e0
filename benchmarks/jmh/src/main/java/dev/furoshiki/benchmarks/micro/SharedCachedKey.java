package dev.furoshiki.benchmarks.micro;

import dev.furoshiki.benchmarks.awsencryptionsdk.CachedMaterials;
import dev.furoshiki.benchmarks.subject.CacheHit;
import dev.furoshiki.benchmarks.subject.KeyService;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** What {@link CachedKey} measures, by two threads that share the cache. */
@State(Scope.Benchmark)
@Threads(2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class SharedCachedKey {

    private final CachedKey.Bare bare = new CachedKey.Bare();
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
    @OperationsPerInvocation(CachedKey.ENTRIES)
    public long forEncryption() {
        return encryption.run(CachedKey.ENTRIES);
    }

    @Benchmark
    @OperationsPerInvocation(CachedKey.ENTRIES)
    public long forDecryption() {
        return decryption.run(CachedKey.ENTRIES);
    }

    @Benchmark
    @OperationsPerInvocation(CachedKey.ENTRIES)
    public long bareCaffeine() {
        return bare.read();
    }

    @Benchmark
    @OperationsPerInvocation(CachedKey.ENTRIES)
    public long materialsToEncrypt() {
        return materials.toEncrypt(CachedKey.ENTRIES);
    }
}
