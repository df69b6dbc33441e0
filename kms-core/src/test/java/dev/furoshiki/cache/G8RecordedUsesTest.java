package dev.furoshiki.cache;

import static dev.furoshiki.cache.Waiting.await;
import static dev.furoshiki.cache.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** G8: cached uses are recorded before they happen, in blocks that grow; a crash over-counts, never under-counts. */
@Timeout(60)
class G8RecordedUsesTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    private final CountingKeyService service = new CountingKeyService();

    @Test
    void theFirstUseIsTheCallsOwnAndBlocksGrow() {
        try (DataKeyCache cache = new DataKeyCache(service, CachePolicy.DEFAULT)) {
            use(cache);
            assertThat(service.recordedUses).isEmpty();
            use(cache);
            assertThat(service.recordedUses).containsExactly(64L);
            long used = 2;
            while (service.recordedUses.size() < 8) {
                use(cache);
                used++;
                assertThat(recorded()).isGreaterThanOrEqualTo(used - 1);
            }
            // Two may be recorded at once: then the later one may be here before the earlier one.
            List<Long> blocks = service.recordedUses.stream().sorted().toList();
            assertThat(blocks.get(0)).isEqualTo(64);
            assertThat(blocks.get(7)).isGreaterThan(64);
            for (int i = 0; i < blocks.size(); i++) {
                assertThat(blocks.get(i)).isBetween(64L, 128L << i);
                assertThat(Long.bitCount(blocks.get(i))).isEqualTo(1);
            }
        }
    }

    @Test
    void decryptionIsRecordedToo() {
        try (DataKeyCache cache = new DataKeyCache(service, CachePolicy.DEFAULT)) {
            EncryptedDataKey encrypted = use(cache);
            cache.forDecryption(encrypted, CONTEXT).close();
            assertThat(service.recordedUses).isEmpty();
            for (int i = 0; i < 32; i++) {
                cache.forDecryption(encrypted, CONTEXT).close();
            }
            assertThat(service.recordedUses).containsExactly(64L);
        }
    }

    /** Else who uses many keys in turn waits for a record of each, again and again. */
    @Test
    void theNextBlockIsRecordedBeforeTheFirstEnds() {
        try (DataKeyCache cache = new DataKeyCache(service, CachePolicy.DEFAULT)) {
            for (int i = 0; i < 1 + 32; i++) {
                use(cache);
            }
            assertThat(service.recordedUses).containsExactly(64L);
            use(cache);
            until(() -> service.recordedUses.size() == 2);
        }
    }

    /** A permission can depend on the alias that a key is asked for by. */
    @Test
    void usesAreRecordedByTheNameThatTheKeyWasAskedForBy() {
        try (DataKeyCache cache = new DataKeyCache(service, CachePolicy.DEFAULT)) {
            EncryptedDataKey encrypted = use(cache);
            use(cache);
            cache.forDecryption(encrypted, CONTEXT).close();
            cache.forDecryption(encrypted, CONTEXT).close();
            assertThat(service.recordedNames).containsExactly("key", encrypted.keyArn());
            assertThat(encrypted.keyArn()).isNotEqualTo("key");
        }
    }

    @Test
    void neverMoreIsRecordedThanAKeyMayDo() {
        CachePolicy policy = CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxMessages(1000));
        try (DataKeyCache cache = new DataKeyCache(service, policy)) {
            for (int i = 0; i < 1000; i++) {
                use(cache);
            }
            assertThat(service.calls).hasValue(1);
            assertThat(recorded()).isEqualTo(999);
            use(cache);
            assertThat(service.calls).hasValue(2);
        }
    }

    /** Each is a wait for a disk. However many processors there are. */
    @Test
    void theLastUsesOfAKeyAreRecordedInBlocksToo() {
        for (long most : new long[] {2048, 1000}) {
            service.recordedUses.clear();
            CachePolicy policy = CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxMessages(most));
            try (DataKeyCache cache = new DataKeyCache(service, policy)) {
                for (int i = 0; i < most; i++) {
                    use(cache);
                }
            }
            assertThat(recorded()).isEqualTo(most - 1);
            assertThat(service.recordedUses.size()).isLessThan((int) most / 64 + 8);
        }
        assertThat(service.calls).hasValue(2);
    }

    @Test
    void manyThreadsNeverUseMoreThanWasRecorded() throws Exception {
        AtomicLong uses = new AtomicLong();
        AtomicBoolean exceeded = new AtomicBoolean();
        CachePolicy policy = CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withLeaseBlock(1));
        try (DataKeyCache cache = new DataKeyCache(service, policy)) {
            Threads.run(4, () -> {
                for (int i = 0; i < 20_000; i++) {
                    try (DataKey key = cache.forEncryption("key", 32, CONTEXT, 1)) {
                        long now = uses.incrementAndGet();
                        assertThat(key.secret().isDestroyed()).isFalse();
                        if (i % 64 == 0 && now > recorded() + service.calls.get()) {
                            exceeded.set(true);
                        }
                    }
                }
                return true;
            });
            assertThat(cache.statistics().messages()).isEqualTo(80_000);
        }
        assertThat(exceeded).isFalse();
        assertThat(service.calls).hasValue(1);
        assertThat(service.recordedUses.size()).isLessThan(2000);
    }

    @Test
    void whatCannotBeRecordedIsNotUsed() {
        AtomicBoolean full = new AtomicBoolean();
        CountingKeyService failing = new CountingKeyService() {
            @Override
            public void recordCachedUses(
                    String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
                if (full.get()) {
                    throw new KmsInternalException("the disk is full", null);
                }
                super.recordCachedUses(keyId, key, context, encrypting, uses);
            }
        };
        try (DataKeyCache cache = new DataKeyCache(failing, CachePolicy.DEFAULT)) {
            use(cache);
            full.set(true);
            assertThatThrownBy(() -> use(cache)).isInstanceOf(KmsInternalException.class);
            full.set(false);
            use(cache);
            assertThat(failing.calls).hasValue(1);
            assertThat(cache.statistics().messages()).isEqualTo(2);
        }
        assertThat(failing.everySecretIsDestroyed()).isTrue();
    }

    /** With FAIL as well, where no other key takes its place. */
    @Test
    void whatCouldNotBeRecordedIsNotUsedUp() {
        AtomicBoolean full = new AtomicBoolean(true);
        CountingKeyService failing = new CountingKeyService() {
            @Override
            public void recordCachedUses(
                    String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
                if (full.get()) {
                    throw new KmsInternalException("the disk is full", null);
                }
            }
        };
        CachePolicy policy = CachePolicy.DEFAULT.with(CachePolicy.OnLimit.FAIL);
        try (DataKeyCache cache = new DataKeyCache(failing, policy)) {
            EncryptedDataKey key = use(cache);
            for (int i = 0; i < 400; i++) {
                assertThatThrownBy(() -> use(cache)).isInstanceOf(KmsInternalException.class);
            }
            full.set(false);
            assertThat(use(cache)).isEqualTo(key);
        }
    }

    @Test
    void whoWaitsForARecordWaitsNoLongerThanForACallAndALateOneCounts() {
        CountDownLatch go = new CountDownLatch(1);
        CountingKeyService stuck = new CountingKeyService() {
            @Override
            public void recordCachedUses(
                    String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
                super.recordCachedUses(keyId, key, context, encrypting, uses);
                await(go);
            }
        };
        CachePolicy policy = CachePolicy.DEFAULT.with(CallPolicy.DEFAULT.withTimeout(Duration.ofMillis(30)));
        try (DataKeyCache cache = new DataKeyCache(stuck, policy)) {
            use(cache);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> use(cache))
                        .isInstanceOf(DependencyTimeoutException.class)
                        .hasMessageContaining("30 ms")
                        .hasMessageContaining("recorded");
            }
            assertThat(stuck.recordedUses).containsExactly(64L);
            go.countDown();
            until(() -> {
                try {
                    use(cache);
                    return true;
                } catch (DependencyTimeoutException late) {
                    return false;
                }
            });
            assertThat(stuck.recordedUses).containsExactly(64L);
        }
    }

    /** Or an outage of the service would be one of the keys that are warm. */
    @Test
    void recordsDoNotWaitForCallsThatHang() {
        CountDownLatch go = new CountDownLatch(1);
        CachePolicy policy =
                CachePolicy.DEFAULT.with(CallPolicy.DEFAULT.withMaxInFlight(1).withTimeout(Duration.ofMillis(300)));
        try (DataKeyCache cache = new DataKeyCache(service, policy)) {
            EncryptedDataKey warm = use(cache);
            service.inCall = keyId -> await(go);
            assertThatThrownBy(() -> cache.uncached("other", 32, CONTEXT))
                    .isInstanceOf(DependencyTimeoutException.class);
            assertThat(use(cache)).isEqualTo(warm);
            assertThat(service.recordedUses).containsExactly(64L);
        } finally {
            go.countDown();
        }
    }

    private long recorded() {
        return service.recordedUses.stream().mapToLong(Long::longValue).sum();
    }

    private static EncryptedDataKey use(DataKeyCache cache) {
        try (DataKey key = cache.forEncryption("key", 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }
}
