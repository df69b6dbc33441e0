package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which entries are found in fewer steps, and that what Caffeine has to know of reads does not suffer. */
class HotEntriesTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.empty();

    @Test
    void aPlaceIsThatOfWhoCameFirst() {
        HotEntries hot = new HotEntries(1);
        SharedKey first = entry(0);
        SharedKey second = entry(inThePlaceOf(first));
        hot.add(first);
        hot.add(second);
        assertThat(hot.get(first.cacheKey())).isSameAs(first);
        assertThat(hot.get(second.cacheKey())).isNull();
        hot.remove(second);
        assertThat(hot.get(first.cacheKey())).isSameAs(first);
        hot.remove(first);
        hot.add(second);
        assertThat(hot.get(first.cacheKey())).isNull();
        assertThat(hot.get(second.cacheKey())).isSameAs(second);
    }

    private static int inThePlaceOf(SharedKey first) {
        for (int number = 1; number < 64; number++) {
            HotEntries hot = new HotEntries(1);
            hot.add(first);
            hot.add(entry(number));
            if (hot.get(key(number)) == null) {
                return number;
            }
        }
        throw new AssertionError("each of 64 entries is found beside another in two places");
    }

    @Test
    void whatIsNotHandedOutIsNotKept() {
        HotEntries hot = new HotEntries(1);
        SharedKey entry = entry(0);
        entry.retire(Retirement.KEY_CHANGE);
        hot.add(entry);
        assertThat(hot.get(key(0))).isNull();
    }

    @Test
    void theirSuccessorsTakeTheirPlaces() {
        KeyEntries entries = new KeyEntries(CachePolicy.DEFAULT, () -> 0, new CacheCounters(System::nanoTime));
        SharedKey before = found(entries);
        assertThat(entries.hot(key(0))).isSameAs(before);
        entries.changed("arn:key");
        assertThat(entries.hot(key(0))).isNull();
        SharedKey refreshed = found(entries);
        assertThat(entries.hot(key(0))).isSameAs(refreshed);
        SharedKey refreshing = found(entries);
        assertThat(entries.hot(key(0))).isSameAs(refreshing);
        entries.close();
        assertThat(entries.hot(key(0))).isNull();
    }

    /** G4: what is destroyed first runs code of others, which may take long, or change the key itself. */
    @Test
    void aSecondChangeOfTheKeyReturnsWhenNobodyGetsAnyOfItsEntries() {
        KeyEntries entries = new KeyEntries(CachePolicy.DEFAULT, () -> 0, new CacheCounters(System::nanoTime));
        found(entries, 0);
        found(entries, 1);
        List<Boolean> leased = new ArrayList<>();
        Runnable changesAgain = () -> {
            entries.changed("arn:key");
            leased.add(isLeased(entries.hot(key(0))));
            leased.add(isLeased(entries.hot(key(1))));
        };
        assertThat(entries.addSpare(key(0), entry(0, changesAgain), entries.changes()))
                .isTrue();
        assertThat(entries.addSpare(key(1), entry(1, changesAgain), entries.changes()))
                .isTrue();
        assertThat(isLeased(entries.hot(key(0)))).isTrue();
        entries.changed("arn:key");
        assertThat(leased).isEqualTo(List.of(false, false, false, false));
    }

    private static boolean isLeased(@Nullable SharedKey entry) {
        KeyLease lease =
                entry == null ? null : entry.lease(0, Deadline.in(Duration.ofMinutes(1), ProcessRuntime.SYSTEM));
        if (lease != null) {
            lease.close();
        }
        return lease != null;
    }

    private static SharedKey found(KeyEntries entries) {
        return found(entries, 0);
    }

    private static SharedKey found(KeyEntries entries, int number) {
        SharedKey entry = entry(number);
        entries.put(key(number), entry);
        assertThat(entries.get(key(number))).isSameAs(entry);
        return entry;
    }

    @Test
    void ofAFullCacheTheKeysThatAreUsedStay() {
        CachePolicy policy = CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxEntries(64));
        CountingKeyService service = new CountingKeyService();
        try (DataKeyCache cache = new DataKeyCache(service, policy)) {
            List<EncryptedDataKey> hot = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                hot.add(use(cache, i));
            }
            for (int i = 8; i < 300; i++) {
                use(cache, i);
                for (int j = 0; j < 8; j++) {
                    assertThat(use(cache, j)).isEqualTo(hot.get(j));
                }
            }
            assertThat(cache.statistics().entries()).isLessThanOrEqualTo(64);
        }
        assertThat(service.everySecretIsDestroyed()).isTrue();
    }

    private static EncryptedDataKey use(DataKeyCache cache, int number) {
        try (DataKey key = cache.forEncryption("key " + number, 32, CONTEXT, 1)) {
            return key.encrypted();
        }
    }

    private static CacheKey key(int number) {
        return new CacheKey.Encryption("key " + number, 32, CONTEXT);
    }

    private static SharedKey entry(int number) {
        return entry(number, () -> {});
    }

    private static SharedKey entry(int number, Runnable whenDestroyed) {
        SharedKey entry = new SharedKey(
                key(number),
                new EncryptedDataKey("test", "arn:key", new byte[] {1}),
                SecretBytes.copyOf(new byte[] {1}),
                new UseBudget(Long.MAX_VALUE, Long.MAX_VALUE, 64, () -> 0),
                new ServingTime(() -> 0, Long.MAX_VALUE, Duration.ZERO, Duration.ofSeconds(1)),
                0,
                new UseRecorder() {
                    @Override
                    public void record(EncryptedDataKey key, long uses) {}

                    @Override
                    public boolean begin(Runnable recording) {
                        recording.run();
                        return true;
                    }

                    @Override
                    public void destroyed(SharedKey key) {
                        whenDestroyed.run();
                    }
                });
        entry.confirm();
        return entry;
    }
}
