package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * G7: nothing crosses partition, principal or context. A cache has one key service, which is of one partition and one
 * principal; within it a key belongs to who asked with the same name, size and context.
 */
class G7IsolationTest {

    /** Of one call at a time: the thread that asks waits for it, and another call would have another thread started. */
    private static final CachePolicy POLICY = CachePolicy.DEFAULT.with(CallPolicy.DEFAULT.withMaxInFlight(1));

    record Asked(String keyId, int sizeBytes, Map<String, String> context) {}

    @Property(tries = 300)
    void equalQuestionsShareAndNoOthersDo(@ForAll("questions") List<Asked> questions) {
        CountingKeyService service = new CountingKeyService();
        Map<Asked, EncryptedDataKey> known = new HashMap<>();
        Map<EncryptedDataKey, Asked> owners = new HashMap<>();
        try (DataKeyCache cache = new DataKeyCache(service, POLICY)) {
            for (Asked asked : questions) {
                try (DataKey key =
                        cache.forEncryption(asked.keyId, asked.sizeBytes, EncryptionContext.of(asked.context), 1)) {
                    assertThat(key.secret().sizeBytes()).isEqualTo(asked.sizeBytes);
                    assertThat(key.encrypted()).isEqualTo(known.computeIfAbsent(asked, first -> key.encrypted()));
                    assertThat(owners.computeIfAbsent(key.encrypted(), fresh -> asked))
                            .isEqualTo(asked);
                }
            }
        }
        assertThat(service.calls).hasValue(known.size());
    }

    @Property(tries = 100)
    void twoCachesShareNothing(@ForAll("questions") List<Asked> questions) {
        CountingKeyService service = new CountingKeyService();
        try (DataKeyCache ours = new DataKeyCache(service, POLICY);
                DataKeyCache theirs = new DataKeyCache(service, POLICY)) {
            for (Asked asked : questions) {
                EncryptionContext context = EncryptionContext.of(asked.context);
                try (DataKey one = ours.forEncryption(asked.keyId, asked.sizeBytes, context, 1);
                        DataKey other = theirs.forEncryption(asked.keyId, asked.sizeBytes, context, 1)) {
                    assertThat(one.secret()).isNotSameAs(other.secret());
                    assertThat(one.encrypted()).isNotEqualTo(other.encrypted());
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Asked>> questions() {
        Arbitrary<Map<String, String>> contexts = Arbitraries.maps(
                        Arbitraries.of("a", "A", "ab", "é"), Arbitraries.of("", "b", "B", "bc"))
                .ofMaxSize(2);
        return Combinators.combine(Arbitraries.of("key", "Key", "keys"), Arbitraries.of(16, 32), contexts)
                .as(Asked::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }
}
