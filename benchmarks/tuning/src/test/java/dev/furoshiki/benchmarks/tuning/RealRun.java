package dev.furoshiki.benchmarks.tuning;

import dev.furoshiki.benchmarks.tuning.trace.KeyUse;
import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.CacheStatistics;
import dev.furoshiki.cache.DataKeyCache;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Uses of keys on threads, by the system's clock. */
final class RealRun {

    /**
     * What came of it.
     *
     * @param uses when they really began: whatever kept the machine busy is in there
     * @param latencies what the calls of the key service really took
     */
    record Result(List<KeyUse> uses, double hitRate, long calls, List<Duration> latencies) {}

    private final Sleeping service;
    private final DataKeyCache cache;
    private final Map<Long, EncryptedDataKey> writtenUnder = new ConcurrentHashMap<>();
    private final Queue<KeyUse> begun = new ConcurrentLinkedQueue<>();
    private final long startNanos;

    private RealRun(CachePolicy policy, Duration latency) {
        this.service = new Sleeping(latency);
        this.cache = new DataKeyCache(service, policy);
        this.startNanos = System.nanoTime();
    }

    static Result of(List<KeyUse> uses, CachePolicy policy, int threads, Duration latency) throws Exception {
        RealRun run = new RealRun(policy, latency);
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (KeyUse use : uses) {
                run.waitUntil(use.atNanos());
                ends.add(callers.submit(() -> run.use(use)));
            }
            for (Future<?> end : ends) {
                end.get();
            }
            return run.result();
        } finally {
            callers.shutdownNow();
            run.cache.close();
        }
    }

    private Result result() {
        List<KeyUse> uses = new ArrayList<>(begun);
        uses.sort(Comparator.comparingLong(KeyUse::atNanos));
        CacheStatistics statistics = cache.statistics();
        return new Result(uses, statistics.hitRate(), service.calls.get(), List.copyOf(service.latencies));
    }

    private void waitUntil(long atNanos) {
        for (long left = atNanos - now(); left > 0; left = atNanos - now()) {
            LockSupport.parkNanos(left);
        }
    }

    private void use(KeyUse use) {
        EncryptionContext context = EncryptionContext.of("context", "" + use.context());
        if (use.operation() == KeyUse.Operation.ENCRYPT) {
            begin(use);
            try (DataKey key = cache.forEncryption("key", 32, context, use.bytes())) {
                writtenUnder.put(use.item(), key.encrypted());
            }
            return;
        }
        EncryptedDataKey sealed = writtenUnder.get(use.item());
        // Where it is still being written there is nothing to read yet.
        if (sealed != null) {
            begin(use);
            cache.forDecryption(sealed, context).close();
        }
    }

    private void begin(KeyUse use) {
        begun.add(new KeyUse(
                now(), use.operation(), use.node(), use.caller(), use.keyId(), use.context(), use.item(), use.bytes()));
    }

    private long now() {
        return System.nanoTime() - startNanos;
    }

    /** Takes its time. */
    private static final class Sleeping implements KeyManagementService {

        private final AtomicLong calls = new AtomicLong();
        private final Queue<Duration> latencies = new ConcurrentLinkedQueue<>();
        private final Duration latency;

        Sleeping(Duration latency) {
            this.latency = latency;
        }

        @Override
        public String provider() {
            return "sleeping";
        }

        @Override
        public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
            byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(call()).array();
            return new GeneratedDataKey(
                    SecretBytes.random(sizeBytes), new EncryptedDataKey(provider(), "arn:" + keyId, number));
        }

        @Override
        public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
            call();
            return SecretBytes.random(32);
        }

        @Override
        public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
            throw new UnsupportedOperationException("a cache has nothing encrypted");
        }

        @Override
        public void close() {}

        private long call() {
            long number = calls.incrementAndGet();
            long begunNanos = System.nanoTime();
            long untilNanos = begunNanos + latency.toNanos();
            for (long left = latency.toNanos(); left > 0; left = untilNanos - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            latencies.add(Duration.ofNanos(System.nanoTime() - begunNanos));
            return number;
        }
    }
}
