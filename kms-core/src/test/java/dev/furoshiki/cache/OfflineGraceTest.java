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
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A key past maxAge serves on while the key service is away, and no longer: it is asked again and again. */
@Timeout(60)
class OfflineGraceTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final Duration MAX_AGE = KeyLimits.DEFAULT.maxAge();
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Nothing is replaced ahead, remembered or left alone: each call and its end are the test's own. */
    private static final CachePolicy POLICY = CachePolicy.DEFAULT
            .with(KeyLimits.DEFAULT.withIdleExpiry(Duration.ZERO))
            .with(Freshness.DEFAULT.withOfflineGrace(GRACE).withRefreshAhead(1, 0))
            .with(CallPolicy.DEFAULT
                    .withNegativeTtl(Duration.ZERO)
                    .withTimeout(LONGEST_PAUSE)
                    .withCircuitBreaker(1_000_000, Duration.ofSeconds(1), LONGEST_PAUSE));

    private final AtomicBoolean recordFails = new AtomicBoolean();
    private final CountingKeyService service = new CountingKeyService() {
        @Override
        public void recordCachedUses(
                String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
            if (recordFails.getAndSet(false)) {
                throw new KmsInternalException("the disk was full for a moment", null);
            }
        }
    };
    private final SettableTicker ticker = new SettableTicker();
    private final DataKeyCache cache = new DataKeyCache(service, POLICY, ticker);

    @AfterEach
    void nothingIsLeftAfterClosing() {
        cache.close();
        until(service::everySecretIsDestroyed);
    }

    @Test
    void aKeyThatWasRefusedGetsNone() {
        use();
        ticker.advance(MAX_AGE);
        service.disableUnheard("key");
        assertThatThrownBy(this::use).isInstanceOf(DisabledException.class);
        service.enable("key"); // so that the next call fails by the outage
        service.inCall = OfflineGraceTest::out;
        assertThatThrownBy(this::use).isInstanceOf(DependencyTimeoutException.class);
        assertThat(cache.statistics().background().graceLeases()).isZero();
    }

    @Test
    void aServiceThatIsThereAgainIsAskedWithinALongestPause() {
        EncryptedDataKey first = use();
        ticker.advance(MAX_AGE);
        service.inCall = OfflineGraceTest::out;
        assertThat(use()).isEqualTo(first);
        service.inCall = keyId -> {};
        service.disableUnheard("key");
        ticker.advance(LONGEST_PAUSE);
        assertThatThrownBy(this::use).isInstanceOf(DisabledException.class);
    }

    @Test
    void whileItIsAwayItIsAskedInTheBackgroundAndNobodyWaits() {
        EncryptedDataKey first = use();
        ticker.advance(MAX_AGE);
        service.inCall = OfflineGraceTest::out;
        assertThat(use()).isEqualTo(first);
        for (int step = 0; step < 20; step++) {
            int calls = service.calls.get();
            ticker.advance(LONGEST_PAUSE.dividedBy(2));
            assertThat(use()).isEqualTo(first);
            until(() -> service.calls.get() == calls + 1);
            int failures = step + 1;
            until(() -> cache.statistics().background().refreshFailures() == failures);
        }
        assertThat(cache.statistics().background().graceLeases()).isEqualTo(21);
        assertThat(cache.statistics().misses()).isEqualTo(2);
        service.inCall = keyId -> {};
        ticker.advance(LONGEST_PAUSE.dividedBy(2));
        assertThat(use()).isEqualTo(first); // and asks
        until(() -> !use().equals(first));
    }

    @Test
    void itEndsAtTheNanosecond() {
        EncryptedDataKey first = use();
        ticker.advance(MAX_AGE.plus(GRACE).minusNanos(1));
        service.inCall = OfflineGraceTest::out;
        assertThat(use()).isEqualTo(first);
        ticker.advance(Duration.ofNanos(1));
        assertThatThrownBy(this::use).isInstanceOf(DependencyTimeoutException.class);
    }

    @Test
    void aUseThatCouldNotBeRecordedGivesNoneToAFreshKey() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> await(go);
        CompletableFuture<EncryptedDataKey> loader = inThread();
        until(() -> service.calls.get() == 1);
        recordFails.set(true);
        CompletableFuture<EncryptedDataKey> waiter = inThread();
        until(() -> cache.statistics().misses() == 2);
        go.countDown();
        EncryptedDataKey first = loader.get();
        waiter.handle((same, failed) -> true).get();
        ticker.advance(MAX_AGE.plusMinutes(30));
        assertThat(use()).isNotEqualTo(first);
    }

    private static void out(String keyId) {
        throw new DependencyTimeoutException("out when asked for " + keyId, null);
    }

    private CompletableFuture<EncryptedDataKey> inThread() {
        return CompletableFuture.supplyAsync(this::use, task -> new Thread(task).start());
    }

    private EncryptedDataKey use() {
        try (DataKey key = cache.forEncryption("key", 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }
}
