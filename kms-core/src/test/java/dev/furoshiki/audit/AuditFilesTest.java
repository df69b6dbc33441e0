package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.furoshiki.audit.AuditFinding.Kind;
import dev.furoshiki.audit.AuditReport.Status;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that goes on in another file, by size and by age; and when checkpoints are signed. */
@Timeout(60)
class AuditFilesTest {

    private static final AuditPolicy SMALL = TestLog.POLICY.withMaxFileBytes(1);

    @TempDir
    Path folder;

    private TestLog test;

    @BeforeEach
    void name() {
        test = new TestLog(folder);
    }

    @Test
    void aFullFileIsFollowedByAnotherThatIsLinkedToIt() throws Exception {
        test.with(SMALL, "one", "two", "three");
        assertThat(new AuditSeries(test.file()).files())
                .containsExactly(test.archived(1), test.archived(2), test.file());
        List<JsonObject> lines = test.lines();
        assertThat(test.names())
                .containsExactly(
                        "AuditFile",
                        "one",
                        "AuditCheckpoint",
                        "AuditFile",
                        "two",
                        "AuditCheckpoint",
                        "AuditFile",
                        "three",
                        "AuditCheckpoint");
        assertThat(details(lines.get(2)).get("reason").getAsString()).isEqualTo("ROTATION");
        assertThat(details(lines.get(8)).get("reason").getAsString()).isEqualTo("CLOSE");
        assertThat(details(lines.get(3)).get("file").getAsInt()).isEqualTo(2);
        byte[] before = TestLog.split(Files.readAllBytes(test.archived(1))).get(2);
        assertThat(lines.get(3).get("previousHash").getAsString()).isEqualTo(ChainedLine.hash(before));
        AuditReport report = test.verify();
        assertThat(report.status()).isEqualTo(Status.VERIFIED);
        assertThat(report.files()).isEqualTo(3);
        assertThat(report.lines()).isEqualTo(9);
    }

