package dev.furoshiki.cache;

import static dev.furoshiki.cache.CountingKeyService.arn;
import static dev.furoshiki.cache.Waiting.await;
import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
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

/** Who waits for the key service when it takes its time: how long, in what order, and what becomes of the answer. */
@Timeout(60)
class SlowCallsTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final CallPolicy CALLS =
            CallPolicy.DEFAULT.withCircuitBreaker(3, Duration.ofSeconds(1), Duration.ofSeconds(4));

    private final CountingKeyService service = new CountingKeyService();
    private final SettableTicker ticker = new SettableTicker();

    @AfterEach
    void nothingIsLeftAfterClosing() {
        until(service::everySecretIsDestroyed);
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
    void whoWaitsTooLongIsToldAndTheAnswerServesOthers() {
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> await(go);
        try (DataKeyCache impatient = new DataKeyCache(
                service, CachePolicy.DEFAULT.with(CALLS.withTimeout(Duration.ofMillis(200))), ticker)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> impatient.forEncryption("key", 32, CONTEXT, 1))
                        .isInstanceOf(DependencyTimeoutException.class)
                        .hasMessageContaining("200 ms")
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
                    new Thread(
                            () -> narrow.forEncryption("cold", 32, CONTEXT, 1).close()),
                    new Thread(
                            () -> narrow.forEncryption("key 19", 32, CONTEXT, 1).close()));
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
        CachePolicy policy = CachePolicy.DEFAULT.with(CALLS.withTimeout(Duration.ofSeconds(1)));
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
            // On a busy machine it may have taken five times what anybody waits, and been asked for again.
            assertThat(service.secretsGiven).hasSizeBetween(1, 20);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
