package dev.furoshiki.s3.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.exception.S3EncryptionException.MalformedEnvelopeException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FuroshikiV1Test {

    private static final ObjectName NAME = new ObjectName("museum", "cloth");
    private static final EncryptionContext CONTEXT = EncryptionContext.of("bucket", "museum");
    private static final KeyBinding BINDING = new KeyBinding(CONTEXT, "museum");

    @Test
    void opensThroughAnyRecipientOfTheKeyServiceAtHand() {
        DataKeys one = DataKeys.over(new StaticKeyService("one"));
        DataKeys two = DataKeys.over(new StaticKeyService("two"));
        DataKeys three = DataKeys.over(new StaticKeyService("three"));
        try (ObjectKey key = ObjectKey.random();
                SegmentedAead body = key.newBody()) {
            byte[] sealed = key.seal(new PlaintextFacts(5, Map.of()), body.header());
            Map<String, String> metadata = new FuroshikiV1(
                            body.header(),
                            key.objectId(),
                            KeyScope.OBJECT,
                            List.of(recipient(one, key), recipient(two, key)),
                            sealed)
                    .toMetadata();
            FuroshikiV1 read = FuroshikiV1.parse(metadata, NAME);
            assertThat(read.toMetadata()).isEqualTo(metadata);
            for (DataKeys keys : List.of(one, two)) {
                try (OpenObject object = read.open(List.of(keys), BINDING, NAME)) {
                    assertThat(object.facts().orElseThrow().length()).isEqualTo(5);
                    assertThat(object.segments().header()).isEqualTo(body.header());
                }
            }
            assertThatExceptionOfType(KmsException.NotFoundException.class)
                    .isThrownBy(() -> read.open(List.of(three), BINDING, NAME))
                    .withMessageContaining("\"three\"")
                    .withMessageContaining("\"one\", \"two\"")
                    .withMessageContaining("s3://museum/cloth");
        }
    }

    @Test
    void aRecipientWhoseKeyIsGoneGivesWayToTheNext() {
        StaticKeyService service = new StaticKeyService("one");
        DataKeys keys = DataKeys.builder(service).maxEntries(0).build();
        try (ObjectKey key = ObjectKey.random();
                SegmentedAead body = key.newBody()) {
            Recipient first = recipient(keys, key);
            Recipient second = recipient(keys, key);
            FuroshikiV1 envelope =
                    new FuroshikiV1(body.header(), key.objectId(), KeyScope.OBJECT, List.of(first, second), null);
            service.forget(first.dataKey());
            try (OpenObject object = envelope.open(List.of(keys), BINDING, NAME)) {
                assertThat(object.facts()).isEmpty();
            }
            service.forget(second.dataKey());
            assertThatExceptionOfType(KmsException.NotFoundException.class)
                    .isThrownBy(() -> envelope.open(List.of(keys), BINDING, NAME))
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }
    }

    /** Every bit alone and all together: whatever is read of it, the failure is one of ours. */
    @Test
    void everyChangedByteEndsInAnExceptionOfOurs() {
        DataKeys keys = DataKeys.over(new StaticKeyService("one"));
        try (ObjectKey key = ObjectKey.random();
                SegmentedAead body = key.newBody()) {
            byte[] sealed = key.seal(new PlaintextFacts(5, Map.of(1, new byte[4])), body.header());
            Map<String, String> intact = new FuroshikiV1(
                            body.header(), key.objectId(), KeyScope.OBJECT, List.of(recipient(keys, key)), sealed)
                    .toMetadata();
            FuroshikiV1.parse(intact, NAME).open(List.of(keys), BINDING, NAME).close();
            for (String entry : List.of("furoshiki-header", "furoshiki-keys", "furoshiki-sealed")) {
                int length = Base64.getUrlDecoder().decode(Objects.requireNonNull(intact.get(entry))).length;
                for (int i = 0; i < length; i++) {
                    for (int flipped : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                        Map<String, String> changed = changed(intact, entry, i, flipped);
                        assertThatThrownBy(() -> FuroshikiV1.parse(changed, NAME)
                                        .open(List.of(keys), BINDING, NAME)
                                        .close())
                                .as("%s byte %d, bits %d", entry, i, flipped)
                                .isInstanceOfAny(S3EncryptionException.class, KmsException.class);
                    }
                }
            }
        }
    }

    private static Map<String, String> changed(Map<String, String> intact, String entry, int index, int flipped) {
        byte[] bytes = Base64.getUrlDecoder().decode(Objects.requireNonNull(intact.get(entry)));
        bytes[index] ^= (byte) flipped;
        Map<String, String> changed = new HashMap<>(intact);
        changed.put(entry, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        return changed;
    }

    @Test
    void anEnvelopeWithoutRecipientsIsMalformed() {
        Map<String, String> metadata =
                Map.of("furoshiki", "1", "furoshiki-header", "A".repeat(98) + "A", "furoshiki-keys", "A".repeat(23));
        assertThatExceptionOfType(MalformedEnvelopeException.class)
                .isThrownBy(() -> FuroshikiV1.parse(metadata, NAME))
                .withMessageContaining("furoshiki-keys of s3://museum/cloth");
    }

    @Property
    void factsKeepWhatTheyWereGiven(
            @ForAll @LongRange(min = 0) long length,
            @ForAll @Size(max = 10)
                    Map<@net.jqwik.api.constraints.IntRange(min = 1, max = 255) Integer, @Size(max = 64) byte[]>
                            checksums) {
        PlaintextFacts facts = PlaintextFacts.of(new PlaintextFacts(length, checksums).toBytes());
        assertThat(facts.length()).isEqualTo(length);
        assertThat(facts.checksums().keySet()).isEqualTo(checksums.keySet());
        checksums.forEach((algorithm, value) ->
                assertThat(facts.checksums().get(algorithm)).isEqualTo(value));
    }

    private static Recipient recipient(DataKeys keys, ObjectKey key) {
        try (DataKey dataKey = keys.generate("key", CONTEXT)) {
            return new Recipient(dataKey.encrypted(), key.wrap(dataKey, KeyScope.OBJECT, BINDING));
        }
    }
}
