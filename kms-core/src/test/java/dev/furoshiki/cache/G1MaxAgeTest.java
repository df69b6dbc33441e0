package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** G1: no entry is served past maxAge. */
class G1MaxAgeTest {

    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    /** So that a key is replaced when somebody asks for it, and then only. */
    private static final CachePolicy UNREFRESHED = CachePolicy.DEFAULT.with(Freshness.DEFAULT.withRefreshAhead(1, 0));

    /** Nor is another thread started for each of its calls. */
    private static final CachePolicy ONE_CALLER = UNREFRESHED.with(CallPolicy.DEFAULT.withMaxInFlight(1));

    private final CountingKeyService service = new CountingKeyService();
    private final SettableTicker ticker = new SettableTicker();
    private final DataKeyCache cache =
            new DataKeyCache(service, UNREFRESHED.with(KeyLimits.DEFAULT.withMaxAge(MAX_AGE)), ticker);

    @Test
    void aKeyIsServedUntilTheLastNanosecondAndNotAtMaxAge() {
        EncryptedDataKey first = encryptionKey();
        ticker.advance(MAX_AGE.minusNanos(1));
        assertThat(encryptionKey()).isEqualTo(first);
        ticker.advance(Duration.ofNanos(1));
        assertThat(encryptionKey()).isNotEqualTo(first);
        assertThat(service.calls).hasValue(2);
        assertThat(cache.statistics().evictions().age()).isEqualTo(1);
    }

    @Test
    void aDecryptionKeyAgesAsWell() {
        EncryptedDataKey encrypted = encryptionKey();
        cache.forDecryption(encrypted, CONTEXT).close();
        ticker.advance(MAX_AGE.minusNanos(1));
        cache.forDecryption(encrypted, CONTEXT).close();
        assertThat(service.calls).hasValue(2);
        ticker.advance(Duration.ofNanos(1));
        cache.forDecryption(encrypted, CONTEXT).close();
        assertThat(service.calls).hasValue(3);
    }

    @Test
    void aSlowAnswerAgesFromTheQuestion() {
        service.inCall = keyId -> ticker.advance(Duration.ofMinutes(2));
        EncryptedDataKey first = encryptionKey();
        service.inCall = keyId -> {};
        ticker.advance(Duration.ofMinutes(3).minusNanos(1));
        assertThat(encryptionKey()).isEqualTo(first);
        ticker.advance(Duration.ofNanos(1));
        assertThat(encryptionKey()).isNotEqualTo(first);
    }

    @Test
    void anAnswerSlowerThanMaxAgeServesItsCallerOnly() {
        service.inCall = keyId -> ticker.advance(MAX_AGE.plusSeconds(1));
        EncryptedDataKey first = encryptionKey();
        assertThat(encryptionKey()).isNotEqualTo(first);
        assertThat(service.calls).hasValue(2);
    }

    @Test
    void aKeyThatGotTooOldWhileItsUseWasRecordedIsNotUsed() {
        CountingKeyService slowToRecord = new CountingKeyService() {
            @Override
            public void recordCachedUses(
                    String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
                super.recordCachedUses(keyId, key, context, encrypting, uses);
                if (recordedUses.size() == 1) {
                    ticker.advance(MAX_AGE);
                }
            }
        };
        try (DataKeyCache kept = new DataKeyCache(slowToRecord, UNREFRESHED, ticker)) {
            EncryptedDataKey first;
            try (DataKey key = kept.forEncryption("key", 32, CONTEXT, 1)) {
                first = key.encrypted();
            }
            try (DataKey key = kept.forEncryption("key", 32, CONTEXT, 1)) {
                assertThat(key.encrypted()).isNotEqualTo(first);
            }
            assertThat(slowToRecord.calls).hasValue(2);
        }
    }

    @Test
    void anExpiredKeyIsZeroedThoughNobodyAsks() throws InterruptedException {
        try (DataKeyCache shortLived =
                new DataKeyCache(service, UNREFRESHED.with(KeyLimits.DEFAULT.withMaxAge(Duration.ofMillis(30))))) {
            shortLived.forEncryption("key", 32, CONTEXT, 1).close();
            shortLived.forEncryption("other", 32, CONTEXT, 1).close();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!service.everySecretIsDestroyed() && System.nanoTime() - deadline < 0) {
                Thread.sleep(5);
            }
            assertThat(service.secretsGiven).hasSize(2);
            assertThat(service.everySecretIsDestroyed()).isTrue();
        }
    }

    @Property(tries = 300)
    void whateverTheTimesNoLeaseIsOlderThanMaxAge(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 200_000) Integer> pauses) {
        SettableTicker clock = new SettableTicker();
        CountingKeyService keys = new CountingKeyService();
        Duration maxAge = Duration.ofMillis(250);
        Map<EncryptedDataKey, Long> askedAt = new HashMap<>();
        try (DataKeyCache kept = new DataKeyCache(keys, ONE_CALLER.with(KeyLimits.DEFAULT.withMaxAge(maxAge)), clock)) {
            for (int micros : pauses) {
                clock.advance(Duration.ofNanos(micros * 1000L));
                try (DataKey key = kept.forEncryption("key", 32, CONTEXT, 1)) {
                    long birth = askedAt.computeIfAbsent(key.encrypted(), fresh -> clock.read());
                    assertThat(clock.read() - birth).isLessThan(maxAge.toNanos());
                }
            }
        }
        assertThat(keys.calls).hasValue(askedAt.size());
    }

    private EncryptedDataKey encryptionKey() {
        try (DataKey key = cache.forEncryption("key", 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }
}
