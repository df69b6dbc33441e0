package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.furoshiki.audit.AuditReport.Status;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The audit log on a real disk. */
@Timeout(60)
class AuditLogTest {

    @TempDir
    Path folder;

    private TestLog test;

    @BeforeEach
    void name() {
        test = new TestLog(folder);
    }

    @Test
    void aRecordIsOneLineWithTheFieldNamesOfCloudTrailAndItsPlaceInTheChain() throws Exception {
        try (AuditLog log = test.open()) {
            log.append(new AuditRecord(
                    Instant.parse("2026-11-24T10:00:00.5Z"),
                    "embedded",
                    "GenerateDataKey",
                    Map.of("type", "Process", "principalId", "7"),
                    "192.0.2.1",
                    "agent/1",
                    Map.of("keyId", "alias/pii", "encryptionContext", Map.of("a \"b\"", "é\n\u2028")),
                    null,
                    new UUID(1, 2),
                    new UUID(3, 4),
                    true,
                    List.of("arn:furoshiki:kms:local:000000000000:key/x"),
                    "DisabledException",
                    "the key is disabled"));
            // Durable, so there before the log is closed.
            assertThat(test.lines()).hasSize(2);
        }
        JsonObject header = test.lines().get(0);
        JsonObject record = test.lines().get(1);
        assertThat(record.keySet())
                .containsExactly(
                        "eventTime",
                        "eventSource",
                        "eventName",
                        "userIdentity",
                        "sourceIPAddress",
                        "userAgent",
                        "errorCode",
                        "errorMessage",
                        "requestParameters",
                        "responseElements",
                        "requestID",
                        "eventID",
                        "readOnly",
                        "resources",
                        "chainId",
                        "sequence",
                        "previousHash");
        assertThat(record.get("eventTime").getAsString()).isEqualTo("2026-11-24T10:00:00.500Z");
        assertThat(record.get("sourceIPAddress").getAsString()).isEqualTo("192.0.2.1");
        assertThat(record.get("userAgent").getAsString()).isEqualTo("agent/1");
        assertThat(record.get("responseElements").isJsonNull()).isTrue();
        assertThat(record.get("requestID").getAsString()).isEqualTo("00000000-0000-0001-0000-000000000002");
        JsonObject context = record.getAsJsonObject("requestParameters").getAsJsonObject("encryptionContext");
        assertThat(context.get("a \"b\"").getAsString()).isEqualTo("é\n\u2028");
        JsonObject resource = record.getAsJsonArray("resources").get(0).getAsJsonObject();
        assertThat(resource.get("ARN").getAsString()).isEqualTo("arn:furoshiki:kms:local:000000000000:key/x");
        assertThat(record.get("chainId")).isEqualTo(header.get("chainId"));
        assertThat(record.get("sequence").getAsLong()).isEqualTo(2);
        byte[] headerLine = TestLog.split(Files.readAllBytes(test.file())).get(0);
        assertThat(record.get("previousHash").getAsString()).isEqualTo(ChainedLine.hash(headerLine));
    }

    @Test
    void aSuccessHasNoErrorFields() {
        JsonObject record =
                JsonParser.parseString(TestLog.record("CreateKey").toJson()).getAsJsonObject();
        assertThat(record.has("errorCode")).isFalse();
        assertThat(record.has("errorMessage")).isFalse();
    }

