package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a store, as an application sees it. */
class EmbeddedKeyServiceTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");

    @TempDir
    Path folder;

    @Test
    void theQuickstartInOneLineOfUri() throws Exception {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery staple\n");
        String keyId;
        EncryptedDataKey encrypted;
        byte[] plaintext;
        try (EmbeddedKeyService keys =
                EmbeddedKeyService.create(folder.resolve("keys"), RootKeySource.passphraseFile(passphrase))) {
            keyId = keys.createKey("personal data").keyId();
            keys.createAlias("alias/pii", keyId);
        }
        String uri = "embedded:" + folder.resolve("keys") + "?passphraseFile=" + passphrase;
        try (DataKeys keys = DataKeys.open(uri);
                DataKey key = keys.forEncryption("alias/pii", CONTEXT, 10)) {
            encrypted = key.encrypted();
            plaintext = key.secret().toByteArray();
        }
        try (DataKeys keys = DataKeys.open(uri);
                DataKey key = keys.forDecryption(encrypted, CONTEXT)) {
            assertThat(key.secret().toByteArray()).isEqualTo(plaintext).hasSize(32);
            assertThat(encrypted.keyArn()).isEqualTo("arn:furoshiki:kms:local:000000000000:key/" + keyId);
            assertThatThrownBy(() -> keys.forDecryption(encrypted, EncryptionContext.of("purpose", "other")))
                    .isInstanceOf(InvalidCiphertextException.class);
        }
    }

    @Test
    void disablingIsSeenAtOnceByEveryServiceOfTheProcess() throws Exception {
        Path keyFile = folder.resolve("root.key");
        try (SecretBytes root = SecretBytes.random(32)) {
            Files.write(keyFile, root.toByteArray());
        }
        RootKeySource source = RootKeySource.keyFile(keyFile);
        try (EmbeddedKeyService admin = EmbeddedKeyService.create(folder.resolve("keys"), source);
                DataKeys keys = DataKeys.open("embedded:" + folder.resolve("keys") + "?keyFile=" + keyFile)) {
            KeyMetadata created = admin.createKey("documents");
            keys.forEncryption(created.arn(), CONTEXT, 1).close();
            admin.disableKey(created.keyId());
            assertThatThrownBy(() -> keys.forEncryption(created.arn(), CONTEXT, 1))
                    .isInstanceOf(DisabledException.class)
                    .hasMessageContaining(created.arn());
            admin.enableKey(created.keyId());
            keys.forEncryption(created.arn(), CONTEXT, 1).close();
        }
    }
}
