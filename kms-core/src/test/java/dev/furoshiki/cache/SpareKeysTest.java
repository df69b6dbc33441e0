package dev.furoshiki.cache;

import static dev.furoshiki.cache.Waiting.await;
import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A spare key belongs to a key that is kept, goes with it, and is refused with it. */
@Timeout(60)
class SpareKeysTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final Duration MAX_AGE = KeyLimits.DEFAULT.maxAge();
    private static final CachePolicy POLICY = CachePolicy.DEFAULT
            .with(KeyLimits.DEFAULT.withIdleExpiry(Duration.ZERO)) // or a sweep would be due soon
            .with(Freshness.DEFAULT.withPrefetch(1).withRefreshAhead(0.5, 0))
            .with(CallPolicy.DEFAULT.withNegativeTtl(Duration.ZERO));

    private final CountingKeyService service = new CountingKeyService();
    private final SettableTicker ticker = new SettableTicker();

    @AfterEach
    void nothingIsLeftAfterClosing() {
        until(service::everySecretIsDestroyed);
    }

    @Test
    void noMoreAreKeptThanTheKeysHave() {
        try (DataKeyCache cache =
                new DataKeyCache(service, POLICY.with(POLICY.limits().withMaxEntries(10)), ticker)) {
            for (int i = 0; i < 500; i++) {
                cache.forEncryption("key", 32, EncryptionContext.of("i", "" + i), 1)
                        .close();
            }
            until(() -> cache.statistics().entries() == 10 && livingKeys() <= 20);
            ticker.advance(MAX_AGE);
            assertThat(cache.statistics().entries()).isZero();
            until(() -> service.everySecretIsDestroyed());
        }
    }

    @Test
    void oneThatComesAfterItsKeyHasGoneIsZeroed() {
        CountDownLatch late = new CountDownLatch(1);
        service.inCall = keyId -> {
            if (service.calls.get() == 2) {
                await(late);
            }
        };
        try (DataKeyCache cache = new DataKeyCache(service, POLICY, ticker)) {
            use(cache);
            until(() -> service.calls.get() == 2);
            ticker.advance(MAX_AGE);
            assertThat(cache.statistics().entries()).isZero();
            int before = service.secretsGiven.size();
            late.countDown();
            until(() -> service.secretsGiven.size() == before + 1);
            until(service::everySecretIsDestroyed); // though nobody asks, and no sweep is due
        }
    }

    @Test
    void aRefusedRefreshEndsTheSpareThatTookItsPlace() {
        try (DataKeyCache cache =
                new DataKeyCache(service, POLICY.with(POLICY.limits().withMaxMessages(2)), ticker)) {
            use(cache);
            until(() -> cache.statistics().background().prefetched() == 1);
            ticker.advance(Duration.ofMinutes(3));
            CountDownLatch go = new CountDownLatch(1);
            service.inCall = keyId -> {
                await(go);
                throw new KmsInvalidStateException("pending deletion");
            };
            use(cache); // the second message, which begins the refresh
            until(() -> service.calls.get() == 3);
            use(cache); // the spare's first
            go.countDown();
            until(() -> cache.statistics().background().refreshFailures() == 1);
            until(service::everySecretIsDestroyed);
            assertThatThrownBy(() -> use(cache)).isInstanceOf(KmsInvalidStateException.class);
        }
    }

    @Test
    void aRefusedSpareEndsItsKey() {
        try (DataKeyCache cache = new DataKeyCache(service, POLICY, ticker)) {
            service.inCall = keyId -> {
                if (service.calls.get() > 1) {
                    throw new KmsInvalidStateException("pending deletion");
                }
            };
            use(cache);
            until(service::everySecretIsDestroyed);
            assertThat(cache.statistics().evictions().keyChange()).isEqualTo(1);
            assertThatThrownBy(() -> use(cache)).isInstanceOf(KmsInvalidStateException.class);
        }
    }

    private long livingKeys() {
        return service.secretsGiven.stream()
                .filter(secret -> !secret.isDestroyed())
                .count();
    }

    private static EncryptedDataKey use(DataKeyCache cache) {
        try (DataKey key = cache.forEncryption("key", 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }
}
