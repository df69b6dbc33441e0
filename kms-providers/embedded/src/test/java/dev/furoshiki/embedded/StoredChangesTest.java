package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change leaves behind: on the disk the newest of what it wrote over, in memory no material of a key that is gone. */
class StoredChangesTest {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenOverIsReadAgainAsItWasLast() throws Exception {
        TestStore store = new TestStore(folder);
        String keyId;
        String last;
        try (EmbeddedKeyService keys = store.create()) {
            keyId = keys.createKey("first").keyId();
            String policy = keys.getKeyPolicy(keyId);
            keys.putKeyPolicy(keyId, policy.replace("key-default-1", "another"));
            last = policy.replace("key-default-1", "the last");
            keys.putKeyPolicy(keyId, last);
            keys.tagResource(keyId, Map.of("stage", "test"));
            keys.tagResource(keyId, Map.of("stage", "production"));
            keys.enableKeyRotation(keyId, 90);
            keys.enableKeyRotation(keyId, 91);
            keys.updateKeyDescription(keyId, "second");
        }
        try (EmbeddedKeyService keys = store.open()) {
            assertThat(keys.getKeyPolicy(keyId)).isEqualTo(last);
            assertThat(keys.listResourceTags(keyId)).isEqualTo(Map.of("stage", "production"));
            assertThat(keys.getKeyRotationStatus(keyId).periodDays()).isEqualTo(Optional.of(91));
            assertThat(keys.describeKey(keyId).description()).isEqualTo("second");
        }
    }

    @Test
    void theMaterialOfAKeyThatIsDeletedIsZeroed() throws Exception {
        TestStore store = new TestStore(folder);
        SettableClock clock = new SettableClock();
        try (EmbeddedKeyService keys = EmbeddedKeyService.builder(store.path())
                .rootKey(RootKeySource.keyFile(store.keyFile()))
                .clock(clock)
                .create()) {
            String gone = keys.createKey("").keyId();
            String stays = keys.createKey("").keyId();
            keys.rotateKeyOnDemand(gone);
            List<SecretBytes> material = materialOf(store, gone);
            List<SecretBytes> others = materialOf(store, stays);
            keys.scheduleKeyDeletion(gone, 7);
            clock.advance(Duration.ofDays(7));
            assertThat(keys.listKeys()).hasSize(1);
            assertThat(material).hasSize(2).allMatch(SecretBytes::isDestroyed);
            assertThat(others).hasSize(1).noneMatch(SecretBytes::isDestroyed);
        }
    }

    private static List<SecretBytes> materialOf(TestStore store, String keyId) throws Exception {
        ManagedKey key = store.keyring().key(keyId).orElseThrow();
        return key.backingKeys().values().stream()
                .map(backing -> backing.secret())
                .toList();
    }
}
