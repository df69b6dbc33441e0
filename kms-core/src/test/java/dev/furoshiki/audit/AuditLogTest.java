package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The audit log on a real disk. */
@Timeout(60)
class AuditLogTest {

    @TempDir
    Path folder;

    @Test
    void aRecordIsOneLineWithTheFieldNamesOfCloudTrail() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        try (AuditLog log = AuditLog.open(file)) {
            log.append(new AuditRecord(
                    Instant.parse("2026-11-24T10:00:00.5Z"),
                    "embedded",
                    "GenerateDataKey",
                    Map.of("type", "Process", "principalId", "7"),
                    Map.of(
                            "keyId",
                            "alias/pii",
                            "numberOfBytes",
                            32,
                            "encryptionContext",
                            Map.of("a \"b\"", "é\n\u2028")),
                    null,
                    new UUID(1, 2),
                    new UUID(3, 4),
                    true,
                    List.of("arn:furoshiki:kms:local:000000000000:key/x"),
                    "DisabledException",
                    "the key is disabled"));
            // Durable, so there before the log is closed.
            assertThat(Files.readAllLines(file)).hasSize(1);
        }
        JsonObject record =
                JsonParser.parseString(Files.readAllLines(file).get(0)).getAsJsonObject();
        assertThat(record.keySet())
                .containsExactly(
                        "eventTime",
                        "eventSource",
                        "eventName",
                        "userIdentity",
                        "errorCode",
                        "errorMessage",
                        "requestParameters",
                        "responseElements",
                        "requestID",
                        "eventID",
                        "readOnly",
                        "resources");
        assertThat(record.get("eventTime").getAsString()).isEqualTo("2026-11-24T10:00:00.500Z");
        assertThat(record.get("responseElements").isJsonNull()).isTrue();
        assertThat(record.get("readOnly").getAsBoolean()).isTrue();
        assertThat(record.get("requestID").getAsString()).isEqualTo("00000000-0000-0001-0000-000000000002");
        JsonObject request = record.getAsJsonObject("requestParameters");
        assertThat(request.get("numberOfBytes").getAsInt()).isEqualTo(32);
        assertThat(request.getAsJsonObject("encryptionContext").get("a \"b\"").getAsString())
                .isEqualTo("é\n\u2028");
        JsonObject resource = record.getAsJsonArray("resources").get(0).getAsJsonObject();
        assertThat(resource.get("ARN").getAsString()).isEqualTo("arn:furoshiki:kms:local:000000000000:key/x");
        assertThat(resource.get("type").getAsString()).isEqualTo("AWS::KMS::Key");
    }

    @Test
    void aSuccessHasNoErrorFields() {
        JsonObject record = JsonParser.parseString(record("CreateKey").toJson()).getAsJsonObject();
        assertThat(record.has("errorCode")).isFalse();
        assertThat(record.has("errorMessage")).isFalse();
    }

    @Test
    void manyThreadsLoseNothingAndTearNothing() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        List<Thread> threads = new ArrayList<>();
        try (AuditLog log = AuditLog.open(file)) {
            for (int t = 0; t < 8; t++) {
                String name = "thread " + t + " ";
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 50; i++) {
                        log.append(record(name + i));
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Set<String> names = new HashSet<>();
            for (String line : Files.readAllLines(file)) {
                names.add(eventName(line));
            }
            assertThat(names).hasSize(400);
        }
    }

    @Test
    void reopeningAppends() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        for (String name : List.of("first", "second")) {
            try (AuditLog log = AuditLog.open(file)) {
                log.append(record(name));
            }
        }
        assertThat(Files.readAllLines(file).stream().map(AuditLogTest::eventName))
                .containsExactly("first", "second");
    }

    /** As programs that rotate logs do: they copy the file and cut it. */
    @Test
    void aLogThatIsCutWhileOpenGoesOnAtItsNewEnd() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        try (AuditLog log = AuditLog.open(file)) {
            log.append(record("copied away"));
            Files.write(file, new byte[0]);
            log.append(record("next"));
        }
        assertThat(Files.readAllLines(file).stream().map(AuditLogTest::eventName))
                .containsExactly("next");
    }

    @Test
    void aLineThatACrashCutStaysAndTheNextIsWhole() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        Files.writeString(file, "{\"eventName\":\"who");
        try (AuditLog log = AuditLog.open(file)) {
            log.append(record("next"));
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("{\"eventName\":\"who");
        assertThat(eventName(lines.get(1))).isEqualTo("next");
    }

    @Test
    void aFullDiskFailsThisRecordAndAllLater() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "this system has no /dev/full, a device that is always full");
        try (AuditLog log = AuditLog.open(full)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> log.append(record("lost")))
                        .isInstanceOf(KmsInternalException.class)
                        .hasMessageContaining("/dev/full")
                        .hasMessageContaining("make room");
            }
        }
    }

    @Test
    void whatCannotBeOpenedIsTyped() {
        Path file = folder.resolve("absent").resolve("audit.jsonl");
        assertThatThrownBy(() -> AuditLog.open(file))
                .isInstanceOf(KmsInternalException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aClosedLogRefuses() {
        AuditLog log = AuditLog.open(folder.resolve("audit.jsonl"));
        log.close();
        log.close();
        assertThatThrownBy(() -> log.append(record("late")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void anInterruptedCallerLosesNeitherRecordNorInterruptNorTheLog() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        try (AuditLog log = AuditLog.open(file)) {
            Thread.currentThread().interrupt();
            log.append(record("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
            log.append(record("after"));
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    private static String eventName(String line) {
        return JsonParser.parseString(line).getAsJsonObject().get("eventName").getAsString();
    }

    private static AuditRecord record(String eventName) {
        return new AuditRecord(
                Instant.EPOCH,
                "embedded",
                eventName,
                Map.of(),
                Map.of(),
                Map.of(),
                new UUID(0, 0),
                new UUID(0, 0),
                false,
                List.of(),
                null,
                null);
    }
}
