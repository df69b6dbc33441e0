package dev.furoshiki.cache;

import static dev.furoshiki.cache.Waiting.await;
import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.DisabledException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** G6: a failing refresh is invisible until maxAge, then a typed exception; never plaintext. */
@Timeout(60)
class G6RefreshTest {

    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    /** Refreshed at exactly 80 % of the age, and no breaker between a test and the key service. */
    private static final CachePolicy POLICY = CachePolicy.DEFAULT
            .with(KeyLimits.DEFAULT.withMaxAge(MAX_AGE))
            .with(Freshness.DEFAULT.withRefreshAhead(0.8, 0))
            .with(CallPolicy.DEFAULT
                    .withNegativeTtl(Duration.ZERO)
                    .withCircuitBreaker(1_000_000, Duration.ofSeconds(1), Duration.ofSeconds(1)));

    private final CountingKeyService service = new CountingKeyService();
    private final SettableTicker ticker = new SettableTicker();
    private final DataKeyCache cache = new DataKeyCache(service, POLICY, ticker);

    @AfterEach
    void nothingIsLeftAfterClosing() {
        cache.close();
        until(service::everySecretIsDestroyed); // a refresh may be under way
    }

    @Test
    void aKeyInUseIsReplacedBeforeItIsTooOldAndNobodyWaits() {
        EncryptedDataKey first = key();
        ticker.advance(Duration.ofMinutes(4).minusNanos(1));
        assertThat(key()).isEqualTo(first);
        assertThat(service.calls).hasValue(1);
        ticker.advance(Duration.ofNanos(1));
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> await(go);
        assertThat(key()).isEqualTo(first); // and asks for the next
        assertThat(key()).isEqualTo(first);
        until(() -> service.calls.get() == 2);
        go.countDown();
        until(() -> !key().equals(first));
        assertThat(service.calls).hasValue(2);
        ticker.advance(Duration.ofMinutes(2));
        EncryptedDataKey second = key();
        assertThat(second).isNotEqualTo(first);
        assertThat(service.calls).hasValue(2);
        assertThat(cache.statistics().evictions().refresh()).isEqualTo(1);
        assertThat(cache.statistics().background().refreshes()).isEqualTo(1);
    }

    @Test
    void aDecryptionKeyIsAskedForAgainUnderTheSameName() {
        EncryptedDataKey encrypted = key();
        cache.forDecryption(encrypted, CONTEXT).close();
        ticker.advance(Duration.ofMinutes(4));
        cache.forDecryption(encrypted, CONTEXT).close();
        until(() -> cache.statistics().background().refreshes() == 1);
        ticker.advance(Duration.ofMinutes(3));
        cache.forDecryption(encrypted, CONTEXT).close();
        assertThat(service.calls).hasValue(3);
    }

    @Test
    void anOutageShorterThanMaxAgeCostsNoOperation() {
        EncryptedDataKey first = key();
        ticker.advance(Duration.ofMinutes(4));
        service.inCall = keyId -> {
            throw new DependencyTimeoutException("out", null);
        };
        for (int second = 0; second < 59; second++) {
            assertThat(key()).isEqualTo(first);
            until(() -> cache.statistics().background().refreshFailures() > 0);
            ticker.advance(Duration.ofSeconds(1));
        }
        assertThat(service.calls.get()).isBetween(2, 59);
        service.inCall = keyId -> {};
        ticker.advance(Duration.ofMillis(900));
        until(() -> {
            ticker.advance(Duration.ofNanos(1));
            return !key().equals(first);
        });
        ticker.advance(Duration.ofMinutes(1));
        assertThat(key()).isNotEqualTo(first);
    }

    @Test
    void atMaxAgeTheOutageIsATypedException() {
        key();
        service.inCall = keyId -> {
            throw new DependencyTimeoutException("out", null);
        };
        ticker.advance(MAX_AGE.minusNanos(1));
        key();
        ticker.advance(Duration.ofNanos(1));
        assertThatThrownBy(this::key).isInstanceOf(DependencyTimeoutException.class);
    }

    @Test
    void aKeyIsServedOnThoughAnotherChangedWhileItWasReplaced() {
        EncryptedDataKey first = key();
        ticker.advance(Duration.ofMinutes(4));
        service.inCall = keyId -> cache.invalidate(CountingKeyService.arn("another"));
        assertThat(key()).isEqualTo(first); // and asks for the next
        until(() -> service.calls.get() == 2 && service.concurrentCalls.get() == 0);
        service.inCall = keyId -> {
            throw new DependencyTimeoutException("out", null);
        };
        until(() -> !key().equals(first));
        assertThat(cache.statistics().evictions().keyChange()).isZero();
    }

