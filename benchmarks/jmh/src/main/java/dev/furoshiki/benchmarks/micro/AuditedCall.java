package dev.furoshiki.benchmarks.micro;

import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.subject.KeyService;
import dev.furoshiki.benchmarks.subject.ServiceCall;
import dev.furoshiki.benchmarks.workload.KeyUse;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A call of the embedded key service by one thread, in the audit log on the disk before it returns. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class AuditedCall {

    private KeyService keys;
    private Workload generateDataKey;
    private Workload encrypt;
    private Workload decrypt;

    @Setup
    public void setUp() throws IOException {
        keys = KeyService.start();
        generateDataKey = ServiceCall.of(new KeyUse(KeyUse.GENERATE_DATA_KEY, 1), keys);
        encrypt = ServiceCall.of(new KeyUse(KeyUse.ENCRYPT, 1), keys);
        decrypt = ServiceCall.of(new KeyUse(KeyUse.DECRYPT, 1), keys);
    }

    @TearDown
    public void tearDown() throws IOException {
        keys.close();
    }

    @Benchmark
    public long generateDataKey() throws Exception {
        return generateDataKey.run(1);
    }

    @Benchmark
    public long encrypt() throws Exception {
        return encrypt.run(1);
    }

    @Benchmark
    public long decrypt() throws Exception {
        return decrypt.run(1);
    }
}
