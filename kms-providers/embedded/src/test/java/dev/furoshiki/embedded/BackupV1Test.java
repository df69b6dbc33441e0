package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    @Test
    void whatIsReadIsWrittenTheSame() throws Exception {
        Vector page =
                Document.read("docs/formats/key-store-backup-v1.md").vectors().get(0);
        byte[] content = page.bytes("content");
        assertThat(BackupContentV1.parse(content).toBytes()).isEqualTo(content);
        BackupV1 read = BackupV1.parse("backup", page.bytes("file"));
        assertThat(read.backupId()).hasToString(page.text("backup id"));
        try (SecretBytes root = SecretBytes.takeOver(page.bytes("root"))) {
            assertThat(read.open(root).toBytes()).isEqualTo(content);
        }
    }
}
