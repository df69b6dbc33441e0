package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.embedded.KeyRecords.Item;
import dev.furoshiki.embedded.KeyRecords.Kind;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.policy.KeyAccessRules;
import dev.furoshiki.embedded.policy.KeyPolicy;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a key has besides its material, as it is read. */
class KeyRecordsTest {

    private static final KeyPolicy DEFAULT = KeyPolicy.ofRoot(KeyOwner.DEFAULT.root());
    private static final String DOCUMENT = DEFAULT.document().replace("kms:*", "kms:Decrypt");
    private static final String KEY_ID = "6fe2b3e4-de46-4a93-bd5f-592154023e02";

    private final KeyRecords records = new KeyRecords(KeyOwner.DEFAULT.partition(), DEFAULT);

    /** A process lives long, and others set policies of up to 32 KiB. */
    @Test
    void aPolicyIsReadOnceAndKeptAsLongAsAKeyHasIt() {
        try (BackingKey material = BackingKey.generate(KeySpec.SYMMETRIC_DEFAULT, 1)) {
            ManagedKey key = ManagedKey.of(metadata(), 1, material, KeyAccessRules.of(DEFAULT));
            KeyPolicy first = policyOf(read(key));
            assertThat(policyOf(read(key))).isSameAs(first);
            records.keepPoliciesOf(List.of(key, read(key)));
            assertThat(policyOf(read(key))).isSameAs(first);
            records.keepPoliciesOf(List.of(key));
            assertThat(policyOf(read(key))).isNotSameAs(first);
            assertThat(policyOf(read(key)).document()).isEqualTo(DOCUMENT);
        }
    }

    private ManagedKey read(ManagedKey key) {
        return records.read(key, List.of(new Item(Kind.POLICY, "", DOCUMENT.getBytes(StandardCharsets.UTF_8))));
    }

    private static KeyPolicy policyOf(ManagedKey key) {
        return key.access().policy();
    }

    private static KeyMetadata metadata() {
        return new KeyMetadata(
                KEY_ID,
                KeyOwner.DEFAULT.arnOf(KEY_ID),
                KeyState.ENABLED,
                KeySpec.SYMMETRIC_DEFAULT,
                KeyUsage.ENCRYPT_DECRYPT,
                "",
                Instant.EPOCH);
    }
}
