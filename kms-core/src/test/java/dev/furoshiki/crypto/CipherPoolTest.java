package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who owns a cipher, and what happens when its key closes while it is out. */
class CipherPoolTest {

    /** Notices two owners at once, use after wiping, and wiping twice. */
    private static final class Watched implements CipherPool.Pooled {

        private final byte[] key;
        private final AtomicBoolean owned = new AtomicBoolean();
        private final AtomicBoolean wiped = new AtomicBoolean();

        Watched(byte[] key) {
            this.key = key;
        }

        void use() {
            assertThat(owned.compareAndSet(false, true))
                    .as("owned by one thread")
                    .isTrue();
            assertThat(wiped.get()).as("in use and wiped").isFalse();
            assertThat(key).as("the key it was made with").containsOnly(5);
            assertThat(owned.compareAndSet(true, false)).isTrue();
        }

        @Override
        public void wipe() {
            assertThat(owned.get()).as("wiped in use").isFalse();
            assertThat(wiped.compareAndSet(false, true)).as("wiped once").isTrue();
            Arrays.fill(key, (byte) 0);
        }
    }

    private final List<Watched> made = Collections.synchronizedList(new ArrayList<>());

    private CipherPool<Watched> pool() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 5);
        return new CipherPool<>("the test key", SecretBytes.takeOver(key), bytes -> {
            Watched watched = new Watched(bytes);
            made.add(watched);
            return watched;
        });
    }

    @Test
    void aCipherIsUsedAgain() {
        CipherPool<Watched> pool = pool();
        Watched first = pool.take();
        pool.giveBack(first, true);
        assertThat(pool.take()).isSameAs(first);
        assertThat(made).hasSize(1);
    }

    @Test
    void aCipherThatFailedIsNotUsedAgain() {
        CipherPool<Watched> pool = pool();
        Watched first = pool.take();
        pool.giveBack(first, false);
        assertThat(first.wiped).isTrue();
        assertThat(pool.take()).isNotSameAs(first);
    }

    @Test
    void morePooledCiphersThanSlotsAreWiped() {
        CipherPool<Watched> pool = pool();
        List<Watched> out = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            out.add(pool.take());
        }
        out.forEach(cipher -> pool.giveBack(cipher, true));
        assertThat(made.stream().filter(cipher -> !cipher.wiped.get()).count()).isBetween(1L, 32L);
        pool.close();
        assertThat(made).allMatch(cipher -> cipher.wiped.get());
    }

    @Test
    void whatIsOutWhenTheKeyClosesIsFinishedThenWiped() {
        CipherPool<Watched> pool = pool();
        Watched out = pool.take();
        pool.close();
        out.use();
        assertThat(out.wiped).isFalse();
        pool.giveBack(out, true);
        assertThat(out.wiped).isTrue();
        assertThatThrownBy(pool::take).isInstanceOf(IllegalStateException.class).hasMessage("the test key was closed");
    }

    @Test
    void threadsAndCloseRaceWithoutSharingOrLeaving() throws Exception {
        int rounds = Boolean.getBoolean("furoshiki.soak") ? 20_000 : 200;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < rounds; round++) {
                made.clear();
                CipherPool<Watched> pool = pool();
                CyclicBarrier start = new CyclicBarrier(4);
                List<Future<?>> users = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    users.add(threads.submit(() -> {
                        start.await();
                        for (Watched taken = pool.takeUnlessClosed(); taken != null; ) {
                            taken.use();
                            pool.giveBack(taken, true);
                            taken = pool.takeUnlessClosed();
                        }
                        return null;
                    }));
                }
                users.add(threads.submit(() -> {
                    start.await();
                    pool.close();
                    return null;
                }));
                for (Future<?> user : users) {
                    user.get();
                }
                assertThat(made).allMatch(cipher -> cipher.wiped.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * The danger that the ownership rule is there for: a message sealed under zeros by a close that came in between could
     * be read by anybody. So every message sealed around a close opens under the true key.
     */
    @ParameterizedTest
    @EnumSource
    void nothingIsEverSealedUnderAZeroedKey(Providers providers) throws Exception {
        CryptoProvider provider = providers.get();
        int rounds = Boolean.getBoolean("furoshiki.soak") ? 20_000 : 150;
        ExecutorService threads = Executors.newFixedThreadPool(3);
        AtomicInteger sealed = new AtomicInteger();
        Set<Class<?>> refusals = ConcurrentHashMap.newKeySet();
        byte[] aad = {4, 5};
        try {
            for (int round = 0; round < rounds; round++) {
                SecretBytes key = SecretBytes.random(32);
                AesGcm racing = new AesGcm(key, provider);
                AesGcm witness = new AesGcm(key, provider);
                CyclicBarrier start = new CyclicBarrier(3);
                List<Future<?>> users = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    users.add(threads.submit(() -> {
                        start.await();
                        try {
                            while (true) {
                                byte[] message = racing.encrypt(new byte[] {1, 2, 3}, aad);
                                assertThat(witness.decrypt(message, aad)).containsExactly(1, 2, 3);
                                sealed.incrementAndGet();
                            }
                        } catch (IllegalStateException closed) {
                            refusals.add(closed.getClass());
                        }
                        return null;
                    }));
                }
                users.add(threads.submit(() -> {
                    start.await();
                    Thread.onSpinWait();
                    racing.close();
                    return null;
                }));
                for (Future<?> user : users) {
                    user.get();
                }
                witness.close();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(sealed.get()).isPositive();
        assertThat(refusals).containsExactly(IllegalStateException.class);
    }
}
