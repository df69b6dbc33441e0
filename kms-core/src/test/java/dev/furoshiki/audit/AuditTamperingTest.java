package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.audit.AuditFinding.Kind;
import dev.furoshiki.audit.AuditReport.Status;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody changes the files of a log that was closed, and knows neither its signing key nor how to write to its anchor. */
@Timeout(600)
class AuditTamperingTest {

    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");
    private static final int LINES = 6;

    @TempDir
    Path folder;

    private TestLog log;
    private byte[] whole;
    private List<byte[]> lines;

    /** A header, two records and a checkpoint; and a record and a checkpoint of when it was opened again. */
    @BeforeEach
    void aSmallLog() throws Exception {
        log = new TestLog(folder).with(TestLog.POLICY, "one", "two").with(TestLog.POLICY, "three");
        whole = Files.readAllBytes(log.file());
        lines = TestLog.split(whole);
        assertThat(lines).hasSize(LINES);
        assertThat(log.verify().status()).isEqualTo(Status.VERIFIED);
        assertThat(log.verifyAlone().status()).isEqualTo(Status.VERIFIED);
    }

    /** One bit of each, another one from byte to byte; all eight of a larger log with -Psoak. */
    @Test
    void everyFlippedByteIsFoundWhereItIs() throws Exception {
        smaller();
        for (int i = 0; i < whole.length; i++) {
            for (int bit = SOAK ? 0 : i % 8; bit < (SOAK ? 8 : i % 8 + 1); bit++) {
                byte[] changed = whole.clone();
                changed[i] ^= (byte) (1 << bit);
                Files.write(log.file(), changed);
                AuditReport report = log.verify();
                String which = "byte " + i + " of line " + lineOf(i) + ", bit " + bit;
                assertThat(report.status()).as(which).isEqualTo(Status.TAMPERED);
                // The line itself; or the one behind it, where the changed byte says what comes before.
                assertThat(report.findings().get(0).line()).as(which).isBetween(lineOf(i) - 1L, lineOf(i) + 1L);
                if (SOAK || i % 5 == 0) {
                    assertThat(log.verifyAlone().status()).as(which + " alone").isNotEqualTo(Status.VERIFIED);
                }
            }
        }
    }

    @Test
    void theCutIsFoundAtEveryByte() throws Exception {
        smaller();
        for (int size = 0; size < whole.length; size++) {
            Files.write(log.file(), Arrays.copyOf(whole, size));
            AuditReport report = log.verify();
            assertThat(report.status()).as("cut to " + size).isEqualTo(Status.TAMPERED);
            // Without its first line nothing says which chain it was.
            Kind kind = size < lines.get(0).length ? Kind.MISSING : Kind.CUT;
            assertThat(report.findings())
                    .as("cut to " + size)
                    .extracting(AuditFinding::kind)
                    .containsOnly(kind);
            AuditReport marked = log.verification()
                    .atLeast(log.anchor().only().link().mark())
                    .run();
            assertThat(marked.findings()).extracting(AuditFinding::kind).containsOnly(Kind.CUT);
        }
    }

    /** What is known from elsewhere is the only way to find that one. */
    @Test
    void aLogCutBackToItsCheckpointVerifiesByItselfAlone() throws Exception {
        Files.write(log.file(), TestLog.join(lines.subList(0, 4)));
        assertThat(log.verifyAlone().status()).isEqualTo(Status.VERIFIED);
        AuditReport report = log.verify();
        assertThat(report.findings()).singleElement().satisfies(cut -> {
            assertThat(cut.kind()).isEqualTo(Kind.CUT);
            assertThat(cut.sequence()).isEqualTo(6);
            assertThat(cut.line()).isEqualTo(4);
            assertThat(cut.file()).isEqualTo(log.file().toAbsolutePath());
        });
        AuditMark seen = new AuditMark(5, ChainedLine.hash(lines.get(4)));
        assertThat(log.verification().atLeast(seen).run().findings())
                .extracting(AuditFinding::kind)
                .containsExactly(Kind.CUT);
        // Of the whole log, the mark is confirmed; another hash is not.
        Files.write(log.file(), whole);
        assertThat(log.verification().atLeast(seen).run().status()).isEqualTo(Status.VERIFIED);
        AuditMark other = new AuditMark(5, ChainedLine.hash(lines.get(3)));
        assertThat(log.verification().atLeast(other).run().findings())
                .extracting(AuditFinding::kind)
                .containsExactly(Kind.REPLACED);
    }

