package dev.furoshiki.embedded.material;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.audit.Ed25519Key;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/formats/embedded-audit-v1.md and embedded-postgresql-v4.md, read for ever. */
class EmbeddedAuditV1Test {

    private List<Vector> vectors;
    private UUID storeId;
    private RootKey root;

    @BeforeEach
    void read() throws IOException {
        vectors = Document.read("docs/formats/embedded-audit-v1.md").vectors();
        Vector store = Document.read("docs/formats/embedded-store-v1.md").vectors().stream()
                .filter(vector -> vector.has("root"))
                .findFirst()
                .orElseThrow();
        storeId = UUID.fromString(store.text("store id"));
        try (SecretBytes secret = SecretBytes.takeOver(store.bytes("root"))) {
            root = new RootKey(secret, storeId);
        }
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void theSealedKey() {
        Vector vector = vectors.get(0);
        byte[] publicKey = vector.bytes("public key");
        try (SecretBytes seed =
                root.openAuditKey(publicKey, vector.bytes("sealed")).orElseThrow()) {
            assertThat(seed.toByteArray()).isEqualTo(vector.bytes("seed"));
            assertThat(Ed25519Key.of(seed, publicKey).publicKey()).isEqualTo(publicKey);
            byte[] sealed = root.sealAuditKey(publicKey, seed);
            assertThat(sealed).hasSize(60);
            try (SecretBytes again = root.openAuditKey(publicKey, sealed).orElseThrow()) {
                assertThat(again.toByteArray()).isEqualTo(vector.bytes("seed"));
            }
        }
    }

    @Test
    void everyFlippedByteOfKeyAndPublicKeyIsRefused() {
        byte[] publicKey = vectors.get(0).bytes("public key");
        byte[] sealed = vectors.get(0).bytes("sealed");
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThat(root.openAuditKey(publicKey, changed)).isEmpty();
        }
        for (int i = 0; i < publicKey.length; i++) {
            byte[] changed = publicKey.clone();
            changed[i] ^= 1;
            assertThat(root.openAuditKey(changed, sealed)).isEmpty();
        }
    }

    /** In PostgreSQL, where a store has several logs. */
    @Test
    void theLinkOfOneOfSeveralLogs() throws IOException {
        Vector vector = Document.read("docs/formats/embedded-postgresql-v4.md")
                .vectors()
                .get(0);
        AuthenticatedRow row = AuthenticatedRow.ofAuditLink(
                vector.text("log"),
                UUID.fromString(vector.text("chain id")),
                vector.number("sequence"),
                vector.bytes("hash"),
                vector.number("closed") == 1);
        Vector link = Document.read("docs/formats/embedded-store-v4.md").vectors().stream()
                .filter(candidate -> candidate.has("link key"))
                .findFirst()
                .orElseThrow();
        try (SecretBytes seed = SecretBytes.takeOver(link.bytes("seed"));
                AuditLinkKey key = new AuditLinkKey(seed, storeId)) {
            assertThat(key.mac(row)).isEqualTo(vector.bytes("mac"));
        }
    }

    @Test
    void theLinks() {
        for (Vector vector : vectors.subList(1, 3)) {
            AuthenticatedRow row = AuthenticatedRow.ofAuditLink(
                    UUID.fromString(vector.text("chain id")),
                    vector.number("sequence"),
                    vector.bytes("hash"),
                    vector.number("closed") == 1);
            assertThat(root.mac(row)).as(vector.toString()).isEqualTo(vector.bytes("mac"));
        }
    }
}
