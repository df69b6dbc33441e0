package dev.furoshiki.cache;

import static dev.furoshiki.cache.CountingKeyService.arn;
import static dev.furoshiki.cache.Waiting.await;
import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a call that is refused or fails, and on whose threads it is made. */
@Timeout(60)
class KeyServiceCallsTest {

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
    void aRefusalIsGivenAgainForASecondWithoutACall() {
        service.disableUnheard("key");
        KmsException first = refusal("key");
        KmsException second = refusal("key");
        assertThat(second).isInstanceOf(DisabledException.class).hasMessage(first.getMessage());
        assertThat(second).isNotSameAs(first);
        assertThat(second.getStackTrace()).isNotEqualTo(first.getStackTrace());
        assertThat(service.calls).hasValue(1);
        service.enable("key");
        ticker.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(refusal("key")).isInstanceOf(DisabledException.class);
        ticker.advance(Duration.ofNanos(1));
        assertThat(use("key").keyArn()).isEqualTo(arn("key"));
        assertThat(service.calls).hasValue(2);
    }

    @Test
    void aRefusalIsGivenAgainWhereNoKeysAreKeptToo() {
        service.disableUnheard("key");
        service.disableUnheard("other");
        CachePolicy none = CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxEntries(0));
        try (DataKeyCache keepingNone = new DataKeyCache(service, none, ticker)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> keepingNone.forEncryption("key", 32, CONTEXT, 1))
                        .isInstanceOf(DisabledException.class);
                assertThatThrownBy(() -> keepingNone.uncached("other", 32, CONTEXT))
                        .isInstanceOf(DisabledException.class);
            }
            assertThat(service.calls).hasValue(2);
            service.enable("key");
            ticker.advance(Duration.ofSeconds(1));
            keepingNone.forEncryption("key", 32, CONTEXT, 1).close();
        }
    }

    @Test
    void aChangeOfAnyKeyForgetsRefusals() {
        service.disableUnheard("key");
        refusal("key");
        service.enable("key");
        cache.invalidate(arn("another"));
        assertThat(use("key").keyArn()).isEqualTo(arn("key"));
    }

    @Test
    void whatIsNoRefusalIsNotRemembered() {
        EncryptedDataKey foreign = new EncryptedDataKey("counting", "arn:key", new byte[] {9});
        for (int i = 1; i <= 3; i++) {
            assertThatThrownBy(() -> cache.forDecryption(foreign, CONTEXT))
                    .isInstanceOf(InvalidCiphertextException.class);
            assertThat(service.calls).hasValue(i);
        }
        service.inCall = keyId -> {
            throw new ThrottlingException("slower");
        };
        assertThat(refusal("key")).isInstanceOf(ThrottlingException.class);
        assertThat(refusal("key")).isInstanceOf(ThrottlingException.class);
        assertThat(service.calls).hasValue(5);
    }

    /** Or a provider that knows callers by their threads would take all for the first one. */
    @Test
    void threadsOfCallsTakeNothingOverFromWhoCameFirst() {
        InheritableThreadLocal<String> caller = new InheritableThreadLocal<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        ClassLoader own = DataKeyCache.class.getClassLoader();
        service.inCall = keyId ->
                seen.add(caller.get() + " " + own.equals(Thread.currentThread().getContextClassLoader()));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new ClassLoader(before) {});
        caller.set("first");
        try {
            use("key");
        } finally {
            caller.remove();
            Thread.currentThread().setContextClassLoader(before);
        }
        assertThat(seen).containsExactly("null true");
    }

    @Test
    void anErrorThatIsNoKmsExceptionReachesTheCaller() {
        service.inCall = keyId -> {
            throw new IllegalStateException("a defect of the provider");
        };
        assertThatThrownBy(() -> use("key"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a defect of the provider");
        service.inCall = keyId -> {};
        assertThat(use("key").keyArn()).isEqualTo(arn("key"));
    }

    @Test
    void eachOfThoseWhoWaitGetsAnErrorOfItsOwn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> {
            await(go);
            throw new IllegalArgumentException("a defect of the provider");
        };
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread one = new Thread(() -> failures.add(catchThrowable(() -> use("key"))));
            waiting.add(one);
            one.start();
        }
        until(() -> waiting.stream().allMatch(one -> one.getState() == Thread.State.TIMED_WAITING));
        go.countDown();
        for (Thread one : waiting) {
            one.join();
        }
        assertThat(service.calls).hasValue(1);
        assertThat(failures)
                .doesNotHaveDuplicates()
                .filteredOn(IllegalArgumentException.class::isInstance)
                .hasSize(1);
        assertThat(failures)
                .filteredOn(IllegalStateException.class::isInstance)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one).hasRootCauseMessage("a defect of the provider"));
    }

    @Test
    void anErrorIsForWhoBeganTheLoadAndIsNotTriedAgain() {
        service.inCall = keyId -> {
            throw new NoClassDefFoundError("a class of the provider");
        };
        assertThatThrownBy(() -> use("key")).isInstanceOf(NoClassDefFoundError.class);
        assertThatThrownBy(() -> cache.uncached("key", 32, CONTEXT)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(service.calls).hasValue(2);
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