    @Test
    void everyRemovedLineIsFound() throws Exception {
        for (int i = 0; i < LINES; i++) {
            List<byte[]> fewer = new ArrayList<>(lines);
            fewer.remove(i);
            Files.write(log.file(), TestLog.join(fewer));
            AuditReport report = log.verify();
            assertThat(report.status()).as("without line " + (i + 1)).isEqualTo(Status.TAMPERED);
            AuditFinding first = report.findings().get(0);
            assertThat(first.kind()).isIn(Kind.MISSING, Kind.CUT);
            assertThat(first.line()).isEqualTo(Math.min(i + 1, LINES - 1));
        }
    }

    @Test
    void everyDuplicatedLineIsFoundAnywhere() throws Exception {
        for (int i = 0; i < LINES; i++) {
            for (int at = 0; at <= LINES; at++) {
                List<byte[]> more = new ArrayList<>(lines);
                more.add(at, lines.get(i));
                requireTamperedThere(more, "line " + (i + 1) + " again as line " + (at + 1));
            }
        }
    }

    @Test
    void allSwappedLinesAreFound() throws Exception {
        for (int i = 0; i < LINES; i++) {
            for (int j = 0; j < i; j++) {
                List<byte[]> swapped = new ArrayList<>(lines);
                Collections.swap(swapped, i, j);
                requireTamperedThere(swapped, "lines " + (j + 1) + " and " + (i + 1));
            }
        }
    }

    /** The hashes need no key, so who can write can chain what he likes behind the end. */
    @Test
    void aForgedTailIsFound() throws Exception {
        AuditLink end = log.anchor().only().link();
        List<byte[]> forged = new ArrayList<>(lines);
        AuditLink last = end;
        for (String name : List.of("forged", "forged too")) {
            byte[] line = chained(name, last);
            last = ChainedLine.parse(line).orElseThrow().link(line);
            forged.add(line);
        }
        Files.write(log.file(), TestLog.join(forged));
        AuditReport report = log.verify();
        assertThat(report.findings()).singleElement().satisfies(tail -> {
            assertThat(tail.kind()).isEqualTo(Kind.FORGED_TAIL);
            assertThat(tail.line()).isEqualTo(7);
            assertThat(tail.sequence()).isEqualTo(7);
        });
        AuditReport alone = log.verifyAlone();
        assertThat(alone.status()).isEqualTo(Status.UNCONFIRMED);
        assertThat(alone.confirmedSequence()).isEqualTo(6);
        assertThat(alone.notes()).anyMatch(note -> note.contains("records 7 to 8"));
    }

    @Test
    void aTailThatIsSignedWithAnotherKeyIsFound() throws Exception {
        AuditLink end = log.anchor().only().link();
        ChainWriter forger = new ChainWriter(Ed25519Key.generate(), end, 0);
        forger.add(json("forged"));
        forger.addCheckpoint(Instant.EPOCH, ChainWriter.Reason.CLOSE);
        try (LogFile file = LogFile.open(log.file(), FileDescriptor::sync)) {
            forger.writeTo(file);
        }
        assertThat(log.verifyAlone().findings()).singleElement().satisfies(checkpoint -> {
            assertThat(checkpoint.kind()).isEqualTo(Kind.SIGNATURE);
            assertThat(checkpoint.line()).isEqualTo(8);
        });
    }

    /** With everything, the key in its headers too. */
    @Test
    void aWholeLogOfSomebodyElseIsFound() throws Exception {
        TestLog other = new TestLog(Files.createDirectory(folder.resolve("other"))).with(TestLog.POLICY, "one", "two");
        Files.write(log.file(), Files.readAllBytes(other.file()));
        assertThat(log.verifyAlone().findings())
                .extracting(AuditFinding::kind)
                .containsExactly(Kind.HEADER, Kind.SIGNATURE);
        assertThat(log.verify().findings()).extracting(AuditFinding::kind).contains(Kind.OTHER_CHAIN, Kind.MISSING);
        AuditReport trusting = AuditVerification.of(log.file()).run();
        assertThat(trusting.status()).isEqualTo(Status.VERIFIED);
        assertThat(trusting.notes()).anyMatch(note -> note.contains("no public key was given"));
    }