    @Test
    void aRefusalOfTheRefreshEndsTheUseAtOnce() {
        key();
        service.disableUnheard("key");
        ticker.advance(Duration.ofMinutes(4));
        key();
        until(() -> cache.statistics().entries() == 0);
        assertThatThrownBy(this::key).isInstanceOf(DisabledException.class);
        assertThat(cache.statistics().evictions().keyChange()).isEqualTo(1);
    }

    @Test
    void aKeyThatNobodyUsesIsNotRefreshed() {
        key();
        ticker.advance(MAX_AGE);
        assertThat(cache.statistics().entries()).isZero();
        assertThat(service.calls).hasValue(1);
    }

    @Test
    void offlineGraceServesOnWhileTheServiceIsAway() {
        try (DataKeyCache graced = new DataKeyCache(
                service, POLICY.with(POLICY.freshness().withOfflineGrace(Duration.ofMinutes(10))), ticker)) {
            EncryptedDataKey first = use(graced);
            ticker.advance(MAX_AGE);
            service.inCall = keyId -> {
                throw new DependencyTimeoutException("out", null);
            };
            assertThat(use(graced)).isEqualTo(first);
            ticker.advance(Duration.ofMinutes(10).minusNanos(1));
            assertThat(use(graced)).isEqualTo(first);
            ticker.advance(Duration.ofNanos(1));
            assertThatThrownBy(() -> use(graced)).isInstanceOf(DependencyTimeoutException.class);
            assertThat(graced.statistics().background().graceLeases()).isPositive();
        }
    }

    @Test
    void anInterruptIsNoAbsenceOfTheServiceAndEarnsNoGrace() {
        try (DataKeyCache graced = new DataKeyCache(
                service, POLICY.with(POLICY.freshness().withOfflineGrace(Duration.ofMinutes(10))), ticker)) {
            use(graced);
            ticker.advance(MAX_AGE);
            CountDownLatch go = new CountDownLatch(1);
            service.inCall = keyId -> Waiting.await(go);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> use(graced))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(graced.statistics().background().graceLeases()).isZero();
            go.countDown();
        }
    }

    @Test
    void offlineGraceDoesNotOutlastARefusalNorTheReturnOfTheService() {
        try (DataKeyCache graced = new DataKeyCache(
                service, POLICY.with(POLICY.freshness().withOfflineGrace(Duration.ofMinutes(10))), ticker)) {
            EncryptedDataKey first = use(graced);
            ticker.advance(MAX_AGE);
            assertThat(use(graced)).isNotEqualTo(first);
            ticker.advance(MAX_AGE);
            service.disableUnheard("key");
            assertThatThrownBy(() -> use(graced)).isInstanceOf(DisabledException.class);
        }
    }

    @Property(tries = 60)
    void whateverFailsNoLeaseIsOlderThanMaxAge(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 120) Integer> pauseSeconds, @ForAll int failing) {
        CountingKeyService keys = new CountingKeyService();
        SettableTicker clock = new SettableTicker();
        // By the number of the call, which the key service puts into the ciphertext. A key's age counts from no later
        // than this.
        java.util.Map<Integer, Long> askedAt = new java.util.concurrent.ConcurrentHashMap<>();
        keys.inCall = keyId -> {
            askedAt.put(keys.calls.get(), clock.read());
            if (((failing >>> (keys.calls.get() % 32)) & 1) == 1) {
                throw new DependencyTimeoutException("out", null);
            }
        };
        try (DataKeyCache kept = new DataKeyCache(keys, POLICY, clock)) {
            for (int seconds : pauseSeconds) {
                clock.advance(Duration.ofSeconds(seconds));
                try (DataKey key = kept.forEncryption("key", 32, CONTEXT, 1)) {
                    int call = java.nio.ByteBuffer.wrap(key.encrypted().ciphertext())
                            .getInt();
                    assertThat(clock.read() - java.util.Objects.requireNonNull(askedAt.get(call)))
                            .isLessThan(MAX_AGE.toNanos());
                } catch (DependencyTimeoutException outage) {
                    assertThat(outage).hasMessage("out");
                }
            }
        }
        until(keys::everySecretIsDestroyed); // a refresh may be under way
    }

    private EncryptedDataKey key() {
        return use(cache);
    }

    private static EncryptedDataKey use(DataKeyCache cache) {
        try (DataKey key = cache.forEncryption("key", 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }
}
