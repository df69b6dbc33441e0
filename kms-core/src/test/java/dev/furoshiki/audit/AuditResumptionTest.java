package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.furoshiki.audit.AuditAnchor.Anchored;
import dev.furoshiki.audit.AuditReport.Status;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.FileDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log that is opened again: behind a crash it goes on, behind a change it does not. */
@Timeout(600)
class AuditResumptionTest {

    private static final boolean SOAK = Boolean.getBoolean("furoshiki.soak");

    @TempDir
    Path folder;

    private TestLog log;

    @BeforeEach
    void name() {
        log = new TestLog(folder);
    }

    @Test
    void aLineThatACrashCutIsTakenAwayAndSaid() throws Exception {
        crashed();
        byte[] whole = Files.readAllBytes(log.file());
        // Not the end of a line, and not one of JSON.
        for (int kept : new int[] {1, 100}) {
            Files.write(log.file(), whole);
            Files.write(log.file(), Arrays.copyOf(whole, kept), StandardOpenOption.APPEND);
            TestLog copy = new TestLog(folder, log.key(), log.anchor().copy());
            assertThat(copy.verify().status()).isEqualTo(Status.UNCONFIRMED);
            assertThat(copy.verify().findings()).isEmpty();
            copy.with(TestLog.POLICY, "next");
            assertThat(copy.names())
                    .containsExactly("AuditFile", "one", "two", "AuditResumption", "next", "AuditCheckpoint");
            JsonObject said = copy.lines().get(3).getAsJsonObject("serviceEventDetails");
            assertThat(said.get("cutBytes").getAsInt()).isEqualTo(kept);
            assertThat(said.get("foundSequence").getAsInt()).isEqualTo(3);
            assertThat(copy.verify().status()).isEqualTo(Status.VERIFIED);
            assertThat(copy.verify().notes()).anyMatch(note -> note.contains("had not been closed"));
        }
    }

    @Test
    void aCrashAtEveryByteOfTheLastLinesLosesNothingThatTheAnchorKnows() throws Exception {
        crashed();
        byte[] whole = Files.readAllBytes(log.file());
        int anchoredEnd = whole.length - TestLog.split(whole).get(2).length;
        AuditLink second = linkOf(TestLog.split(whole).get(1));
        // Each costs some syncs of the disk: all of them with -Psoak.
        int step = SOAK ? 1 : 23;
        for (int size = anchoredEnd; size <= whole.length; size += step) {
            Files.write(log.file(), Arrays.copyOf(whole, size));
            MemoryAnchor anchor = new MemoryAnchor();
            anchor.put(new Anchored(second, false));
            TestLog copy = new TestLog(folder, log.key(), anchor).with(TestLog.POLICY, "next");
            assertThat(copy.records()).startsWith("one").endsWith("next");
            assertThat(copy.verify().status()).as("crash at " + size).isEqualTo(Status.VERIFIED);
        }
    }

    @Test
    void aCrashWithinTheFirstHeaderBeginsAnew() throws Exception {
        Files.writeString(log.file(), "{\"eventTime\":\"20");
        log.with(TestLog.POLICY, "one");
        assertThat(log.names()).containsExactly("AuditFile", "AuditResumption", "one", "AuditCheckpoint");
        assertThat(log.verify().status()).isEqualTo(Status.VERIFIED);
    }

    /** It was killed when the anchor knew that lines would follow, and of none. */
    @Test
    void aCrashBeforeTheFirstHeaderWasWholeBeginsAnew() throws Exception {
        for (String left : List.of("", "{\"eventTime\":\"20")) {
            TestLog cut = new TestLog(Files.createDirectory(folder.resolve("left " + left.length())));
            cut.anchor().put(new Anchored(AuditLink.beginning(UUID.randomUUID()), false));
            Files.writeString(cut.file(), left);
            cut.with(TestLog.POLICY, "one");
            assertThat(cut.records()).containsExactly("one");
            assertThat(cut.verify().status()).isEqualTo(Status.VERIFIED);
        }
    }