    /** One record replaced, and all that follow chained to it anew, as far as that goes without the key. */
    @Test
    void aChainThatWasMadeAnewIsFound() throws Exception {
        List<byte[]> anew = new ArrayList<>(lines.subList(0, 2));
        AuditLink last = ChainedLine.parse(lines.get(1)).orElseThrow().link(lines.get(1));
        for (String name : List.of("else", "and else")) {
            byte[] line = chained(name, last);
            last = ChainedLine.parse(line).orElseThrow().link(line);
            anew.add(line);
        }
        Files.write(log.file(), TestLog.join(anew));
        assertThat(log.verify().findings()).extracting(AuditFinding::kind).containsExactly(Kind.CUT);
        AuditMark third = new AuditMark(3, ChainedLine.hash(lines.get(2)));
        assertThat(log.verification().atLeast(third).run().findings())
                .extracting(AuditFinding::kind)
                .containsExactly(Kind.REPLACED);
        assertThat(log.verifyAlone().status()).isEqualTo(Status.UNCONFIRMED);
        assertThat(log.verifyAlone().confirmedSequence()).isZero();
    }

    @Test
    void filesThatAreRemovedSwappedOrCopiedAreFound() throws Exception {
        TestLog series = new TestLog(Files.createDirectory(folder.resolve("series")))
                .with(TestLog.POLICY.withMaxFileBytes(1), "one", "two", "three", "four");
        assertThat(series.verify().status()).isEqualTo(Status.VERIFIED);
        byte[] second = Files.readAllBytes(series.archived(2));
        byte[] third = Files.readAllBytes(series.archived(3));

        Files.delete(series.archived(2));
        requireTampered(series, "without the second file");
        Files.write(series.archived(2), third);
        Files.write(series.archived(3), second);
        requireTampered(series, "the second and third file swapped");
        Files.write(series.archived(2), second);
        requireTampered(series, "the second file twice");
        Files.write(series.archived(3), third);
        assertThat(series.verify().status()).isEqualTo(Status.VERIFIED);
        Files.write(series.archived(4), third);
        requireTampered(series, "the third file as the fourth too");
        Files.delete(series.archived(4));
        Files.write(series.archived(3), Arrays.copyOf(third, third.length - 1));
        requireTampered(series, "the third file without its last line break");
        Files.write(series.archived(3), new byte[0]);
        requireTampered(series, "the third file emptied");
        Files.write(series.archived(3), third);
        Files.delete(series.file());
        requireTampered(series, "without the newest file");
    }

    /** A header, a record and a checkpoint, where each byte costs a verification. */
    private void smaller() throws IOException {
        if (!SOAK) {
            log = new TestLog(Files.createDirectory(folder.resolve("smaller"))).with(TestLog.POLICY, "one");
            whole = Files.readAllBytes(log.file());
            lines = TestLog.split(whole);
        }
    }

    /** What is found first is the first line that is another than it was, or the one behind the last. */
    private void requireTamperedThere(List<byte[]> changed, String how) throws IOException {
        byte[] bytes = TestLog.join(changed);
        if (Arrays.equals(bytes, whole)) {
            return;
        }
        Files.write(log.file(), bytes);
        int first = 0;
        while (first < lines.size() && Arrays.equals(changed.get(first), lines.get(first))) {
            first++;
        }
        AuditReport report = log.verify();
        assertThat(report.status()).as(how).isEqualTo(Status.TAMPERED);
        AuditFinding found = report.findings().get(0);
        assertThat(found.line()).as("%s: %s", how, found).isEqualTo(first + 1);
        assertThat(found.file()).as(how).isEqualTo(log.file());
    }

    private static void requireTampered(TestLog log, String how) throws IOException {
        assertThat(log.verify().status()).as(how).isEqualTo(Status.TAMPERED);
    }

    private int lineOf(int index) {
        int line = 1;
        for (int i = 0; i < index; i++) {
            line += whole[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    private static byte[] json(String eventName) {
        String json = TestLog.record(eventName).toJson();
        return json.substring(0, json.length() - 1).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] chained(String eventName, AuditLink previous) {
        byte[] json = json(eventName);
        byte[] end = ChainedLine.endAfter(previous);
        byte[] line = Arrays.copyOf(json, json.length + end.length);
        System.arraycopy(end, 0, line, json.length, end.length);
        return line;
    }
}
