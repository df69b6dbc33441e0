package dev.furoshiki.cache;

import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A moment in which no thread can be made: it is told, and nothing of it is left. */
@Timeout(60)
class WithoutThreadsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    private final CountingKeyService service = new CountingKeyService();
    private final SettableTicker ticker = new SettableTicker();
    private final AtomicBoolean threads = new AtomicBoolean(true);

    @AfterEach
    void everyKeyIsZeroed() {
        until(service::everySecretIsDestroyed);
    }

    @Test
    void aKeyThatCouldNotBeAskedForIsAskedForNextTime() {
        try (DataKeyCache cache = cache(CachePolicy.DEFAULT)) {
            threads.set(false);
            assertThatThrownBy(() -> use(cache)).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> cache.uncached("key", 32, CONTEXT)).isInstanceOf(OutOfMemoryError.class);
            threads.set(true);
            use(cache);
            assertThat(service.calls).hasValue(1);
        }
    }

    @Test
    void aUseThatCouldNotBeRecordedIsRecordedNextTime() {
        try (DataKeyCache cache = cache(CachePolicy.DEFAULT)) {
            EncryptedDataKey key = use(cache);
            threads.set(false);
            assertThatThrownBy(() -> use(cache)).isInstanceOf(OutOfMemoryError.class);
            threads.set(true);
            assertThat(use(cache)).isEqualTo(key);
            assertThat(service.recordedUses).hasSize(1);
        }
    }

    /** As one that fails does, it costs no use of the key. */
    @Test
    void aRefreshThatCouldNotBeginIsBegunLater() {
        try (DataKeyCache cache = cache(CachePolicy.DEFAULT.with(Freshness.DEFAULT.withRefreshAhead(0.5, 0)))) {
            EncryptedDataKey first = use(cache);
            use(cache); // so that the next use is granted already
            ticker.advance(Duration.ofMinutes(4));
            threads.set(false);
            assertThat(use(cache)).isEqualTo(first);
            assertThat(cache.statistics().background().refreshFailures()).isEqualTo(1);
            threads.set(true);
            ticker.advance(CallPolicy.DEFAULT.shortestPause());
            assertThat(use(cache)).isEqualTo(first);
            until(() -> cache.statistics().background().refreshes() == 1);
            assertThat(use(cache)).isNotEqualTo(first);
        }
    }

    @Test
    void aGrantThatCouldNotBeAskedForAheadIsAskedForAtItsNeed() {
        int block = 128;
        try (DataKeyCache cache = cache(CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withLeaseBlock(block)))) {
            EncryptedDataKey key = use(cache);
            use(cache);
            threads.set(false);
            for (int i = 0; i < block - 1; i++) {
                assertThat(use(cache)).isEqualTo(key);
            }
            assertThatThrownBy(() -> use(cache)).isInstanceOf(OutOfMemoryError.class);
            threads.set(true);
            for (int i = 0; i < 4; i++) {
                assertThat(use(cache)).isEqualTo(key);
            }
            assertThat(service.recordedUses).hasSize(2);
        }
    }

    @Test
    void aCheckThatCouldNotBeginIsBegunLater() {
        Duration interval = Duration.ofSeconds(10);
        try (DataKeyCache cache = cache(CachePolicy.DEFAULT.with(Freshness.DEFAULT.withRevocationCheck(interval)))) {
            EncryptedDataKey first = use(cache);
            use(cache);
            ticker.advance(interval);
            threads.set(false);
            assertThat(use(cache)).isEqualTo(first);
            threads.set(true);
            ticker.advance(CallPolicy.DEFAULT.shortestPause());
            assertThat(use(cache)).isEqualTo(first);
            until(() -> cache.statistics().background().revocationChecks() == 1);
        }
    }

    @Test
    void aKeyWhoseExpiryCouldNotBeSetIsNotKept() {
        CacheCounters counters = new CacheCounters(System::nanoTime);
        KeyEntries entries = new KeyEntries(
                CachePolicy.DEFAULT,
                ticker,
                counters,
                dropExpired -> new ExpirySweep(
                        dropExpired,
                        nanos -> {
                            throw new OutOfMemoryError("unable to create native thread");
                        },
                        Thread::new));
        CacheRuntime runtime = new ProcessRuntime(ticker);
        ServiceCalls calls = new ServiceCalls("counting", CallPolicy.DEFAULT, runtime);
        KeyLoading loading = new KeyLoading(
                service,
                CachePolicy.DEFAULT,
                runtime,
                entries,
                counters,
                calls,
                new RefusedKeys(Duration.ZERO, ticker));
        CacheKey key = new CacheKey.Encryption("key", 32, CONTEXT);
        KeyLoad own = KeyLoad.awaited();
        loading.begin(key, own, 1);
        assertThatThrownBy(() -> own.await(key, Deadline.in(Duration.ofMinutes(1), ProcessRuntime.SYSTEM)))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(service.secretsGiven).hasSize(1);
        assertThat(service.everySecretIsDestroyed()).isTrue();
        assertThat(entries.get(key)).isNull();
        calls.close();
    }

    private DataKeyCache cache(CachePolicy policy) {
        return new DataKeyCache(service, policy, ticker, work -> {
            if (!threads.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return CacheThreads.daemon(work, "call of a test");
        });
    }

    private static EncryptedDataKey use(DataKeyCache cache) {
        try (DataKey key = cache.forEncryption("key", 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }
}
