package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DisabledException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** G4: a disabled key is seen at once, where the key service says so; G7: nothing crosses key, context or size. */
@Timeout(120)
class G4KeyChangeTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    /** So that every refusal is the key service's own. */
    private static final CachePolicy FORGETFUL =
            CachePolicy.DEFAULT.with(CallPolicy.DEFAULT.withNegativeTtl(Duration.ZERO));

    private final CountingKeyService service = new CountingKeyService();
    private final DataKeyCache cache = new DataKeyCache(service, FORGETFUL);

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void whatTheKeySealedIsDroppedAndNothingElse() {
        EncryptedDataKey encrypted = encryptedFor("key");
        cache.forDecryption(encrypted, CONTEXT).close();
        EncryptedDataKey other = encryptedFor("other");
        int calls = service.calls.get();
        service.disable("key");
        assertThatThrownBy(() -> encryptedFor("key")).isInstanceOf(DisabledException.class);
        assertThatThrownBy(() -> cache.forDecryption(encrypted, CONTEXT)).isInstanceOf(DisabledException.class);
        assertThat(encryptedFor("other")).isEqualTo(other);
        assertThat(service.calls).hasValue(calls + 2);
        assertThat(cache.statistics().evictions().keyChange()).isEqualTo(2);
        service.enable("key");
        assertThat(encryptedFor("key")).isNotEqualTo(encrypted);
    }

    @Test
    void aLoadThatBeganBeforeTheChangeIsAskedAgain() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        // The state was checked before: the key service is about to hand out the key.
        service.inCall = keyId -> {
            if (first.getAndSet(false)) {
                answered.countDown();
                await(go);
            }
        };
        CompletableFuture<EncryptedDataKey> loading = CompletableFuture.supplyAsync(() -> encryptedFor("key"));
        await(answered);
        service.disable("key");
        go.countDown();
        assertThatThrownBy(() -> loading.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(DisabledException.class);
        assertThat(service.secretsGiven).hasSize(1);
        assertThat(service.everySecretIsDestroyed()).isTrue();
        assertThatThrownBy(() -> encryptedFor("key")).isInstanceOf(DisabledException.class);
    }

    /** Or where keys change faster than a load takes, none would ever end. */
    @Test
    void aChangeOfAnotherKeyMeanwhileChangesNothing() {
        service.inCall = keyId -> cache.invalidate(CountingKeyService.arn("another"));
        EncryptedDataKey encrypted = encryptedFor("key");
        assertThat(service.calls).hasValue(1);
        cache.forDecryption(encrypted, CONTEXT).close();
        cache.forDecryption(encrypted, CONTEXT).close();
        assertThat(service.calls).hasValue(2);
        service.inCall = keyId -> {
            cache.invalidate(CountingKeyService.arn("another"));
            throw new DisabledException(keyId + " is disabled");
        };
        assertThatThrownBy(() -> cache.forDecryption(encrypted, EncryptionContext.of("purpose", "other")))
                .isInstanceOf(DisabledException.class);
        assertThat(service.calls).hasValue(3);
    }

    @Test
    void noLeaseIsHadAfterTheChangeReturned() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Boolean> pressure = CompletableFuture.supplyAsync(() -> {
            while (!stop.get()) {
                try {
                    encryptedFor("key");
                } catch (DisabledException atThatMoment) {
                    Thread.onSpinWait();
                }
            }
            return true;
        });
        try {
            for (int i = 0; i < 3000; i++) {
                service.disable("key");
                assertThatThrownBy(() -> encryptedFor("key")).isInstanceOf(DisabledException.class);
                service.enable("key");
            }
        } finally {
            stop.set(true);
        }
        assertThat(pressure.get(20, TimeUnit.SECONDS)).isTrue();
    }

    /** What was refused may be allowed by the change: it is asked again, and the refusal is not remembered. */
    @Test
    void aRefusalFromBeforeAChangeIsAskedAgain() {
        AtomicBoolean first = new AtomicBoolean(true);
        try (DataKeyCache remembering = new DataKeyCache(service, CachePolicy.DEFAULT)) {
            service.inCall = keyId -> {
                if (first.getAndSet(false)) {
                    // Decided before, and on its way while another thread enables the key.
                    remembering.invalidate(CountingKeyService.arn("key"));
                    throw new DisabledException("disabled a moment ago");
                }
            };
            remembering.forEncryption("key", 32, CONTEXT, 1).close();
            remembering.forEncryption("key", 32, CONTEXT, 1).close();
        }
        assertThat(service.calls).hasValue(2);
    }

    @Test
    void aClosedCacheListensNoMore() {
        cache.close();
        service.disable("key");
        assertThat(cache.statistics().evictions().keyChange()).isZero();
    }

    @Test
    void nothingCrossesContextKeyOrSize() {
        EncryptionContext other = EncryptionContext.of("purpose", "other");
        EncryptedDataKey encrypted = encryptedFor("key");
        try (DataKey otherContext = cache.forEncryption("key", 32, other, 1);
                DataKey otherKey = cache.forEncryption("other", 32, CONTEXT, 1);
                DataKey otherSize = cache.forEncryption("key", 16, CONTEXT, 1)) {
            assertThat(otherContext.encrypted()).isNotEqualTo(encrypted);
            assertThat(otherKey.encrypted()).isNotEqualTo(encrypted);
            assertThat(otherSize.secret().sizeBytes()).isEqualTo(16);
        }
        assertThat(service.calls).hasValue(4);
        cache.forDecryption(encrypted, CONTEXT).close();
        // The double knows no contexts: what is asserted is that it was asked.
        cache.forDecryption(encrypted, other).close();
        assertThat(service.calls).hasValue(6);
        assertThat(encryptedFor("key")).isEqualTo(encrypted);
        assertThat(service.calls).hasValue(6);
    }

    private EncryptedDataKey encryptedFor(String keyId) {
        try (DataKey key = cache.forEncryption(keyId, 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
