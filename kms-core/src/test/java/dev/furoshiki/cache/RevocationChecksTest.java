package dev.furoshiki.cache;

import static dev.furoshiki.cache.Waiting.await;
import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a key service that cannot tell of changes is asked, where it does not answer, answers late, or denies what is asked. */
@Timeout(60)
class RevocationChecksTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final CachePolicy POLICY = CachePolicy.DEFAULT
            .with(Freshness.DEFAULT.withRevocationCheck(INTERVAL).withRefreshAhead(1, 0))
            .with(CallPolicy.DEFAULT.withTimeout(Duration.ofSeconds(30)));

    private final CountingKeyService service = new CountingKeyService();
    private final SettableTicker ticker = new SettableTicker();

    @AfterEach
    void nothingIsLeftAfterClosing() {
        until(service::everySecretIsDestroyed);
    }

    @Test
    void aCheckThatWasNotAnsweredIsMadeAgainSoon() {
        Duration interval = Duration.ofMinutes(4);
        CachePolicy seldom = POLICY.with(POLICY.freshness().withRevocationCheck(interval));
        try (DataKeyCache cache = new DataKeyCache(service, seldom, ticker)) {
            EncryptedDataKey encrypted = use(cache);
            service.inCall = keyId -> {
                throw new ThrottlingException("slower");
            };
            ticker.advance(interval);
            assertThat(use(cache)).isEqualTo(encrypted);
            until(() -> cache.statistics().background().revocationChecks() == 1);
            service.inCall = keyId -> {};
            service.disableUnheard("key");
            long begunNanos = ticker.read();
            until(() -> {
                ticker.advance(CallPolicy.DEFAULT.shortestPause());
                try {
                    use(cache);
                    return false;
                } catch (DisabledException seen) {
                    return true;
                }
            });
            assertThat(service.dryRuns).hasValue(2);
            assertThat(Duration.ofNanos(ticker.read() - begunNanos)).isLessThan(Duration.ofMinutes(1));
            assertThat(cache.statistics().background().revocationFailures()).isEqualTo(1);
            assertThat(cache.statistics().background().revocationRefusals()).isEqualTo(1);
        }
    }

    /** Also where grace would keep it for longer, which it counts. */
    @Test
    void aKeyThatGrowsTooOldWhileItIsCheckedIsNotUsed() {
        Duration left = Duration.ofNanos(1);
        CachePolicy patient = POLICY.with(POLICY.freshness().withOfflineGrace(Duration.ofHours(1)));
        CountingKeyService slow = new CountingKeyService() {
            @Override
            public void dryRunDecrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
                super.dryRunDecrypt(ciphertext, context);
                ticker.advance(left);
            }
        };
        try (DataKeyCache cache = new DataKeyCache(slow, patient, ticker)) {
            EncryptedDataKey old = use(cache);
            // The second use has more granted, so that the next one waits for nothing but the check.
            assertThat(use(cache)).isEqualTo(old);
            ticker.advance(patient.limits().maxAge().minus(left));
            assertThat(use(cache)).isNotEqualTo(old);
            assertThat(slow.dryRuns).hasValue(1);
            assertThat(slow.calls).hasValue(2);
        }
    }

    @Test
    void aKeyThatWasNotUsedForLongIsCheckedBeforeItIs() {
        try (DataKeyCache cache = new DataKeyCache(service, POLICY, ticker)) {
            EncryptedDataKey encrypted = use(cache);
            ticker.advance(INTERVAL.multipliedBy(2));
            assertThat(use(cache)).isEqualTo(encrypted);
            assertThat(service.dryRuns).hasValue(1);
            service.disableUnheard("key");
            ticker.advance(INTERVAL.multipliedBy(2));
            assertThatThrownBy(() -> use(cache)).isInstanceOf(DisabledException.class);
            assertThat(cache.statistics().messages()).isEqualTo(2);
        }
    }

    /** As in an outage, which costs no use of a warm key. */
    @Test
    void aCheckThatIsWaitedForInVainChangesNothing() {
        CountDownLatch go = new CountDownLatch(1);
        CachePolicy impatient = POLICY.with(CallPolicy.DEFAULT.withTimeout(Duration.ofMillis(30)));
        try (DataKeyCache cache = new DataKeyCache(service, impatient, ticker)) {
            until(() -> isUsed(cache));
            service.inCall = keyId -> await(go);
            ticker.advance(INTERVAL.multipliedBy(2));
            until(() -> isUsed(cache));
            assertThat(service.dryRuns).hasValue(1);
            assertThat(service.calls).hasValue(1);
        } finally {
            go.countDown();
        }
    }

    @Test
    void aCheckThatNeverEndsIsFollowedByAnother() {
        CountDownLatch never = new CountDownLatch(1);
        try (DataKeyCache cache = new DataKeyCache(service, POLICY, ticker)) {
            use(cache);
            service.inCall = keyId -> await(never);
            ticker.advance(INTERVAL);
            use(cache);
            until(() -> service.dryRuns.get() == 1);
            service.inCall = keyId -> {};
            service.disableUnheard("key");
            ticker.advance(POLICY.calls().timeout());
            assertThatThrownBy(() -> use(cache)).isInstanceOf(DisabledException.class);
            assertThat(service.dryRuns).hasValue(2);
        } finally {
            never.countDown();
        }
    }

    /** Its cache would live as long as the interval. */
    @Test
    void whoMayMakeKeysAndNotOpenThemKeepsThem() {
        CountingKeyService writeOnly = new CountingKeyService() {
            @Override
            public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
                throw new AccessDeniedException("not allowed to Decrypt");
            }

            @Override
            public void dryRunDecrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
                dryRuns.incrementAndGet();
                decrypt(ciphertext, context);
            }
        };
        try (DataKeyCache cache = new DataKeyCache(writeOnly, POLICY, ticker)) {
            use(cache);
            ticker.advance(INTERVAL);
            use(cache);
            until(() -> cache.statistics().evictions().keyChange() == 1);
            EncryptedDataKey second = use(cache);
            for (int i = 2; i < 8; i++) {
                int checks = i;
                ticker.advance(INTERVAL);
                until(() -> {
                    assertThat(use(cache)).isEqualTo(second);
                    ticker.advance(CallPolicy.DEFAULT.shortestPause());
                    return cache.statistics().background().revocationChecks() == checks;
                });
            }
            assertThat(use(cache)).isEqualTo(second);
            assertThat(cache.statistics().loads()).isEqualTo(2);
        }
        assertThat(writeOnly.everySecretIsDestroyed()).isTrue();
    }

    @Test
    void ofKeysThatAreUsedNoMoreNothingIsKept() {
        CacheCounters counters = new CacheCounters(System::nanoTime);
        KeyEntries entries = new KeyEntries(POLICY, ticker, counters);
        CacheRuntime runtime = new ProcessRuntime(ticker);
        try (ServiceCalls calls = new ServiceCalls("counting", CallPolicy.DEFAULT, runtime)) {
            RevocationChecks checks = new RevocationChecks(service, POLICY, runtime, entries, counters, calls);
            KeyLoading loading = new KeyLoading(
                    service, POLICY, runtime, entries, counters, calls, new RefusedKeys(Duration.ZERO, ticker));
            for (int i = 0; i < 50; i++) {
                CacheKey key = new CacheKey.Encryption("key " + i, 32, CONTEXT);
                KeyLoad own = KeyLoad.awaited();
                loading.begin(key, own, 1);
                own.await(key, Deadline.in(Duration.ofMinutes(1), ProcessRuntime.SYSTEM));
                Objects.requireNonNull(own.taken()).close();
                checks.check(key, Objects.requireNonNull(entries.get(key)), ticker.read());
                ticker.advance(KeyLimits.DEFAULT.maxAge().dividedBy(2));
            }
            assertThat(checks.known()).isBetween(1L, 3L);
            until(() -> service.dryRuns.get() == 50);
        }
        entries.close();
    }

    private static boolean isUsed(DataKeyCache cache) {
        try {
            use(cache);
            return true;
        } catch (DependencyTimeoutException late) {
            return false;
        }
    }

    private static EncryptedDataKey use(DataKeyCache cache) {
        try (DataKey key = cache.forEncryption("key", 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }
}
