package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is derived from a data key: made once a label and key, closed with the key. */
class DerivedValuesTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    private final CountingKeyService service = new CountingKeyService();
    private final DataKeyCache cache = new DataKeyCache(service, CachePolicy.DEFAULT);
    private final AtomicInteger computations = new AtomicInteger();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void oneLabelIsComputedOnceForAllLeases() throws Exception {
        List<Derived> all = Threads.run(16, () -> {
            try (DataKey key = key()) {
                return key.derived("cipher", this::derive);
            }
        });
        assertThat(Set.copyOf(all)).hasSize(1);
        assertThat(computations).hasValue(1);
    }

    @Test
    void anotherLabelOrKeyIsAnotherValue() {
        try (DataKey key = key();
                DataKey other = cache.forEncryption("other", 32, CONTEXT, 1)) {
            Derived cipher = key.derived("cipher", this::derive);
            assertThat(key.derived("index", this::derive)).isNotSameAs(cipher);
            assertThat(other.derived("cipher", this::derive)).isNotSameAs(cipher);
        }
        assertThat(computations).hasValue(3);
    }

    @Test
    void itLivesAsLongAsTheKeyAndIsClosedAfterTheLastLease() {
        DataKey key = key();
        Derived derived = key.derived("cipher", this::derive);
        key.close();
        assertThat(derived.closed).hasValue(0);
        DataKey late = key();
        service.disable("key");
        assertThat(derived.closed).hasValue(0);
        assertThat(late.derived("cipher", this::derive)).isSameAs(derived);
        assertThat(derived.secret.isDestroyed()).isFalse();
        late.close();
        assertThat(derived.closed).hasValue(1);
        assertThat(derived.secret.isDestroyed()).isTrue();
    }

    @Test
    void aComputationMayDeriveUnderAnotherLabel() {
        try (DataKey key = key()) {
            Derived outer = key.derived("outer", secret -> {
                assertThat(key.derived("inner", this::derive)).isNotNull();
                return derive(secret);
            });
            assertThat(outer).isNotNull();
            assertThat(computations).hasValue(2);
        }
    }

    @Test
    void aFailedComputationIsTriedAgain() {
        try (DataKey key = key()) {
            assertThatThrownBy(() -> key.<Derived>derived("cipher", secret -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(key.derived("cipher", this::derive)).isNotNull();
        }
    }

    @Test
    void oneThatCannotBeClosedKeepsNeitherTheOthersNorTheKeyAlive() {
        Derived good;
        try (DataKey key = key()) {
            key.<AutoCloseable>derived("bad", secret -> () -> {
                throw new java.io.IOException("cannot be closed");
            });
            good = key.derived("good", this::derive);
        }
        cache.close();
        assertThat(good.closed).hasValue(1);
        assertThat(service.everySecretIsDestroyed()).isTrue();
    }

    @Test
    void anErrorOfOneKeepsNeitherTheOthersNorTheKeyAlive() {
        Derived good;
        try (DataKey key = key()) {
            key.<AutoCloseable>derived("bad", secret -> () -> {
                throw new NoClassDefFoundError("of a part that was undeployed");
            });
            good = key.derived("good", this::derive);
        }
        cache.close();
        assertThat(good.closed).hasValue(1);
        assertThat(service.everySecretIsDestroyed()).isTrue();
    }

    @Test
    @Timeout(60)
    void whatIsSlowToCloseKeepsNobodyFromTheCache() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SettableTicker ticker = new SettableTicker();
        try (DataKeyCache aging = new DataKeyCache(service, CachePolicy.DEFAULT, ticker)) {
            try (DataKey key = aging.forEncryption("key", 32, CONTEXT, 1)) {
                key.derived("label", secret -> () -> {
                    closing.countDown();
                    Waiting.await(go);
                });
            }
            ticker.advance(KeyLimits.DEFAULT.maxAge());
            Thread sweeping = new Thread(aging::statistics);
            sweeping.start();
            Waiting.await(closing);
            assertThat(aging.statistics().entries()).isZero();
            aging.forEncryption("key", 32, CONTEXT, 1).close();
            go.countDown();
            sweeping.join();
        } finally {
            go.countDown();
        }
        assertThat(service.everySecretIsDestroyed()).isTrue();
    }

    /** Nor one for which there is no room any more. */
    @Test
    @Timeout(60)
    void whatIsSlowToCloseKeepsNobodyFromAFullCache() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CachePolicy one = CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxEntries(1));
        try (DataKeyCache full = new DataKeyCache(service, one)) {
            try (DataKey key = full.forEncryption("key", 32, CONTEXT, 1)) {
                key.derived("label", secret -> () -> {
                    closing.countDown();
                    Waiting.await(go);
                });
            }
            Thread evicting = new Thread(() -> {
                for (int i = 0; closing.getCount() > 0; i++) {
                    full.forEncryption("other " + i, 32, CONTEXT, 1).close();
                }
            });
            evicting.start();
            Waiting.await(closing);
            assertThat(full.statistics().entries()).isLessThanOrEqualTo(1);
            full.forEncryption("another", 32, CONTEXT, 1).close();
            go.countDown();
            evicting.join();
        } finally {
            go.countDown();
        }
        assertThat(service.everySecretIsDestroyed()).isTrue();
    }

    @Test
    void anUncachedKeyDerivesToo() {
        DataKey key = cache.uncached("key", 32, CONTEXT);
        Derived derived = key.derived("cipher", this::derive);
        key.close();
        assertThat(derived.closed).hasValue(1);
    }

    private DataKey key() {
        return cache.forEncryption("key", 32, CONTEXT, 1);
    }

    private Derived derive(SecretBytes secret) {
        computations.incrementAndGet();
        return new Derived(secret);
    }

    private static final class Derived implements AutoCloseable {
        final AtomicInteger closed = new AtomicInteger();
        final SecretBytes secret;

        Derived(SecretBytes secret) {
            this.secret = secret;
        }

        @Override
        public void close() {
            assertThat(secret.isDestroyed()).isFalse();
            closed.incrementAndGet();
        }
    }
}
