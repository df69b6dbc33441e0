package dev.furoshiki.cache;

import static dev.furoshiki.cache.CountingKeyService.arn;
import static dev.furoshiki.cache.Waiting.await;
import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a key service that fails is left alone, and tried again. */
@Timeout(60)
class CircuitBreakerTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final CallPolicy CALLS =
            CallPolicy.DEFAULT.withCircuitBreaker(3, Duration.ofSeconds(1), Duration.ofSeconds(4));

    private final CountingKeyService service = new CountingKeyService();
    private final SettableTicker ticker = new SettableTicker();
    private final DataKeyCache cache = new DataKeyCache(service, CachePolicy.DEFAULT.with(CALLS), ticker);

    @AfterEach
    void nothingIsLeftAfterClosing() {
        cache.close();
        until(service::everySecretIsDestroyed);
    }

    @Test
    void aServiceThatFailsIsLeftAloneAndTriedAgainByOneCall() {
        service.inCall = keyId -> {
            throw new ThrottlingException("slower");
        };
        for (int i = 0; i < 3; i++) {
            assertThat(refusal("key " + i)).isInstanceOf(ThrottlingException.class);
        }
        assertThat(refusal("other"))
                .isInstanceOf(DependencyTimeoutException.class)
                .hasMessageContaining("'counting'")
                .hasMessageContaining("3 times")
                .hasMessageContaining("ThrottlingException")
                .hasCauseInstanceOf(ThrottlingException.class);
        assertThat(service.calls).hasValue(3);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(refusal("other")).isInstanceOf(ThrottlingException.class);
        assertThat(service.calls).hasValue(4);
        // Twice as long now, of which half is at random.
        ticker.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(refusal("other")).isInstanceOf(DependencyTimeoutException.class);
        ticker.advance(Duration.ofSeconds(1));
        service.inCall = keyId -> {};
        assertThat(use("other").keyArn()).isEqualTo(arn("other"));
        assertThat(use("another").keyArn()).isEqualTo(arn("another"));
        assertThat(service.calls).hasValue(6);
    }

    @Test
    void whileOneCallTriesAgainOthersAreNotLetThrough() throws Exception {
        service.inCall = keyId -> {
            throw new ThrottlingException("slower");
        };
        for (int i = 0; i < 3; i++) {
            refusal("key " + i);
        }
        ticker.advance(Duration.ofSeconds(1));
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> await(go);
        CompletableFuture<EncryptedDataKey> trial = CompletableFuture.supplyAsync(() -> use("trial"));
        until(() -> service.calls.get() == 4);
        assertThat(refusal("other")).isInstanceOf(DependencyTimeoutException.class);
        go.countDown();
        assertThat(trial.get().keyArn()).isEqualTo(arn("trial"));
        assertThat(use("other").keyArn()).isEqualTo(arn("other"));
    }

    @Test
    void aCallThatTriesAgainAndNeverEndsIsFollowedByAnother() {
        CountDownLatch never = new CountDownLatch(1);
        CallPolicy calls = CALLS.withTimeout(Duration.ofMillis(200));
        try (DataKeyCache impatient = new DataKeyCache(service, CachePolicy.DEFAULT.with(calls), ticker)) {
            service.inCall = keyId -> {
                throw new ThrottlingException("slower");
            };
            for (int i = 0; i < 3; i++) {
                String keyId = "key " + i;
                assertThatThrownBy(() -> impatient.forEncryption(keyId, 32, CONTEXT, 1))
                        .isInstanceOf(ThrottlingException.class);
            }
            service.inCall = keyId -> await(never);
            Duration trial = Duration.ofSeconds(1); // the longest that it may have, as the pause before it
            for (int i = 0; i < 3; i++) {
                ticker.advance(trial);
                String keyId = "trial " + i;
                assertThatThrownBy(() -> impatient.forEncryption(keyId, 32, CONTEXT, 1))
                        .hasMessageContaining("within 200 ms");
                assertThatThrownBy(() -> impatient.forEncryption("other", 32, CONTEXT, 1))
                        .hasMessageContaining("failed 3 times in a row");
                trial = trial.multipliedBy(2);
            }
            assertThat(service.calls).hasValue(6);
            service.inCall = keyId -> {};
            ticker.advance(Duration.ofHours(1));
            impatient.forEncryption("another", 32, CONTEXT, 1).close();
            impatient.forEncryption("other", 32, CONTEXT, 1).close();
        } finally {
            never.countDown();
        }
    }

    @Test
    void refusalsDoNotOpenTheBreaker() {
        for (int i = 0; i < 10; i++) {
            service.disableUnheard("key " + i);
            assertThat(refusal("key " + i)).isInstanceOf(DisabledException.class);
        }
        assertThat(use("other").keyArn()).isEqualTo(arn("other"));
    }

    @Test
    void aDefectOfTheProviderIsNoAnswerAndOpensTheBreaker() {
        service.inCall = keyId -> {
            throw new IllegalStateException("a defect of the provider");
        };
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> use("key")).hasMessage("a defect of the provider");
        }
        assertThat(refusal("key"))
                .isInstanceOf(DependencyTimeoutException.class)
                .hasMessageContaining("last with IllegalStateException")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(service.calls).hasValue(3);
    }

    @Test
    void callsThatFailTogetherOpenTheBreakerOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> {
            await(go);
            throw new ThrottlingException("slower");
        };
        List<CompletableFuture<KmsException>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String keyId = "key " + i;
            all.add(CompletableFuture.supplyAsync(() -> refusal(keyId), task -> new Thread(task).start()));
        }
        until(() -> service.calls.get() == 20);
        go.countDown();
        for (CompletableFuture<KmsException> one : all) {
            assertThat(one.get()).isInstanceOf(ThrottlingException.class);
        }
        service.inCall = keyId -> {};
        assertThat(refusal("another")).isInstanceOf(DependencyTimeoutException.class);
        ticker.advance(Duration.ofSeconds(1)); // the longest that the first pause may be
        assertThat(use("another").keyArn()).isEqualTo(arn("another"));
    }

    @Test
    void noPauseIsLongerThanAYear() {
        assertThat(CALLS.withCircuitBreaker(5, Duration.ofMillis(100), Duration.ofDays(365))
                        .longestPause())
                .isEqualTo(Duration.ofDays(365));
        assertThatThrownBy(() -> CALLS.withCircuitBreaker(5, Duration.ofMillis(100), Duration.ofDays(366)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longestPause")
                .hasMessageContaining("365 days");
    }

    private EncryptedDataKey use(String keyId) {
        try (DataKey key = cache.forEncryption(keyId, 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }

    private KmsException refusal(String keyId) {
        try {
            use(keyId);
            throw new AssertionError("not refused");
        } catch (KmsException refused) {
            return refused;
        }
    }
}
