package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.DisabledException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** G2: at most one load in flight for a key; and no load holds up another key's. */
@Timeout(120)
class G2SingleFlightTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final int THREADS = 32;

    /** So that every refusal is the key service's own. */
    private static final CachePolicy FORGETFUL =
            CachePolicy.DEFAULT.with(CallPolicy.DEFAULT.withNegativeTtl(Duration.ZERO));

    private final CountingKeyService service = new CountingKeyService();
    private final DataKeyCache cache = new DataKeyCache(service, FORGETFUL);
    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        pool.shutdownNow();
        cache.close();
    }

    @Test
    void manyThreadsOnAColdKeyMakeOneCall() throws Exception {
        service.inCall = keyId -> sleep(100);
        List<EncryptedDataKey> keys = Threads.run(THREADS, () -> encryptedFor("key"));
        assertThat(service.calls).hasValue(1);
        assertThat(Set.copyOf(keys)).hasSize(1);
        CacheStatistics statistics = cache.statistics();
        assertThat(statistics.hits() + statistics.misses()).isEqualTo(THREADS);
        assertThat(statistics.callsSaved()).isEqualTo(THREADS - 1);
    }

    @Test
    void manyThreadsDecryptingMakeOneCall() throws Exception {
        EncryptedDataKey encrypted = encryptedFor("key");
        service.inCall = keyId -> sleep(100);
        Threads.run(THREADS, () -> {
            cache.forDecryption(encrypted, CONTEXT).close();
            return true;
        });
        assertThat(service.calls).hasValue(2);
    }

    @Test
    void aFailureReachesAllWhoWaitedAndIsNotRemembered() throws Exception {
        CountDownLatch joined = new CountDownLatch(1);
        service.inCall = keyId -> {
            await(joined);
            sleep(50);
            throw new DisabledException("no");
        };
        List<Future<Boolean>> waiting = java.util.stream.IntStream.range(0, THREADS)
                .mapToObj(i -> pool.submit(() -> failsWith(DisabledException.class)))
                .toList();
        sleep(100);
        joined.countDown();
        for (Future<Boolean> waiter : waiting) {
            assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
        }
        int callsOfFailure = service.calls.get();
        assertThat(callsOfFailure).isLessThan(THREADS / 2);
        service.inCall = keyId -> {};
        assertThat(encryptedFor("key")).isNotNull();
        assertThat(service.calls).hasValue(callsOfFailure + 1);
        assertThat(cache.statistics().loadFailures()).isEqualTo(callsOfFailure);
    }

    /** Who catches it may add what else went wrong. */
    @Test
    void eachWaiterGetsAnExceptionOfItsOwn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        IllegalStateException cause = new IllegalStateException("the network");
        service.inCall = keyId -> {
            await(go);
            throw new DependencyTimeoutException("no way there", cause);
        };
        List<Future<Throwable>> waiting = java.util.stream.IntStream.range(0, THREADS)
                .mapToObj(i -> pool.submit(() -> catchThrowable(() -> encryptedFor("key"))))
                .toList();
        while (cache.statistics().misses() < THREADS) {
            sleep(1);
        }
        sleep(50);
        go.countDown();
        Set<Throwable> failures = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        for (Future<Throwable> waiter : waiting) {
            Throwable failure = waiter.get(20, TimeUnit.SECONDS);
            assertThat(failure)
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessage("no way there")
                    .hasCause(cause);
            failures.add(failure);
        }
        assertThat(failures).hasSize(THREADS);
    }

    @Test
    void anInterruptOfTheLoadingThreadDoesNotFailTheOthers() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> {
            loading.countDown();
            await(go);
        };
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread loader = new Thread(() -> {
            try {
                encryptedFor("key");
                failure.complete(new AssertionError("the interrupt was lost"));
            } catch (DependencyTimeoutException expected) {
                failure.complete(expected);
            }
        });
        loader.start();
        loading.await();
        Future<EncryptedDataKey> waiter = pool.submit(() -> encryptedFor("key"));
        sleep(100);
        loader.interrupt();
        assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(DependencyTimeoutException.class);
        go.countDown();
        assertThat(waiter.get(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(service.calls).hasValue(1);
    }

    @Test
    void anInterruptOfAWaitingThreadIsTypedAndStaysPending() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> {
            loading.countDown();
            await(go);
        };
        Future<EncryptedDataKey> loader = pool.submit(() -> encryptedFor("key"));
        loading.await();
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                encryptedFor("key");
                stillInterrupted.completeExceptionally(new AssertionError("not interrupted"));
            } catch (DependencyTimeoutException expected) {
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        waiter.start();
        sleep(50);
        waiter.interrupt();
        assertThat(stillInterrupted.get(20, TimeUnit.SECONDS)).isTrue();
        go.countDown();
        assertThat(loader.get(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(service.calls).hasValue(1);
    }

    @Test
    void aSlowLoadHoldsUpNoOtherKeyNotEvenOneOfTheSameHash() throws Exception {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> {
            if (keyId.equals("Aa")) {
                await(go);
            }
        };
        Future<EncryptedDataKey> slow = pool.submit(() -> encryptedFor("Aa"));
        assertThat(pool.submit(() -> encryptedFor("BB")).get(20, TimeUnit.SECONDS))
                .isNotNull();
        for (int i = 0; i < 200; i++) {
            String other = "other " + i;
            assertThat(pool.submit(() -> encryptedFor(other)).get(20, TimeUnit.SECONDS))
                    .isNotNull();
        }
        assertThat(slow.isDone()).isFalse();
        go.countDown();
        assertThat(slow.get(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aKeyServiceMayItselfUseTheCache() {
        service.inCall = keyId -> {
            if (keyId.equals("outer")) {
                encryptedFor("inner");
            }
        };
        assertThat(encryptedFor("outer")).isNotNull();
        assertThat(service.calls).hasValue(2);
    }

    @Test
    void closingFailsWhoWaitsInsteadOfServingThem() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        service.inCall = keyId -> {
            loading.countDown();
            await(go);
        };
        Future<EncryptedDataKey> loader = pool.submit(() -> encryptedFor("key"));
        loading.await();
        cache.close();
        go.countDown();
        assertThatThrownBy(() -> loader.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(service.secretsGiven).hasSize(1);
        assertThat(service.everySecretIsDestroyed()).isTrue();
        assertThatThrownBy(() -> encryptedFor("key"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private EncryptedDataKey encryptedFor(String keyId) {
        try (DataKey key = cache.forEncryption(keyId, 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }

    private boolean failsWith(Class<? extends KmsException> type) {
        try {
            encryptedFor("key");
            return false;
        } catch (KmsException failed) {
            return type.isInstance(failed);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
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
