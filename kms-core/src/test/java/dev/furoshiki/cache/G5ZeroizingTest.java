package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DisabledException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** G5: key buffers are zeroed after the last reader, never before. */
@Timeout(120)
class G5ZeroizingTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");

    private final CountingKeyService service = new CountingKeyService();
    private final SettableTicker ticker = new SettableTicker();
    private final DataKeyCache cache = new DataKeyCache(
            service,
            CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxAge(MAX_AGE).withMaxEntries(4)),
            ticker);

    @AfterEach
    void nothingIsLeftAfterClosing() {
        cache.close();
        assertThat(service.everySecretIsDestroyed()).isTrue();
    }

    @Test
    void aClosedLeaseLeavesTheCachedKeyAlive() {
        DataKey lease = key();
        SecretBytes secret = lease.secret();
        lease.close();
        assertThat(secret.isDestroyed()).isFalse();
        cache.close();
        assertThat(secret.isDestroyed()).isTrue();
    }

    @Test
    void closingTheCacheWaitsForTheLastLease() {
        DataKey first = key();
        DataKey second = key();
        SecretBytes secret = first.secret();
        assertThat(second.secret()).isSameAs(secret);
        cache.close();
        first.close();
        assertThat(secret.isDestroyed()).isFalse();
        assertThat(secret.toByteArray()).hasSize(32).containsOnly(2);
        second.close();
        assertThat(secret.isDestroyed()).isTrue();
    }

    @Test
    void closingALeaseTwiceTakesNothingFromTheOthers() throws Exception {
        DataKey first = key();
        DataKey second = key();
        SecretBytes secret = second.secret();
        cache.close();
        Threads.run(8, () -> {
            first.close();
            first.close();
            return true;
        });
        assertThat(secret.isDestroyed()).isFalse();
        second.close();
        assertThat(secret.isDestroyed()).isTrue();
    }

    /** The second lease has what the first one gave back. */
    @Test
    void closingAnOldLeaseAgainTakesNothingFromItsSuccessor() throws Exception {
        key().close(); // the first one is the loader's
        DataKey old = key();
        old.close();
        DataKey successor = key();
        SecretBytes secret = successor.secret();
        Threads.run(8, () -> {
            old.close();
            return true;
        });
        assertThatThrownBy(old::secret).isInstanceOf(IllegalStateException.class);
        cache.close();
        assertThat(secret.isDestroyed()).isFalse();
        assertThat(successor.secret()).isSameAs(secret);
        successor.close();
        assertThat(secret.isDestroyed()).isTrue();
        assertThat(cache.statistics().hits()).isEqualTo(2);
    }

    @Test
    void aThreadHoldsAKeyAsOftenAsItLikes() {
        DataKey[] leases = new DataKey[100];
        for (int i = 0; i < leases.length; i++) {
            leases[i] = key();
        }
        SecretBytes secret = leases[0].secret();
        cache.close();
        for (DataKey lease : leases) {
            assertThat(secret.isDestroyed()).isFalse();
            lease.close();
        }
        assertThat(secret.isDestroyed()).isTrue();
        assertThat(cache.statistics().messages()).isEqualTo(100);
    }

    @Test
    void aClosedLeaseGivesNothingMore() {
        DataKey lease = key();
        EncryptedDataKey encrypted = lease.encrypted();
        lease.close();
        assertThatThrownBy(lease::secret).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> lease.derived("label", secret -> () -> {})).isInstanceOf(IllegalStateException.class);
        assertThat(lease.encrypted()).isEqualTo(encrypted);
    }

    @Test
    void expiryZeroesAfterTheLastLease() {
        DataKey lease = key();
        SecretBytes secret = lease.secret();
        ticker.advance(MAX_AGE);
        assertThat(cache.statistics().entries()).isZero();
        assertThat(secret.isDestroyed()).isFalse();
        lease.close();
        assertThat(secret.isDestroyed()).isTrue();
    }

    @Test
    void evictionZeroesWhatIsTooMany() {
        for (int i = 0; i < 100; i++) {
            cache.forEncryption("key " + i, 32, CONTEXT, 1).close();
        }
        CacheStatistics statistics = cache.statistics();
        assertThat(statistics.entries()).isEqualTo(4);
        assertThat(statistics.evictions().size()).isEqualTo(96);
        assertThat(service.secretsGiven.stream().filter(secret -> !secret.isDestroyed()))
                .hasSize(4);
    }

    @Test
    void aCacheOfNothingStillServesAndZeroes() throws Exception {
        try (DataKeyCache none =
                new DataKeyCache(service, CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxEntries(0)))) {
            Threads.run(8, () -> {
                for (int i = 0; i < 100; i++) {
                    try (DataKey key = none.forEncryption("key", 32, CONTEXT, 1)) {
                        assertThat(key.secret().isDestroyed()).isFalse();
                    }
                }
                return true;
            });
            assertThat(service.calls).hasValue(800);
            assertThat(service.everySecretIsDestroyed()).isTrue();
        }
    }

    @Test
    void aLoadThatTheClosingOvertookLeavesNothingBehind() {
        AtomicReference<DataKeyCache> closing = new AtomicReference<>();
        DataKeyCache overtaken =
                new DataKeyCache(service, CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxAge(MAX_AGE)), ticker);
        closing.set(overtaken);
        overtaken.forEncryption("key", 32, CONTEXT, 1).close();
        ticker.advance(MAX_AGE);
        service.inCall = keyId -> closing.get().close();
        assertThatThrownBy(() -> overtaken.forEncryption("key", 32, CONTEXT, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(service.everySecretIsDestroyed()).isTrue();
        assertThatThrownBy(() -> overtaken.forEncryption("key", 32, CONTEXT, 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDisabledKeyIsZeroedAtOnce() {
        key().close();
        service.disable("key");
        assertThat(service.everySecretIsDestroyed()).isTrue();
        assertThat(service.secretsGiven).hasSize(1);
    }

    @Test
    void anUncachedKeyIsZeroedWithItsLease() {
        DataKey first = cache.uncached("key", 32, CONTEXT);
        DataKey second = cache.uncached("key", 32, CONTEXT);
        assertThat(first.secret()).isNotSameAs(second.secret());
        first.close();
        assertThat(service.secretsGiven.get(0).isDestroyed()).isTrue();
        assertThat(service.secretsGiven.get(1).isDestroyed()).isFalse();
        second.close();
        assertThat(cache.statistics().uncachedCalls()).isEqualTo(2);
        assertThat(cache.statistics().hits()).isZero();
    }

    @Test
    void readersNeverSeeAZeroedKeyWhileKeysAreDropped() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> drops = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (!stop.get()) {
                service.disable("key");
                service.enable("key");
                count++;
            }
            return count;
        });
        AtomicInteger refused = new AtomicInteger();
        int reads = SOAK ? 2_000_000 : 100_000;
        try {
            Threads.run(4, () -> {
                for (int i = 0; i < reads; i++) {
                    try (DataKey key = key()) {
                        byte number = (byte) (1 + number(key.encrypted()) % 255);
                        byte[] expected = new byte[32];
                        java.util.Arrays.fill(expected, number);
                        assertThat(key.secret().toByteArray()).isEqualTo(expected);
                    } catch (DisabledException atThatMoment) {
                        refused.incrementAndGet();
                    }
                }
                return true;
            });
        } finally {
            stop.set(true);
        }
        assertThat(drops.get(20, TimeUnit.SECONDS)).isPositive();
        assertThat(service.secretsGiven.size()).isGreaterThan(1);
        assertThat(service.secretsGiven.stream()
                        .filter(secret -> !secret.isDestroyed())
                        .count())
                .isLessThanOrEqualTo(1);
    }

    private DataKey key() {
        return cache.forEncryption("key", 32, CONTEXT, 1);
    }

    private static int number(EncryptedDataKey encrypted) {
        return java.nio.ByteBuffer.wrap(encrypted.ciphertext()).getInt();
    }
}
