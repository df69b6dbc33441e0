package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many more contexts than entries: what is kept stays within what was configured, and so does the heap. */
@Timeout(300)
class ManyContextsTest {

    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");
    private static final int CONTEXTS = SOAK ? 100_000 : 10_000;
    private static final int OPERATIONS = SOAK ? 1_000_000 : 30_000;
    private static final int ENTRIES = 1000;

    /** For an entry: the key, its stripes, its context and names, and Caffeine's node. */
    private static final long BYTES_OF_AN_ENTRY = 4096;

    private static final long NOISE_BYTES = 1 << 16;

    @Test
    void theCacheAndTheHeapStayWithinTheirBounds() {
        DataKeyCache cache =
                new DataKeyCache(new Forgetful(), CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxEntries(ENTRIES)));
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < OPERATIONS; i++) {
            // Two thirds of the uses are of a tenth of the contexts.
            int number = random.nextInt(random.nextInt(3) == 0 ? CONTEXTS : CONTEXTS / 10);
            EncryptionContext context = EncryptionContext.of("tenant", Integer.toString(number));
            try (DataKey key = cache.forEncryption("key", 32, context, 64)) {
                assertThat(key.secret().isDestroyed()).isFalse();
            }
            if (i % 3_000 == 0) {
                assertThat(cache.statistics().entries()).isLessThanOrEqualTo(ENTRIES);
            }
        }
        CacheStatistics statistics = cache.statistics();
        assertThat(statistics.entries()).isEqualTo(ENTRIES);
        assertThat(statistics.messages()).isEqualTo(OPERATIONS);
        assertThat(statistics.loads())
                .isEqualTo(ENTRIES + statistics.evictions().total());
        long full = usedBytes();
        cache.close();
        assertThat(cache.statistics().entries()).isZero();
        long kept = full - usedBytes();
        System.out.printf(
                "%,d operations over %,d contexts: %,d entries keep %,d KiB, hit rate %.3f%n",
                OPERATIONS, CONTEXTS, ENTRIES, kept >> 10, statistics.hitRate());
        assertThat(kept).isLessThan(ENTRIES * BYTES_OF_AN_ENTRY);
    }

    /** When nothing goes any more of what other tests of this JVM have left behind. */
    private static long usedBytes() {
        long used = Long.MAX_VALUE;
        for (int quiet = 0; quiet < 2; ) {
            System.gc();
            long now = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            quiet = now < used - NOISE_BYTES ? 0 : quiet + 1;
            used = Math.min(used, now);
        }
        return used;
    }

    /** A key service that keeps nothing. */
    private static final class Forgetful implements KeyManagementService {

        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public String provider() {
            return "forgetful";
        }

        @Override
        public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
            byte[] number =
                    ByteBuffer.allocate(4).putInt(calls.incrementAndGet()).array();
            return new GeneratedDataKey(
                    SecretBytes.random(sizeBytes), new EncryptedDataKey(provider(), "arn:" + keyId, number));
        }

        @Override
        public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
            throw new UnsupportedOperationException("the cache never encrypts");
        }

        @Override
        public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
            throw new UnsupportedOperationException("nothing is decrypted here");
        }

        @Override
        public void close() {}
    }
}
