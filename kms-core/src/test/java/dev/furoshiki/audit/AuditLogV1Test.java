package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.audit.AuditAnchor.Anchored;
import dev.furoshiki.audit.AuditReport.Status;
import dev.furoshiki.audit.ChainWriter.Reason;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/formats/audit-log-v1.md, which another program made. */
class AuditLogV1Test {

    private static final UUID CHAIN = UUID.fromString("11111111-2222-4333-8444-555555555555");

    /** Of the RFC 8032 seed 00 01 02 … 1f. */
    private static final String PUBLIC_KEY = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

    @TempDir
    Path folder;

    private List<Vector> vectors;

    @BeforeEach
    void read() throws IOException {
        vectors = Document.read("docs/formats/audit-log-v1.md").vectors();
        assertThat(vectors).hasSize(6);
    }

    @Test
    void readsVersion1ForEver() throws Exception {
        StringBuilder first = new StringBuilder();
        StringBuilder second = new StringBuilder();
        AuditLink before = AuditLink.beginning(CHAIN);
        for (Vector vector : vectors) {
            String text = vector.text("line") + "\n";
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ChainedLine line = ChainedLine.parse(bytes).orElseThrow();
            assertThat(line.follows(before)).as(vector.toString()).isTrue();
            assertThat(line.sequence()).isEqualTo(vector.number("sequence"));
            assertThat(ChainedLine.hash(bytes)).as(vector.toString()).isEqualTo(vector.text("hash"));
            before = line.link(bytes);
            (vector.number("file") == 1 ? first : second).append(text);
        }
        Path current = folder.resolve("audit.jsonl");
        Files.writeString(new AuditSeries(current).archived(1), first);
        Files.writeString(current, second);
        AuditReport report = AuditVerification.of(current)
                .publicKey(HexFormat.of().parseHex(PUBLIC_KEY))
                .run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.status()).isEqualTo(Status.VERIFIED);
        assertThat(report.newest()).isEqualTo(before);
    }

    @Test
    void writesTheSameBytes() throws Exception {
        AuditLink third = link(2);
        AuditLink fourth = link(3);
        try (SecretBytes seed = SecretBytes.takeOver(ascending())) {
            ChainWriter chain = new ChainWriter(
                    Ed25519Key.of(seed, HexFormat.of().parseHex(PUBLIC_KEY)), AuditLink.beginning(CHAIN), 0);
            chain.addHeader(Instant.parse("2026-11-28T10:00:00Z"), 1);
            String json = record().toJson();
            chain.add(json.substring(0, json.length() - 1).getBytes(StandardCharsets.UTF_8));
            chain.addCheckpoint(Instant.parse("2026-11-28T10:05:00Z"), Reason.ROTATION);
            chain.addHeader(Instant.parse("2026-11-28T10:05:00Z"), 2);
            chain.addResumption(
                    Instant.parse("2026-11-28T10:06:00Z"),
                    new Resumption(fourth, 2, Instant.EPOCH, 0, 17, 1, new Anchored(third, false)));
            chain.addCheckpoint(Instant.parse("2026-11-28T10:07:00Z"), Reason.CLOSE);
            Path written = folder.resolve("written");
            LogFile.create(written, chain, FileDescriptor::sync).close();
            assertThat(Files.readAllLines(written))
                    .isEqualTo(
                            vectors.stream().map(vector -> vector.text("line")).toList());
        }
    }

    @Test
    void aKeyIsTheSameFromItsSeed() {
        Ed25519Key key = Ed25519Key.generate();
        try (SecretBytes seed = key.seed()) {
            byte[] message = "message".getBytes(StandardCharsets.UTF_8);
            byte[] signature = Ed25519Key.of(seed, key.publicKey()).sign(message);
            assertThat(signature).isEqualTo(key.sign(message));
            assertThat(Ed25519Key.verifies(key.publicKey(), message, signature)).isTrue();
            message[0] ^= 1;
            assertThat(Ed25519Key.verifies(key.publicKey(), message, signature)).isFalse();
        }
    }

    private AuditLink link(int vector) {
        return new AuditLink(
                CHAIN,
                vectors.get(vector).number("sequence"),
                vectors.get(vector).text("hash"));
    }

    private static byte[] ascending() {
        byte[] seed = new byte[32];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) i;
        }
        return seed;
    }

    private static AuditRecord record() {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("type", "Process");
        identity.put("principalId", "4711");
        identity.put("userName", "shop");
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("keyId", "alias/pii");
        request.put("numberOfBytes", 32);
        request.put("encryptionContext", Map.of("tenant", "é"));
        return new AuditRecord(
                Instant.parse("2026-11-28T10:00:00.250Z"),
                "embedded",
                "GenerateDataKey",
                identity,
                null,
                null,
                request,
                null,
                UUID.fromString("aaaaaaaa-bbbb-4ccc-8ddd-000000000001"),
                UUID.fromString("aaaaaaaa-bbbb-4ccc-8ddd-000000000002"),
                true,
                List.of("arn:furoshiki:kms:local:000000000000:key/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"),
                null,
                null);
    }
}
