package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/formats/key-store-backup-v1.md, read for ever. */
class BackupV1Test {

    @TempDir
    Path folder;

    @Test
    void theBackupOfThePageBecomesAStore() throws Exception {
        Vector page =
                Document.read("docs/formats/key-store-backup-v1.md").vectors().get(0);
        Path file = Files.write(folder.resolve("backup"), page.bytes("file"));
        RootKeySource secret = RootKeySource.keyFile(Files.write(folder.resolve("root.key"), page.bytes("root")));
        Vector message = Document.read("docs/formats/embedded-ciphertext-v1.md")
                .vectors()
                .get(0);
        try (EmbeddedKeyService keys = EmbeddedKeyService.builder(folder.resolve("keys"))
                .rootKey(secret)
                .restore(file, secret)) {
            String keyId = message.text("key id");
            assertThat(keys.listAliases()).containsExactly(Map.entry("alias/pii", keyId));
            assertThat(keys.listResourceTags(keyId)).containsExactly(Map.entry("stage", "production"));
            assertThat(keys.describeKey(keyId).description()).isEqualTo("personal data");
            EncryptedDataKey sealed =
                    new EncryptedDataKey("embedded", keys.describeKey(keyId).arn(), message.bytes("ciphertext"));
            try (SecretBytes opened = keys.decrypt(sealed, EncryptionContext.empty())) {
                assertThat(opened.toByteArray()).isEqualTo(message.bytes("plaintext"));
            }
        }
    }

    /** Before anything of it is written: what is longer is not read. */
    @Test
    void whatWouldBeTooLongIsNotWritten() throws Exception {
        Vector page =
                Document.read("docs/formats/key-store-backup-v1.md").vectors().get(0);
        BackupContentV1 content = BackupContentV1.parse(page.bytes("content"));
        RootKeySource source = RootKeySource.keyFile(Files.write(folder.resolve("root.key"), page.bytes("root")));
        UUID id = UUID.randomUUID();
        int size = page.bytes("file").length;
        try (RootSecret secret = source.read();
                RootSecret.Made made = secret.make("backup", BackupV1.bound(id), Argon2id.DEFAULT)) {
            assertThat(BackupV1.seal(id, Instant.EPOCH, made, content, size)).hasSize(size);
            for (int most : new int[] {size - 1, page.bytes("content").length, 10}) {
                assertThatThrownBy(() -> BackupV1.seal(id, Instant.EPOCH, made, content, most))
                        .isInstanceOf(LimitExceededException.class)
                        .hasMessageContaining(most + " bytes");
            }
        }
    }

    @Test
    void whatIsReadIsWrittenTheSame() throws Exception {
        Vector page =
                Document.read("docs/formats/key-store-backup-v1.md").vectors().get(0);
        byte[] content = page.bytes("content");
        assertThat(BackupContentV1.parse(content).toBytes(content.length)).isEqualTo(content);
        BackupV1 read = BackupV1.parse("backup", page.bytes("file"));
        assertThat(read.backupId()).hasToString(page.text("backup id"));
        try (SecretBytes root = SecretBytes.takeOver(page.bytes("root"))) {
            assertThat(read.open(root).toBytes(content.length)).isEqualTo(content);
        }
    }
}
