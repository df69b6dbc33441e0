package dev.furoshiki.cache;

import static dev.furoshiki.cache.Waiting.await;
import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The counters, on a history that is known. */
@Timeout(60)
class CacheStatisticsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    @Test
    void everythingIsCountedOnce() {
        CountingKeyService service = new CountingKeyService();
        DataKeyCache cache = new DataKeyCache(service, CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxMessages(5)));
        EncryptedDataKey encrypted = null;
        for (int i = 0; i < 12; i++) {
            try (var key = cache.forEncryption("key", 32, CONTEXT, 10)) {
                encrypted = key.encrypted();
            }
        }
        cache.forDecryption(java.util.Objects.requireNonNull(encrypted), CONTEXT)
                .close();
        cache.forDecryption(encrypted, CONTEXT).close();
        cache.uncached("key", 32, CONTEXT).close();
        CacheStatistics open = cache.statistics();
        assertThat(open).isEqualTo(expected(open, 2, 0));
        assertThat(open.callsMade()).isEqualTo(service.calls.get()).isEqualTo(5);
        assertThat(open.callsSaved()).isEqualTo(10);
        assertThat(open.hitRate()).isEqualTo(10.0 / 14);
        cache.close();
        CacheStatistics closed = cache.statistics();
        assertThat(closed).isEqualTo(expected(closed, 0, 2));
    }

    @Test
    void aCacheThatWasNeverAskedHasAHitRateOfZero() {
        try (DataKeyCache cache = new DataKeyCache(new CountingKeyService(), CachePolicy.DEFAULT)) {
            assertThat(cache.statistics().hitRate()).isZero();
        }
    }

    @Test
    void callsThatWereMadeAreCountedAndNoOthers() {
        CountingKeyService service = new CountingKeyService();
        SettableTicker ticker = new SettableTicker();
        CachePolicy policy = CachePolicy.DEFAULT.with(
                Freshness.DEFAULT.withRevocationCheck(Duration.ofSeconds(10)).withRefreshAhead(1, 0));
        try (DataKeyCache cache = new DataKeyCache(service, policy, ticker)) {
            cache.forEncryption("key", 32, CONTEXT, 1).close();
            ticker.advance(Duration.ofSeconds(10));
            cache.forEncryption("key", 32, CONTEXT, 1).close();
            until(() -> cache.statistics().background().revocationChecks() == 1);
            assertThat(cache.statistics().callsMade()).isEqualTo(2);
            service.inCall = keyId -> {
                throw new DependencyTimeoutException("out", null);
            };
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(() -> cache.forEncryption("other", 32, CONTEXT, 1))
                        .isInstanceOf(DependencyTimeoutException.class);
            }
            // The other 45 the circuit breaker kept from the service.
            assertThat(service.calls).hasValue(6);
            assertThat(cache.statistics().loadFailures()).isEqualTo(5);
            assertThat(cache.statistics().callsMade()).isEqualTo(7);
            assertThat(service.dryRuns).hasValue(1);
        }
    }

    @Test
    void whatNobodyGotIsNoHitAndNoMessage() {
        CountDownLatch go = new CountDownLatch(1);
        CountingKeyService service = new CountingKeyService();
        service.inCall = keyId -> await(go);
        CachePolicy policy = CachePolicy.DEFAULT.with(CallPolicy.DEFAULT.withTimeout(Duration.ofMillis(30)));
        try (DataKeyCache cache = new DataKeyCache(service, policy)) {
            until(() -> {
                assertThatThrownBy(() -> cache.forEncryption("key", 32, CONTEXT, 10))
                        .isInstanceOf(DependencyTimeoutException.class);
                return service.calls.get() == 1; // or it was given up before it began
            });
            go.countDown();
            until(() -> cache.statistics().entries() == 1);
            assertThat(cache.statistics().hits()).isZero();
            assertThat(cache.statistics().messages()).isZero();
            assertThat(cache.statistics().messageBytes()).isZero();
            assertThat(cache.statistics().callsSaved())
                    .isEqualTo(cache.statistics().misses() - 1);
        }
    }

    @Test
    void aLoadThatAChangeOvertookIsNoHit() {
        CountingKeyService service = new CountingKeyService();
        try (DataKeyCache cache = new DataKeyCache(service, CachePolicy.DEFAULT)) {
            service.inCall = keyId -> {
                if (service.calls.get() < 5) {
                    cache.invalidate(CountingKeyService.arn(keyId));
                }
            };
            cache.forEncryption("key", 32, CONTEXT, 10).close();
            cache.forEncryption("key", 32, CONTEXT, 10).close();
            assertThat(service.calls).hasValue(5);
            assertThat(cache.statistics().hits()).isEqualTo(1);
            assertThat(cache.statistics().messages()).isEqualTo(2);
            assertThat(cache.statistics().messageBytes()).isEqualTo(20);
        }
    }

    /** Which is how a lease that is never closed is found. */
    @Test
    void keysThatLeftTheCacheAndAreHeldAreCounted() {
        try (DataKeyCache cache = new DataKeyCache(new CountingKeyService(), CachePolicy.DEFAULT)) {
            DataKey lease = cache.forEncryption("key", 32, CONTEXT, 10);
            cache.forEncryption("other", 32, CONTEXT, 10).close();
            assertThat(cache.statistics().heldKeys()).isZero();
            cache.invalidate(CountingKeyService.arn("key"));
            cache.invalidate(CountingKeyService.arn("other"));
            assertThat(cache.statistics().entries()).isZero();
            assertThat(cache.statistics().heldKeys()).isEqualTo(1);
            lease.close();
            assertThat(cache.statistics().heldKeys()).isZero();
        }
    }

    /** While keys come and go: who adds up rates takes less than before for a new start. */
    @Test
    void nothingThatIsCountedGetsLess() {
        CountingKeyService service = new CountingKeyService();
        CachePolicy policy = CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxMessages(2));
        int messages = Boolean.getBoolean("furoshiki.soak") ? 10_000 : 2_000;
        try (DataKeyCache cache = new DataKeyCache(service, policy)) {
            CompletableFuture<Void> uses = CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < messages; i++) {
                            cache.forEncryption("key", 32, CONTEXT, 10).close();
                        }
                    },
                    task -> new Thread(task).start());
            CacheStatistics before = cache.statistics();
            while (!uses.isDone()) {
                CacheStatistics now = cache.statistics();
                assertThat(now.hits()).isGreaterThanOrEqualTo(before.hits());
                assertThat(now.messages()).isGreaterThanOrEqualTo(before.messages());
                assertThat(now.messageBytes()).isGreaterThanOrEqualTo(before.messageBytes());
                before = now;
            }
            uses.join();
            assertThat(cache.statistics().hits()).isEqualTo(messages / 2);
            assertThat(cache.statistics().misses()).isEqualTo(messages / 2);
            assertThat(cache.statistics().messages()).isEqualTo(messages);
            assertThat(cache.statistics().messageBytes()).isEqualTo(10L * messages);
        }
    }

    private static CacheStatistics expected(CacheStatistics measured, long entries, long closed) {
        assertThat(measured.loadTime()).isPositive();
        return new CacheStatistics(
                10,
                4,
                4,
                0,
                1,
                measured.loadTime(),
                entries,
                0,
                0,
                new CacheStatistics.Evictions(0, 0, 2, 0, 0, 0, closed),
                new CacheStatistics.Background(0, 0, 0, 0, 0, 0, 0),
                12,
                120);
    }
}
