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
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.ThrottlingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the key service is called when it refuses, fails, or takes its time. */
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

    /** And what it brings in the end takes no younger key's place. */
    @Test
    void aCallThatNeverEndsDoesNotKeepItsKeyFromBeingAskedForAgain() {
        CountDownLatch never = new CountDownLatch(1);
        service.inCall = keyId -> {
            if (service.calls.get() == 1) {
                await(never);
            }
        };
        CallPolicy calls = CALLS.withTimeout(Duration.ofMillis(20));
        try (DataKeyCache impatient = new DataKeyCache(service, CachePolicy.DEFAULT.with(calls), ticker)) {
            until(() -> {
                assertThatThrownBy(() -> impatient.forEncryption("key", 32, CONTEXT, 1))
                        .isInstanceOf(DependencyTimeoutException.class);
                return service.calls.get() == 1; // or it was given up before it began
            });
            ticker.advance(Duration.ofSeconds(1));
            until(() -> {
                try {
                    impatient.forEncryption("key", 32, CONTEXT, 1).close();
                    return true;
                } catch (DependencyTimeoutException notYet) {
                    return false;
                }
            });
            assertThat(service.calls).hasValue(2);
            never.countDown();
            until(() -> service.secretsGiven.size() == 2
                    && service.secretsGiven.get(1).isDestroyed());
            assertThat(service.secretsGiven.get(0).isDestroyed()).isFalse();
            impatient.forEncryption("key", 32, CONTEXT, 1).close();
            assertThat(service.calls).hasValue(2);
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
    void whoWaitsTooLongIsToldAndTheAnswerServesOthers() {
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> await(go);
        try (DataKeyCache impatient =
                new DataKeyCache(service, CachePolicy.DEFAULT.with(CALLS.withTimeout(Duration.ofMillis(30))), ticker)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> impatient.forEncryption("key", 32, CONTEXT, 1))
                        .isInstanceOf(DependencyTimeoutException.class)
                        .hasMessageContaining("30 ms")
                        .hasMessageContaining("key");
            }
            assertThat(service.calls).hasValue(1);
            go.countDown();
            until(() -> impatient.statistics().entries() == 1);
            impatient.forEncryption("key", 32, CONTEXT, 1).close();
            assertThat(service.calls).hasValue(1);
            assertThat(impatient.statistics().loads()).isEqualTo(1);
        }
    }

    /** Or a restart, after which all keys are to be replaced at once, would fail whoever wants another one. */
    @Test
    void callsThatSomebodyWaitsForAreMadeBeforeThoseInTheBackground() throws Exception {
        CachePolicy policy = CachePolicy.DEFAULT
                .with(CALLS.withMaxInFlight(1).withTimeout(Duration.ofSeconds(30)))
                .with(Freshness.DEFAULT.withRefreshAhead(0.5, 0));
        CountDownLatch go = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        try (DataKeyCache narrow = new DataKeyCache(service, policy, ticker)) {
            for (int i = 0; i < 20; i++) {
                narrow.forEncryption("key " + i, 32, CONTEXT, 1).close();
            }
            service.inCall = keyId -> {
                order.add(keyId);
                await(go);
            };
            ticker.advance(Duration.ofMinutes(3));
            for (int i = 0; i < 20; i++) {
                narrow.forEncryption("key " + i, 32, CONTEXT, 1).close();
            }
            until(() -> order.size() == 1);
            ticker.advance(Duration.ofMinutes(2)); // so that it is waited for what was in the background
            List<Thread> waiting = List.of(
                    new Thread(() -> narrow.forEncryption("cold", 32, CONTEXT, 1).close()),
                    new Thread(() -> narrow.forEncryption("key 19", 32, CONTEXT, 1).close()));
            waiting.forEach(Thread::start);
            until(() -> waiting.stream().allMatch(one -> one.getState() == Thread.State.TIMED_WAITING));
            go.countDown();
            for (Thread one : waiting) {
                one.join();
            }
            until(() -> order.size() == 21);
        } finally {
            go.countDown();
        }
        assertThat(order.get(0)).isEqualTo("key 0");
        assertThat(order.subList(1, 3)).containsExactlyInAnyOrder("cold", "key 19");
        assertThat(order.subList(3, 21)).startsWith("key 1", "key 2").endsWith("key 18");
    }

    @Test
    void noMoreCallsAreUnderWayThanAllowed() throws Exception {
        AtomicInteger most = new AtomicInteger();
        service.inCall = keyId -> {
            most.accumulateAndGet(service.concurrentCalls.get(), Math::max);
            try {
                Thread.sleep(2);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        };
        try (DataKeyCache narrow = new DataKeyCache(
                service, CachePolicy.DEFAULT.with(CALLS.withMaxInFlight(3).withTimeout(Duration.ofMinutes(1))))) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String keyId = "key " + i;
                all.add(CompletableFuture.runAsync(
                        () -> narrow.forEncryption(keyId, 32, CONTEXT, 1).close(), task -> new Thread(task).start()));
            }
            for (CompletableFuture<Void> one : all) {
                one.get();
            }
        }
        assertThat(most).hasValue(3);
        assertThat(service.calls).hasValue(60);
    }

    /** Or a provider that knows callers by their threads would take all for the first one. */
    @Test
    void threadsOfCallsTakeNothingOverFromWhoCameFirst() {
        InheritableThreadLocal<String> caller = new InheritableThreadLocal<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        service.inCall = keyId -> seen.add(caller.get() + " "
                + (Thread.currentThread().getContextClassLoader() == DataKeyCache.class.getClassLoader()));
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
        assertThat(failures).doesNotHaveDuplicates().filteredOn(IllegalArgumentException.class::isInstance)
                .hasSize(1);
        assertThat(failures).filteredOn(IllegalStateException.class::isInstance)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one).hasRootCauseMessage("a defect of the provider"));
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
    void anErrorIsForWhoBeganTheLoadAndIsNotTriedAgain() {
        service.inCall = keyId -> {
            throw new NoClassDefFoundError("a class of the provider");
        };
        assertThatThrownBy(() -> use("key")).isInstanceOf(NoClassDefFoundError.class);
        assertThatThrownBy(() -> cache.uncached("key", 32, CONTEXT)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(service.calls).hasValue(2);
    }

    @Test
    void keysThatAreNotKeptAreWaitedForNoLongerThanOthers() {
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> await(go);
        CachePolicy impatient = CachePolicy.DEFAULT.with(CALLS.withTimeout(Duration.ofMillis(30)));
        try (DataKeyCache keeping = new DataKeyCache(service, impatient, ticker);
                DataKeyCache keepingNone = new DataKeyCache(
                        service, impatient.with(impatient.limits().withMaxEntries(0)), ticker)) {
            assertThatThrownBy(() -> keeping.uncached("key", 32, CONTEXT))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("30 ms");
            assertThatThrownBy(() -> keepingNone.forEncryption("key", 32, CONTEXT, 1))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining("30 ms");
            go.countDown();
            // On a busy machine a call may have been withdrawn before it began.
            until(() -> service.secretsGiven.size() == service.calls.get() && service.everySecretIsDestroyed());
        }
    }

    @Test
    void keysThatAreNotKeptCountAmongTheCallsUnderWay() {
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> await(go);
        CallPolicy one = CALLS.withMaxInFlight(1).withTimeout(Duration.ofMillis(30));
        try (DataKeyCache narrow = new DataKeyCache(service, CachePolicy.DEFAULT.with(one), ticker)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> narrow.uncached("key", 32, CONTEXT))
                        .isInstanceOf(DependencyTimeoutException.class);
            }
            assertThat(service.calls).hasValue(1);
            go.countDown();
            // The others were given up before their turn came.
            until(() -> service.secretsGiven.size() == 1 && service.everySecretIsDestroyed());
        }
    }

    @Test
    void whoWaitsForOneLoadAfterAnotherWaitsNoLongerThanForOne() throws Exception {
        // Each load brings a key for one message, so of those who waited for it all but one wait for the next.
        service.inCall = keyId -> sleep(50);
        CachePolicy policy = CachePolicy.DEFAULT
                .with(KeyLimits.DEFAULT.withMaxMessages(1))
                .with(CALLS.withTimeout(Duration.ofMillis(300)));
        AtomicInteger late = new AtomicInteger();
        try (DataKeyCache narrow = new DataKeyCache(service, policy)) {
            Threads.run(20, () -> {
                try {
                    narrow.forEncryption("key", 32, CONTEXT, 1).close();
                } catch (DependencyTimeoutException told) {
                    late.incrementAndGet();
                }
                return true;
            });
            assertThat(late).hasPositiveValue();
            until(() -> service.concurrentCalls.get() == 0);
        }
    }

    /** A record, a key that is replaced meanwhile, and its load: the three together. */
    @Test
    void whoWaitsForARecordAndThenForALoadWaitsNoLongerThanForOne() {
        CountingKeyService slow = new CountingKeyService() {
            @Override
            public void recordCachedUses(
                    String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
                super.recordCachedUses(keyId, key, context, encrypting, uses);
                sleep(600);
            }
        };
        CachePolicy policy = CachePolicy.DEFAULT.with(CALLS.withTimeout(Duration.ofMillis(1000)));
        try (DataKeyCache patient = new DataKeyCache(slow, policy)) {
            patient.forEncryption("key", 32, CONTEXT, 1).close();
            slow.inCall = keyId -> sleep(600);
            CompletableFuture<Void> change = CompletableFuture.runAsync(() -> {
                until(() -> slow.recordedUses.size() == 1);
                patient.invalidate(arn("key"));
            });
            assertThatThrownBy(() -> patient.forEncryption("key", 32, CONTEXT, 1))
                    .isInstanceOf(DependencyTimeoutException.class);
            change.join();
            until(() -> slow.concurrentCalls.get() == 0);
        }
        until(slow::everySecretIsDestroyed);
    }

    @Test
    void aCallThatNobodyWaitsForAnyMoreIsNotMade() {
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> await(go);
        CallPolicy one = CALLS.withMaxInFlight(1).withTimeout(Duration.ofMillis(1));
        try (DataKeyCache narrow = new DataKeyCache(service, CachePolicy.DEFAULT.with(one), ticker)) {
            for (int i = 0; i < 200; i++) {
                String keyId = "key " + i;
                assertThatThrownBy(() -> narrow.forEncryption(keyId, 32, CONTEXT, 1))
                        .isInstanceOf(DependencyTimeoutException.class);
            }
            go.countDown();
            until(() -> {
                try {
                    narrow.forEncryption("last", 32, CONTEXT, 1).close();
                    return true;
                } catch (DependencyTimeoutException late) {
                    return false;
                }
            });
            // That of the first began, and those of the last one may have been given up before.
            assertThat(narrow.statistics().entries()).isBetween(1L, 2L);
            assertThat(service.secretsGiven).hasSizeBetween(1, 2);
        }
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

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
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