    @Test
    void manyThreadsLoseNothingTearNothingAndMakeOneChain() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (AuditLog log = test.open(TestLog.POLICY.withCheckpoints(64, Duration.ofDays(1)))) {
            for (int t = 0; t < 8; t++) {
                String name = "thread " + t + " ";
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 50; i++) {
                        log.append(TestLog.record(name + i));
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(new HashSet<>(test.records())).hasSize(400);
        }
        assertThat(test.records()).hasSize(400);
        assertThat(test.verify().status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void theNewestLinkIsTheLastLineThatIsOnTheDisk() throws Exception {
        try (AuditLog log = test.open()) {
            log.append(TestLog.record("one"));
            byte[] last = TestLog.split(Files.readAllBytes(test.file())).get(1);
            assertThat(log.newest().sequence()).isEqualTo(2);
            assertThat(log.newest().hash()).isEqualTo(ChainedLine.hash(last));
        }
    }

    @Test
    void reopeningGoesOnWithTheChain() throws Exception {
        test.with(TestLog.POLICY, "first").with(TestLog.POLICY, "second");
        assertThat(test.names()).containsExactly("AuditFile", "first", "AuditCheckpoint", "second", "AuditCheckpoint");
        assertThat(test.lines().stream().map(line -> line.get("sequence").getAsLong()))
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(test.verify().status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void whoWritesNothingLeavesNothing() throws Exception {
        test.open().close();
        assertThat(test.file()).doesNotExist();
        assertThat(test.anchor().anchored()).isEmpty();
        test.with(TestLog.POLICY, "one");
        byte[] before = Files.readAllBytes(test.file());
        test.open().close();
        assertThat(test.file()).hasBinaryContent(before);
    }

    @Test
    void whatIsReplacedOrCutOrWrittenByOthersTakesNoMoreRecords() throws Exception {
        List<FileChange> changes = List.of(
                file -> Files.delete(file),
                file -> Files.move(file, file.resolveSibling("elsewhere")),
                file -> Files.write(file, new byte[0]),
                file -> Files.writeString(file, "{}\n", StandardOpenOption.APPEND),
                file -> {
                    byte[] bytes = Files.readAllBytes(file);
                    Files.delete(file);
                    Files.write(file, bytes);
                });
        for (int i = 0; i < changes.size(); i++) {
            TestLog log = new TestLog(Files.createDirectory(folder.resolve("change " + i)));
            try (AuditLog open = log.open()) {
                open.append(TestLog.record("there"));
                changes.get(i).of(log.file());
                for (int later = 0; later < 2; later++) {
                    assertThatThrownBy(() -> open.append(TestLog.record("nowhere")))
                            .as("change " + i)
                            .isInstanceOf(KmsInternalException.class)
                            .hasMessageContaining(log.file().toString())
                            .hasMessageContaining("put it back");
                }
            }
        }
    }

    @Test
    void aFullDiskFailsThisRecordAndAllLater() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "this system has no /dev/full, a device that is always full");
        try (AuditLog log = AuditLog.builder(full, test.key()).open()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> log.append(TestLog.record("lost")))
                        .isInstanceOf(KmsInternalException.class)
                        .hasMessageContaining("/dev/full")
                        .hasMessageContaining("make room");
            }
        }
    }

    /** A service that goes on being asked must not fill the memory with what it did not record. */
    @Test
    void aLogThatHasEndedKeepsNothingOfLaterRecords() throws Exception {
        AuditLog log = test.open();
        log.append(TestLog.record("there"));
        Files.delete(test.file());
        for (int later = 0; later < 100; later++) {
            assertThatThrownBy(() -> log.append(TestLog.record("nowhere"))).isInstanceOf(KmsInternalException.class);
        }
        log.close();
        log.close();
        assertThat(log.waiting()).isZero();
        assertThatThrownBy(() -> log.append(TestLog.record("later"))).isInstanceOf(KmsInternalException.class);
        assertThat(log.waiting()).isZero();
    }

    @Test
    void aRecordOfAnyLengthIsReadAgainAndATooLongOneIsRefused() throws Exception {
        for (int length : new int[] {0, 1, 65_000, 65_536, 1_000_000}) {
            test.with(TestLog.POLICY, "x".repeat(length));
        }
        assertThat(test.verify().status()).isEqualTo(Status.VERIFIED);
        try (AuditLog log = test.open()) {
            assertThatThrownBy(() -> log.append(TestLog.record("x".repeat(1024 * 1024))))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("1048576");
            log.append(TestLog.record("short"));
        }
        assertThat(test.verify().status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void whatCannotBeOpenedIsTyped() {
        Path file = folder.resolve("absent").resolve("audit.jsonl");
        assertThatThrownBy(() -> AuditLog.builder(file, test.key()).open())
                .isInstanceOf(KmsInternalException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aClosedLogRefuses() {
        AuditLog log = test.open();
        log.close();
        log.close();
        assertThatThrownBy(() -> log.append(TestLog.record("late")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    /** While the log is busy, so that its thread finds both of them at once. */
    @Test
    void closingTwiceAtOnceWritesNothing() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        MemoryAnchor anchor = new MemoryAnchor() {
            @Override
            public void opened(AuditLink newest) {
                opening.countDown();
                await(goesOn);
                super.opened(newest);
            }
        };
        test = new TestLog(folder, test.key(), anchor);
        AuditLog log = test.open();
        List<Thread> callers = new ArrayList<>(List.of(new Thread(() -> log.append(TestLog.record("one")))));
        callers.get(0).start();
        await(opening);
        for (int closer = 0; closer < 2; closer++) {
            Thread thread = new Thread(log::close);
            callers.add(thread);
            thread.start();
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        goesOn.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(test.names()).containsExactly("AuditFile", "one", "AuditCheckpoint");
        assertThat(test.verify().status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void anInterruptedCallerLosesNeitherRecordNorInterruptNorTheLog() throws Exception {
        try (AuditLog log = test.open()) {
            Thread.currentThread().interrupt();
            log.append(TestLog.record("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
            log.append(TestLog.record("after"));
        }
        assertThat(test.records()).containsExactly("interrupted", "after");
    }

    @Test
    void nobodyButTheOwnerReadsIt() throws Exception {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        test.with(TestLog.POLICY.withMaxFileBytes(1), "one", "two");
        for (Path file : new AuditSeries(test.file()).files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private interface FileChange {
        void of(Path file) throws IOException;
    }
}