    /** It was killed before the file had its name. */
    @Test
    void aFileThatWasOnlyBegunIsBegunAnew() throws Exception {
        Path begun = Files.writeString(folder.resolve("audit.jsonl.new"), "{\"eventTime\":\"20");
        log.with(TestLog.POLICY, "one");
        assertThat(log.names()).containsExactly("AuditFile", "one", "AuditCheckpoint");
        assertThat(begun).doesNotExist();
        assertThat(log.verify().status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void aLogThatWasCutToNothingIsNotGoneOnWith() throws Exception {
        log.with(TestLog.POLICY, "one");
        Files.write(log.file(), new byte[0]);
        refused(
                "it is empty",
                "record 3 of the chain " + log.anchor().only().link().chainId());
        log.anchor().put(new Anchored(log.anchor().only().link(), false));
        refused("it is empty");
    }

    @Test
    void aLogThatWasCutWithinItsFirstLineIsNotGoneOnWith() throws Exception {
        log.with(TestLog.POLICY, "one");
        byte[] whole = Files.readAllBytes(log.file());
        int header = TestLog.split(whole).get(0).length;
        for (int size : new int[] {1, header / 2, header - 1}) {
            Files.write(log.file(), Arrays.copyOf(whole, size));
            refused("no whole line", "record 3");
            assertThat(log.file()).hasSize(size);
        }
    }

    /** Nothing of it is a header that was cut, so it is somebody else's, or a log whose line breaks were taken. */
    @Test
    void aLongFileWithoutALineBreakIsNotCut() throws Exception {
        log.with(TestLog.POLICY, "one", "two");
        String broken = Files.readString(log.file()).replace('\n', ' ');
        Files.writeString(log.file(), broken);
        for (MemoryAnchor anchor : List.of(log.anchor(), new MemoryAnchor())) {
            TestLog copy = new TestLog(folder, log.key(), anchor);
            assertThatThrownBy(copy::open)
                    .isInstanceOf(KeyStoreDamagedException.class)
                    .hasMessageContaining("does not begin as an audit log");
        }
        assertThatThrownBy(() -> log.openAlone(TestLog.POLICY)).isInstanceOf(KeyStoreDamagedException.class);
        assertThat(log.file()).hasContent(broken);
    }

    /** The chain that a killed process opened is no excuse for a later one that was cut to nothing. */
    @Test
    void aChainWithoutARecordExcusesNoCut() throws Exception {
        log.anchor().put(new Anchored(AuditLink.beginning(UUID.randomUUID()), false));
        log.with(TestLog.POLICY, "one");
        Files.write(log.file(), new byte[0]);
        refused("it is empty", "record 3");
    }

    /** What a crash left unanchored is gone on with, and is said to have been so. */
    @Test
    void recordsThatTheAnchorHasNotSeenAreSaid() throws Exception {
        crashed();
        MemoryAnchor behind = new MemoryAnchor();
        behind.put(new Anchored(
                linkOf(TestLog.split(Files.readAllBytes(log.file())).get(1)), false));
        TestLog copy = new TestLog(folder, log.key(), behind).with(TestLog.POLICY, "next");
        JsonObject said = copy.lines().get(3).getAsJsonObject("serviceEventDetails");
        assertThat(said.get("anchoredSequence").getAsInt()).isEqualTo(2);
        assertThat(said.get("foundSequence").getAsInt()).isEqualTo(3);
    }

    @Test
    void aLogThatWasCutIsNotGoneOnWith() throws Exception {
        log.with(TestLog.POLICY, "one", "two");
        List<byte[]> lines = TestLog.split(Files.readAllBytes(log.file()));
        Files.write(log.file(), TestLog.join(lines.subList(0, 3)));
        refused("record 3", "record 4");
    }

    @Test
    void aLogThatWasChangedIsNotGoneOnWith() throws Exception {
        log.with(TestLog.POLICY, "one", "two");
        byte[] whole = Files.readAllBytes(log.file());
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(log.file(), changed);
            assertThatThrownBy(log::open).as("byte " + i).isInstanceOf(KeyStoreDamagedException.class);
        }
    }

    @Test
    void aTailBehindTheEndIsNotGoneOnWith() throws Exception {
        log.with(TestLog.POLICY, "one");
        AuditLink end = log.anchor().only().link();
        byte[] whole = Files.readAllBytes(log.file());
        Files.write(log.file(), new byte[] {'{'}, StandardOpenOption.APPEND);
        refused("goes on behind record 3");
        Files.write(log.file(), whole);
        ChainWriter forger = new ChainWriter(log.key(), end, 0);
        forger.add("{\"eventName\":\"forged\"".getBytes(StandardCharsets.US_ASCII));
        try (LogFile file = LogFile.open(log.file(), FileDescriptor::sync)) {
            forger.writeTo(file);
        }
        refused("goes on behind record 3");
    }

    @Test
    void anotherKeysLogIsNotGoneOnWith() {
        log.with(TestLog.POLICY, "one");
        TestLog stranger = new TestLog(folder, Ed25519Key.generate(), log.anchor());
        assertThatThrownBy(stranger::open)
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("another key");
    }

    @Test
    void aChainThatTheAnchorNeverSawIsNotGoneOnWith() {
        log.with(TestLog.POLICY, "one");
        TestLog stranger = new TestLog(folder, log.key(), new MemoryAnchor());
        assertThatThrownBy(stranger::open)
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining("never wrote");
    }

    @Test
    void whatIsNoLogIsNotWrittenTo() throws Exception {
        Files.writeString(log.file(), "{\"eventName\":\"of before there were chains\"}\n");
        refused("does not begin as an audit log");
        assertThat(Files.readString(log.file())).startsWith("{\"eventName\":\"of before");
    }

    /** The way out of all these: the log begins anew, and what the anchor knows of the old one stays. */
    @Test
    void withoutItsFilesANewChainBeginsAndTheOldOneIsMissed() throws Exception {
        log.with(TestLog.POLICY, "one");
        AuditLink old = log.anchor().only().link();
        Files.move(log.file(), Files.createDirectory(folder.resolve("evidence")).resolve("audit.jsonl"));
        log.with(TestLog.POLICY, "two");
        AuditReport report = log.verify();
        assertThat(report.findings()).singleElement().satisfies(missing -> {
            assertThat(missing.kind()).isEqualTo(AuditFinding.Kind.MISSING);
            assertThat(missing.what()).contains(old.chainId().toString()).contains("record 3");
        });
        assertThat(log.verification()
                        .anchored(log.anchor().anchored())
                        .without(old.chainId())
                        .run()
                        .status())
                .isEqualTo(Status.VERIFIED);
    }

    /** Before the first record of the new chain nothing tells that from a log that was cut to nothing, if a file is left. */
    @Test
    void openingWithoutFilesLeavesNoneUntilSomethingIsRecorded() throws Exception {
        log.with(TestLog.POLICY, "one");
        Files.delete(log.file());
        log.open().close();
        assertThat(log.file()).doesNotExist();
        log.with(TestLog.POLICY, "two");
        assertThat(log.records()).containsExactly("two");
    }

    @Test
    void aFileThatSomebodyElseMakesMeanwhileIsNotWrittenTo() throws Exception {
        try (AuditLog open = log.open()) {
            Files.writeString(log.file(), "somebody else's");
            assertThatThrownBy(() -> open.append(TestLog.record("one"))).isInstanceOf(KmsInternalException.class);
        }
        assertThat(log.file()).hasContent("somebody else's");
    }

    /** Two records, and nothing more, as if the process had been killed; the anchor has both. */
    private void crashed() throws Exception {
        log.with(TestLog.POLICY, "one", "two");
        List<byte[]> lines = TestLog.split(Files.readAllBytes(log.file()));
        Files.write(log.file(), TestLog.join(lines.subList(0, 3)));
        log.anchor().put(new Anchored(linkOf(lines.get(2)), false));
    }

    private static AuditLink linkOf(byte[] line) {
        return ChainedLine.parse(line).orElseThrow().link(line);
    }

    private void refused(String... why) {
        assertThatThrownBy(log::open)
                .isInstanceOf(KeyStoreDamagedException.class)
                .hasMessageContaining(log.file().toString())
                .hasMessageContaining("move all its files elsewhere")
                .hasMessageContainingAll(why);
    }
}
