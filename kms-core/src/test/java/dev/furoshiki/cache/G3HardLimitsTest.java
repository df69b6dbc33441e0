package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** G3: limits are never passed by even one message. */
class G3HardLimitsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");

    private final CountingKeyService service = new CountingKeyService();

    @Test
    void theMessageAfterTheLastGetsAnotherKey() {
        try (DataKeyCache cache =
                new DataKeyCache(service, CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxMessages(3)))) {
            List<EncryptedDataKey> keys = List.of(use(cache, 1), use(cache, 1), use(cache, 1), use(cache, 1));
            assertThat(keys.subList(0, 3)).containsOnly(keys.get(0));
            assertThat(keys.get(3)).isNotEqualTo(keys.get(0));
            assertThat(service.calls).hasValue(2);
            assertThat(cache.statistics().evictions().limit()).isEqualTo(1);
        }
    }

    @Test
    void aMessageThatDoesNotFitGetsAnotherKey() {
        try (DataKeyCache cache =
                new DataKeyCache(service, CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxBytes(100)))) {
            EncryptedDataKey first = use(cache, 60);
            assertThat(use(cache, 40)).isEqualTo(first);
            assertThat(use(cache, 1)).isNotEqualTo(first);
            EncryptedDataKey third = use(cache, 100);
            assertThat(third).isNotEqualTo(first);
            assertThat(service.calls).hasValue(3);
        }
    }

    @Test
    void aMessageThatWasRefusedForItsLengthTakesNoBytes() {
        CachePolicy policy =
                CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxBytes(1000)).with(CachePolicy.OnLimit.FAIL);
        try (DataKeyCache cache = new DataKeyCache(service, policy)) {
            EncryptedDataKey key = use(cache, 600);
            assertThatThrownBy(() -> use(cache, 600)).isInstanceOf(LimitExceededException.class);
            assertThat(use(cache, 100)).isEqualTo(key);
            assertThat(use(cache, 300)).isEqualTo(key);
            assertThatThrownBy(() -> use(cache, 1)).isInstanceOf(LimitExceededException.class);
            assertThat(cache.statistics().messageBytes()).isEqualTo(1000);
        }
    }

    /** More of them than 2^63 bytes. */
    @Test
    void noNumberOfRefusedMessagesMakesRoom() {
        long most = 1L << 50;
        CachePolicy policy =
                CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxBytes(most)).with(CachePolicy.OnLimit.FAIL);
        try (DataKeyCache cache = new DataKeyCache(service, policy)) {
            use(cache, most);
            for (int i = 0; i < (1 << 14); i++) {
                assertThatThrownBy(() -> use(cache, most)).isInstanceOf(LimitExceededException.class);
            }
        }
    }

    @Test
    void anEmptyMessageCountsAsAMessage() {
        try (DataKeyCache cache =
                new DataKeyCache(service, CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxMessages(1)))) {
            assertThat(use(cache, 0)).isNotEqualTo(use(cache, 0));
        }
    }

    @Test
    void aMessageLongerThanAnyKeyAllowsIsRefused() {
        try (DataKeyCache cache =
                new DataKeyCache(service, CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxBytes(100)))) {
            assertThatThrownBy(() -> use(cache, 101))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("100")
                    .hasMessageContaining("101");
            assertThatThrownBy(() -> use(cache, -1)).isInstanceOf(ValidationException.class);
            assertThatThrownBy(() -> use(cache, Long.MIN_VALUE)).isInstanceOf(ValidationException.class);
            assertThat(service.calls).hasValue(0);
        }
    }

    @Test
    void decryptionHasNoLimit() {
        try (DataKeyCache cache = new DataKeyCache(
                service,
                CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxMessages(1).withMaxBytes(1)))) {
            EncryptedDataKey encrypted = use(cache, 1);
            for (int i = 0; i < 10; i++) {
                cache.forDecryption(encrypted, CONTEXT).close();
            }
            assertThat(service.calls).hasValue(2);
        }
    }

    @Test
    @Timeout(120)
    void manyThreadsUseEachKeyExactlyAsOftenAsAllowed() throws Exception {
        int threads = 8;
        int messages = SOAK ? 200_000 : 8_000;
        int most = 7;
        Map<EncryptedDataKey, AtomicLong> uses = new ConcurrentHashMap<>();
        try (DataKeyCache cache =
                new DataKeyCache(service, CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxMessages(most)))) {
            Threads.run(threads, () -> {
                for (int i = 0; i < messages / threads; i++) {
                    uses.computeIfAbsent(use(cache, 1), key -> new AtomicLong()).incrementAndGet();
                }
                return true;
            });
            assertThat(cache.statistics().messages()).isEqualTo(messages);
        }
        assertThat(uses.values()).allSatisfy(count -> assertThat(count.get()).isLessThanOrEqualTo(most));
        assertThat(uses.values().stream().mapToLong(AtomicLong::get).sum()).isEqualTo(messages);
        // A grant that reaches a stripe when its message has given up is lost, never used twice; that is rare.
        assertThat(uses).hasSizeBetween((messages + most - 1) / most, messages / most * 2);
    }

    @Test
    @Timeout(120)
    void manyThreadsNeverPassTheLimitOfBytes() throws Exception {
        int threads = 8;
        int messages = SOAK ? 20_000 : 600;
        long most = 1000;
        Map<EncryptedDataKey, AtomicLong> bytes = new ConcurrentHashMap<>();
        AtomicLong all = new AtomicLong();
        try (DataKeyCache cache =
                new DataKeyCache(service, CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxBytes(most)))) {
            Threads.run(threads, () -> {
                for (int i = 0; i < messages; i++) {
                    long size = ThreadLocalRandom.current().nextLong(1, most + 1);
                    bytes.computeIfAbsent(use(cache, size), key -> new AtomicLong())
                            .addAndGet(size);
                    all.addAndGet(size);
                }
                return true;
            });
            assertThat(cache.statistics().messageBytes()).isEqualTo(all.get());
        }
        assertThat(bytes.values()).allSatisfy(count -> assertThat(count.get()).isLessThanOrEqualTo(most));
    }

    @Property(tries = 300)
    void eachKeyIsFilledInOrder(
            @ForAll @LongRange(min = 1, max = 20) long maxMessages,
            @ForAll @LongRange(min = 50, max = 500) long maxBytes,
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 50) Integer> sizes) {
        CountingKeyService keys = new CountingKeyService();
        long messages = 0;
        long bytes = 0;
        int expectedKeys = sizes.isEmpty() ? 0 : 1;
        try (DataKeyCache cache = new DataKeyCache(
                keys,
                // One call at a time is made anyway; more would have another thread started for each.
                CachePolicy.DEFAULT
                        .with(CallPolicy.DEFAULT.withMaxInFlight(1))
                        .with(KeyLimits.DEFAULT.withMaxMessages(maxMessages).withMaxBytes(maxBytes)))) {
            for (int size : sizes) {
                if (messages == maxMessages || bytes + size > maxBytes) {
                    expectedKeys++;
                    messages = 0;
                    bytes = 0;
                }
                messages++;
                bytes += size;
                use(cache, size);
                assertThat(keys.calls).hasValue(expectedKeys);
            }
        }
    }

    @Test
    void thePolicyRefusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> KeyLimits.DEFAULT.withMaxMessages((1L << 32) + 1))
                .hasMessageContaining("4294967297");
        assertThat(KeyLimits.DEFAULT.withMaxMessages(1L << 32).maxMessages()).isEqualTo(1L << 32);
        assertThatThrownBy(() -> KeyLimits.DEFAULT.withMaxMessages(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyLimits.DEFAULT.withMaxBytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyLimits.DEFAULT.withMaxBytes((1L << 50) + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(KeyLimits.DEFAULT.withMaxBytes(1L << 50).maxBytes()).isEqualTo(1L << 50);
        assertThatThrownBy(() -> KeyLimits.DEFAULT.withMaxEntries(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyLimits.DEFAULT.withMaxAge(java.time.Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static EncryptedDataKey use(DataKeyCache cache, long bytes) {
        try (DataKey key = cache.forEncryption("key", 32, CONTEXT, bytes)) {
            return key.encrypted();
        }
    }
}
