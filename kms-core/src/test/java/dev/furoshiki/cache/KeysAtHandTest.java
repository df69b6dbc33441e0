package dev.furoshiki.cache;

import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.LimitExceededException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys kept ready, keys asked about, keys that nobody uses, and keys that are to fail at their limit. */
@Timeout(60)
class KeysAtHandTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final CountingKeyService service = new CountingKeyService();
    private final SettableTicker ticker = new SettableTicker();

    @AfterEach
    void nothingIsLeftAfterClosing() {
        until(service::everySecretIsDestroyed);
    }

    @Test
    void aPrefetchedKeyTakesThePlaceOfOneAtItsLimit() {
        CachePolicy policy =
                CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxMessages(2)).with(Freshness.DEFAULT.withPrefetch(2));
        try (DataKeyCache cache = new DataKeyCache(service, policy, ticker)) {
            EncryptedDataKey first = use(cache);
            until(() -> cache.statistics().background().prefetched() == 2);
            assertThat(service.calls).hasValue(3);
            until(() -> cache.statistics().spares() == 2);
            service.inCall = keyId -> {
                throw new DependencyTimeoutException("out", null);
            };
            assertThat(use(cache)).isEqualTo(first);
            EncryptedDataKey second = use(cache);
            assertThat(second).isNotEqualTo(first);
            assertThat(cache.statistics().spares()).isEqualTo(1);
            assertThat(use(cache)).isEqualTo(second);
            EncryptedDataKey third = use(cache);
            assertThat(third).isNotEqualTo(second);
            assertThat(use(cache)).isEqualTo(third);
            assertThatThrownBy(() -> use(cache)).isInstanceOf(DependencyTimeoutException.class);
        }
    }

    @Test
    void aPrefetchedKeyAgesAndIsDroppedWithItsKey() {
        CachePolicy policy = CachePolicy.DEFAULT.with(Freshness.DEFAULT.withPrefetch(1));
        try (DataKeyCache cache = new DataKeyCache(service, policy, ticker)) {
            use(cache);
            until(() -> cache.statistics().background().prefetched() == 1);
            ticker.advance(KeyLimits.DEFAULT.maxAge());
            assertThat(cache.statistics().evictions().age()).isEqualTo(2);
            assertThat(service.everySecretIsDestroyed()).isTrue();
            use(cache);
            until(() -> cache.statistics().background().prefetched() == 2);
            service.disable("key");
            assertThat(service.everySecretIsDestroyed()).isTrue();
            assertThatThrownBy(() -> use(cache)).isInstanceOf(DisabledException.class);
        }
    }

    @Test
    void aRevokedKeyIsSeenWithinTheIntervalWhileItIsUsed() {
        CachePolicy policy = CachePolicy.DEFAULT.with(Freshness.DEFAULT.withRevocationCheck(INTERVAL));
        try (DataKeyCache cache = new DataKeyCache(service, policy, ticker)) {
            EncryptedDataKey encrypted = use(cache);
            cache.forDecryption(encrypted, CONTEXT).close();
            ticker.advance(INTERVAL);
            use(cache);
            cache.forDecryption(encrypted, CONTEXT).close();
            until(() -> service.dryRuns.get() == 1);
            service.disableUnheard("key");
            ticker.advance(INTERVAL.minusNanos(1));
            assertThat(use(cache)).isEqualTo(encrypted);
            ticker.advance(Duration.ofNanos(1));
            use(cache);
            until(() -> cache.statistics().evictions().keyChange() == 2);
            assertThat(service.dryRuns).hasValue(2);
            assertThatThrownBy(() -> cache.forDecryption(encrypted, CONTEXT)).isInstanceOf(DisabledException.class);
        }
    }

    @Test
    void whatOneKeysCheckSavedAnotherIsAskedAboutAnIntervalLater() {
        CachePolicy policy = CachePolicy.DEFAULT.with(Freshness.DEFAULT.withRevocationCheck(INTERVAL));
        EncryptionContext other = EncryptionContext.of("purpose", "other");
        try (DataKeyCache cache = new DataKeyCache(service, policy, ticker)) {
            use(cache);
            ticker.advance(INTERVAL.minusSeconds(1));
            cache.forEncryption("key", 32, other, 1).close();
            ticker.advance(Duration.ofSeconds(1));
            use(cache);
            until(() -> service.dryRuns.get() == 1); // at 10 s
            ticker.advance(Duration.ofSeconds(9));
            cache.forEncryption("key", 32, other, 1).close();
            assertThat(service.dryRuns).hasValue(1);
            ticker.advance(Duration.ofSeconds(1));
            cache.forEncryption("key", 32, other, 1).close();
            until(() -> service.dryRuns.get() == 2); // at 20 s
        }
    }

    /** It is said in the log, and takes no thread with it. */
    @Test
    void aDefectOfTheProviderInACheckChangesNothing() {
        CachePolicy policy = CachePolicy.DEFAULT.with(Freshness.DEFAULT.withRevocationCheck(INTERVAL));
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        try (DataKeyCache cache = new DataKeyCache(service, policy, ticker)) {
            EncryptedDataKey encrypted = use(cache);
            service.inCall = keyId -> {
                throw new IllegalStateException("a defect of the provider");
            };
            ticker.advance(INTERVAL);
            use(cache);
            until(() -> cache.statistics().background().revocationChecks() == 1);
            ticker.advance(INTERVAL);
            assertThat(use(cache)).isEqualTo(encrypted);
            until(() -> cache.statistics().background().revocationChecks() == 2);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).isEmpty();
    }

    @Test
    void aCheckThatFailsOtherwiseChangesNothing() {
        CachePolicy policy = CachePolicy.DEFAULT.with(Freshness.DEFAULT.withRevocationCheck(INTERVAL));
        try (DataKeyCache cache = new DataKeyCache(service, policy, ticker)) {
            EncryptedDataKey encrypted = use(cache);
            service.inCall = keyId -> {
                throw new DependencyTimeoutException("out", null);
            };
            for (int i = 1; i <= 3; i++) {
                ticker.advance(INTERVAL);
                assertThat(use(cache)).isEqualTo(encrypted);
                int checks = i;
                until(() -> service.dryRuns.get() == checks);
            }
            assertThat(use(cache)).isEqualTo(encrypted);
        }
    }

    @Test
    void aKeyThatNobodyUsesIsDroppedAndZeroed() {
        CachePolicy policy = CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withIdleExpiry(Duration.ofMinutes(1)));
        try (DataKeyCache cache = new DataKeyCache(service, policy, ticker)) {
            EncryptedDataKey encrypted = use(cache);
            assertThat(cache.statistics().entries()).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(59));
            assertThat(use(cache)).isEqualTo(encrypted);
            assertThat(cache.statistics().entries()).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(59));
            assertThat(cache.statistics().entries()).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(1));
            assertThat(cache.statistics().entries()).isZero();
            assertThat(cache.statistics().evictions().idle()).isEqualTo(1);
            assertThat(service.everySecretIsDestroyed()).isTrue();
        }
    }

    @Test
    void atItsLimitAKeyFailsUntilItIsTooOldIfThatIsWanted() {
        CachePolicy policy = CachePolicy.DEFAULT
                .with(KeyLimits.DEFAULT.withMaxMessages(2))
                .with(Freshness.DEFAULT.withRefreshAhead(1, 0))
                .with(CachePolicy.OnLimit.FAIL);
        try (DataKeyCache cache = new DataKeyCache(service, policy, ticker)) {
            EncryptedDataKey first = use(cache);
            assertThat(use(cache)).isEqualTo(first);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> use(cache))
                        .isInstanceOf(LimitExceededException.class)
                        .hasMessageContaining("maxMessages (2)")
                        .hasMessageContaining("key");
            }
            assertThat(service.calls).hasValue(1);
            ticker.advance(KeyLimits.DEFAULT.maxAge());
            assertThat(use(cache)).isNotEqualTo(first);
        }
    }

    private static EncryptedDataKey use(DataKeyCache cache) {
        try (DataKey key = cache.forEncryption("key", 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }
}
