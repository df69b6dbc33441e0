package dev.furoshiki.audit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A log in a test's folder, with its key and its anchor. */
record TestLog(Path folder, Ed25519Key key, MemoryAnchor anchor) {

    /** So long that no checkpoint or file depends on how fast a machine is. */
    static final AuditPolicy POLICY = AuditPolicy.DEFAULT.withCheckpoints(1000, Duration.ofDays(1));

    TestLog(Path folder) {
        this(folder, Ed25519Key.generate(), new MemoryAnchor());
    }

    Path file() {
        return folder.resolve("audit.jsonl");
    }

    Path archived(int number) {
        return folder.resolve(String.format("audit.jsonl.%06d", number));
    }

    AuditLog open() {
        return open(POLICY);
    }

    AuditLog open(AuditPolicy policy) {
        return AuditLog.builder(file(), key).anchor(anchor).policy(policy).open();
    }

    /** Without an anchor. */
    AuditLog openAlone(AuditPolicy policy) {
        return AuditLog.builder(file(), key).policy(policy).open();
    }

    /** Opens the log, appends records of these names, and closes it. */
    TestLog with(AuditPolicy policy, String... names) {
        try (AuditLog log = open(policy)) {
            for (String name : names) {
                log.append(record(name));
            }
        }
        return this;
    }

    AuditVerification verification() {
        return AuditVerification.of(file()).publicKey(key.publicKey());
    }

    /** Against the anchor too. */
    AuditReport verify() throws IOException {
        return verification().anchored(anchor.anchored()).run();
    }

    /** As if there were no anchor. */
    AuditReport verifyAlone() throws IOException {
        return verification().run();
    }

    List<JsonObject> lines() throws IOException {
        List<JsonObject> lines = new ArrayList<>();
        for (Path part : new AuditSeries(file()).files()) {
            for (String line : Files.readAllLines(part)) {
                lines.add(JsonParser.parseString(line).getAsJsonObject());
            }
        }
        return lines;
    }

    /** The names of all lines; those of the log itself too. */
    List<String> names() throws IOException {
        return lines().stream().map(line -> line.get("eventName").getAsString()).toList();
    }

    /** The names of the records that were appended. */
    List<String> records() throws IOException {
        return lines().stream()
                .filter(line -> !line.has("serviceEventDetails"))
                .map(line -> line.get("eventName").getAsString())
                .toList();
    }

    /** The exact bytes of each line. */
    static List<byte[]> split(byte[] file) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < file.length; i++) {
            if (file[i] == '\n') {
                lines.add(Arrays.copyOfRange(file, start, i + 1));
                start = i + 1;
            }
        }
        return lines;
    }

    static byte[] join(List<byte[]> lines) {
        StringBuilder joined = new StringBuilder();
        lines.forEach(line -> joined.append(new String(line, StandardCharsets.ISO_8859_1)));
        return joined.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static AuditRecord record(String eventName) {
        return new AuditRecord(
                Instant.EPOCH,
                "embedded",
                eventName,
                Map.of(),
                null,
                null,
                Map.of("encryptionContext", Map.of("tenant", "é")),
                null,
                new UUID(0, 0),
                new UUID(0, 0),
                false,
                List.of(),
                null,
                null);
    }
}
