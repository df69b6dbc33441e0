package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.AlreadyExistsException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.GeneratedDataKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another root key, and backups, of a store that processes share. */
@Timeout(120)
class PostgresRootKeyTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");

    @TempDir
    Path folder;

    private TestPostgresStore store;
    private Path otherKey;

    @BeforeEach
    void name() throws Exception {
        store = TestPostgresStore.in(folder.toRealPath());
        otherKey = folder.toRealPath().resolve("other.key");
        try (SecretBytes key = SecretBytes.random(32)) {
            Files.write(otherKey, key.toByteArray());
        }
    }

    @Test
    @SuppressWarnings("try") // one process ends before the others
    void theOtherProcessesRefuseWhatTheySeeUntilTheyAreOpenedAgain() throws Exception {
        try (EmbeddedKeyService one = store.create("one");
                EmbeddedKeyService two = store.open("two");
                EmbeddedKeyService three = store.open("three")) {
            String keyId = one.createKey("").keyId();
            one.tagResource(keyId, Map.of("stage", "production"));
            one.createAlias("alias/pii", keyId);
            EncryptedDataKey sealed = seal(one, keyId);
            one.changeRootKey(RootKeySource.keyFile(otherKey));
            // At once, whether it has looked or not, and again.
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> two.createKey(""))
                        .isInstanceOf(IncorrectRootKeyException.class)
                        .hasMessageContaining("changed elsewhere")
                        .hasMessageContaining("open it again");
            }
            awaitRefusal(three, keyId);
            one.decrypt(sealed, CONTEXT).close();
            one.createKey("made afterwards");
            assertThatThrownBy(() -> store.open("four")).isInstanceOf(IncorrectRootKeyException.class);
            two.close();
            try (EmbeddedKeyService again = open("two")) {
                again.decrypt(sealed, CONTEXT).close();
                assertThat(again.listKeys()).hasSize(2);
                assertThat(again.listAliases()).containsEntry("alias/pii", keyId);
                assertThat(again.listResourceTags(keyId)).containsEntry("stage", "production");
                again.disableKey(keyId);
            }
        }
        for (String process : new String[] {"one", "two", "three"}) {
            String uri = store.uri(process).replace(store.keyFile().toString(), otherKey.toString());
            assertThat(VerifyStoreAudit.run(List.of(uri), System.out, System.err))
                    .as(process)
                    .isZero();
        }
    }

    @Test
    void aBackupOfOneIsRestoredIntoAnother() throws Exception {
        Path backup = folder.toRealPath().resolve("keys.backup");
        RootKeySource secret = RootKeySource.keyFile(otherKey);
        String keyId;
        EncryptedDataKey sealed;
        try (EmbeddedKeyService keys = store.create("one")) {
            keyId = keys.createKey("").keyId();
            keys.createAlias("alias/pii", keyId);
            sealed = seal(keys, keyId);
            keys.backUp(backup, secret);
            assertThatThrownBy(() -> store.builder("two").restore(backup, secret))
                    .isInstanceOf(AlreadyExistsException.class);
        }
        TestPostgresStore other =
                TestPostgresStore.in(Files.createDirectory(folder.toRealPath().resolve("other")));
        try (EmbeddedKeyService restored = other.builder("one").restore(backup, secret);
                EmbeddedKeyService sharing = other.open("two")) {
            restored.decrypt(sealed, CONTEXT).close();
            sharing.decrypt(sealed, CONTEXT).close();
            sharing.createKey("");
            assertThat(restored.listAliases()).containsEntry("alias/pii", keyId);
        }
        assertThat(Files.readString(other.audit("one"))).contains("\"RestoreBackup\"");
        assertThat(other.verify("one")).isZero();
        // And into a file.
        TestStore file = new TestStore(folder.toRealPath());
        try (EmbeddedKeyService restored = EmbeddedKeyService.builder(file.path())
                .rootKey(RootKeySource.keyFile(file.keyFile()))
                .restore(backup, secret)) {
            restored.decrypt(sealed, CONTEXT).close();
        }
    }

    /** Also where it is opened twice, as two processes do. */
    @Test
    void doesNotSealItself() throws Exception {
        try (EmbeddedKeyService one = store.create("one");
                EmbeddedKeyService two = store.open("two")) {
            String keyId = one.createKey("").keyId();
            RootKeySource circle = RootKeySource.sealedBy(one, keyId);
            assertThatThrownBy(() -> two.changeRootKey(circle)).isInstanceOf(ValidationException.class);
        }
    }

    private EmbeddedKeyService open(String process) {
        return EmbeddedKeyService.builder(store.location(process))
                .rootKey(RootKeySource.keyFile(otherKey))
                .open();
    }

    private static EncryptedDataKey seal(EmbeddedKeyService keys, String keyId) {
        try (GeneratedDataKey generated = keys.generateDataKey(keyId, 32, CONTEXT)) {
            return generated.encrypted();
        }
    }

    private static void awaitRefusal(EmbeddedKeyService keys, String keyId) throws Exception {
        while (true) {
            try {
                keys.describeKey(keyId);
                Thread.sleep(5);
            } catch (IncorrectRootKeyException changed) {
                assertThat(changed).hasMessageContaining("changed elsewhere");
                return;
            }
        }
    }
}