    @Test
    void anOldFileIsFollowedByAnotherAlsoAfterItWasOpenedAgain() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T10:00:00Z"));
        AuditPolicy daily = TestLog.POLICY.withMaxFileAge(Duration.ofDays(1));
        for (int hours : List.of(0, 23, 24, 47)) {
            now.set(Instant.parse("2026-11-24T10:00:00Z").plus(Duration.ofHours(hours)));
            try (AuditLog log = AuditLog.builder(test.file(), test.key())
                    .anchor(test.anchor())
                    .policy(daily)
                    .clock(now::get)
                    .open()) {
                log.append(TestLog.record("after " + hours));
            }
        }
        assertThat(Files.readString(test.archived(1)))
                .contains("after 0", "after 23")
                .doesNotContain("after 24");
        assertThat(Files.readString(test.file())).contains("after 24", "after 47");
        assertThat(test.verify().status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void afterACrashBetweenTwoFilesItGoesOnInTheNext() throws Exception {
        test.with(SMALL, "one", "two");
        // As if the process had been killed when it had given the second file its archived name.
        Files.move(test.file(), test.archived(2));
        test.with(SMALL, "three");
        assertThat(test.records()).containsExactly("one", "two", "three");
        assertThat(test.verify().status()).isEqualTo(Status.VERIFIED);
        // And when it had made the third, but not written to it.
        Files.move(test.file(), test.archived(3));
        Files.createFile(test.file());
        test.with(SMALL, "four");
        assertThat(test.records()).containsExactly("one", "two", "three", "four");
        assertThat(test.verify().status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void whereTheNextFileCannotBeBegunNothingIsRecorded() throws Exception {
        test.with(SMALL, "one");
        Files.writeString(test.archived(1), "somebody else's");
        try (AuditLog log = test.open(SMALL)) {
            assertThatThrownBy(() -> log.append(TestLog.record("two")))
                    .isInstanceOf(KmsInternalException.class)
                    .hasMessageContaining(test.archived(1).toString());
        }
        assertThat(Files.readString(test.archived(1))).isEqualTo("somebody else's");
    }

    /** Archived files may be kept elsewhere: then the rest verifies from the link that they end with. */
    @Test
    void theRestVerifiesFromWhereTheFilesKeptElsewhereEnd() throws Exception {
        test.with(SMALL, "one", "two", "three");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.move(test.archived(1), elsewhere.resolve("audit.jsonl"));
        AuditReport old = AuditVerification.of(elsewhere.resolve("audit.jsonl"))
                .publicKey(test.key().publicKey())
                .run();
        assertThat(old.status()).isEqualTo(Status.VERIFIED);
        AuditLink end = Objects.requireNonNull(old.newest());
        assertThat(test.verify().findings()).extracting(AuditFinding::kind).containsExactly(Kind.MISSING);
        AuditReport rest = test.verification()
                .anchored(test.anchor().anchored())
                .from(end.mark())
                .run();
        assertThat(rest.findings()).isEmpty();
        assertThat(rest.status()).isEqualTo(Status.VERIFIED);
        AuditMark other = new AuditMark(end.sequence(), "0".repeat(64));
        assertThat(test.verification().from(other).run().status()).isEqualTo(Status.TAMPERED);
    }

    /** The process was killed when it had moved so many of three files. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aLogThatWasSetAsideInPartFollowsWholeUnderOneName(int moved) throws Exception {
        AuditSeries before = new AuditSeries(folder.resolve("audit.jsonl.before-1"));
        test.with(SMALL, "one", "two", "three");
        List<Path> files = new AuditSeries(test.file()).files();
        for (Path file : files.subList(0, moved)) {
            Files.move(file, Path.of(file.toString().replace("audit.jsonl", "audit.jsonl.before-1")));
        }
        AuditLog.setAside(test.file());
        assertThat(new AuditSeries(test.file()).files()).isEmpty();
        AuditReport report = AuditVerification.of(before.current())
                .publicKey(test.key().publicKey())
                .anchored(test.anchor().anchored())
                .run();
        assertThat(report.status()).isEqualTo(Status.VERIFIED);
        assertThat(report.files()).isEqualTo(3);
    }

    /** The first was cut off between its second file and its third, so it looks as one of which a part was moved. */
    @Test
    void ofTwoLogsEachIsSetAsideUnderItsOwnName() throws Exception {
        test.with(SMALL, "one", "two");
        Files.move(test.file(), test.archived(2));
        AuditLog.setAside(test.file());
        test.with(SMALL, "other one", "other two", "other three");
        Files.delete(test.archived(1));
        Files.delete(test.archived(2));
        AuditLog.setAside(test.file());
        assertThat(folder.resolve("audit.jsonl.before-1")).doesNotExist();
        assertThat(Files.readString(folder.resolve("audit.jsonl.before-2"))).contains("other three");
    }

    @Test
    void aFolderThatFailsWhileItIsReadFailsAsOtherReading() {
        IOException failure = new IOException("stale file handle");
        DirectoryStream<Path> failing = new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                throw new DirectoryIteratorException(failure);
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> AuditSeries.list(failing)).isSameAs(failure);
    }

    @Test
    void aCheckpointCoversEachSoManyRecords() throws Exception {
        try (AuditLog log = test.open(TestLog.POLICY.withCheckpoints(3, Duration.ofDays(1)))) {
            for (int i = 1; i <= 6; i++) {
                log.append(TestLog.record("record " + i));
            }
        }
        // The header is a line that has to be covered too.
        assertThat(test.names())
                .containsExactly(
                        "AuditFile",
                        "record 1",
                        "record 2",
                        "AuditCheckpoint",
                        "record 3",
                        "record 4",
                        "record 5",
                        "AuditCheckpoint",
                        "record 6",
                        "AuditCheckpoint");
    }

    @Test
    void aRecordWaitsNoLongerForItsCheckpointThanTheInterval() throws Exception {
        try (AuditLog log = test.open(TestLog.POLICY.withCheckpoints(1000, Duration.ofMillis(1)))) {
            log.append(TestLog.record("one"));
            while (test.verifyAlone().status() != Status.VERIFIED) {
                Thread.onSpinWait();
            }
            assertThat(test.names()).startsWith("AuditFile", "one").contains("AuditCheckpoint");
        }
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        AuditPolicy policy = AuditPolicy.DEFAULT;
        assertThatThrownBy(() -> policy.withMaxFileBytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.withMaxFileAge(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.withCheckpoints(0, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.withCheckpoints(1, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.withGroupRecords(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.withGroupRecords(1025)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.withAnchorInterval(Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static JsonObject details(JsonObject line) {
        return line.getAsJsonObject("serviceEventDetails");
    }
}
