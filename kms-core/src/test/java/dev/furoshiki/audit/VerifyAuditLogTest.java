package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command, with what it says and how it ends. */
class VerifyAuditLogTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestLog log;
    private AuditLink end;

    @BeforeEach
    void aLog() {
        log = new TestLog(folder).with(TestLog.POLICY, "one", "two");
        end = log.anchor().only().link();
    }

    @Test
    void aWholeLogIsVerified() {
        assertThat(run("--anchor", end + ":closed", "--at-least", end.mark().toString()))
                .isZero();
        assertThat(said())
                .contains("VERIFIED: 0 findings; 4 lines in 1 files, confirmed to record 4", "newest: " + end);
        assertThat(err.size()).isZero();
    }

    @Test
    void aChangeIsSaidWithItsPlace() throws Exception {
        Files.writeString(log.file(), Files.readString(log.file()).replace("\"two\"", "\"2wo\""));
        assertThat(run()).isEqualTo(1);
        assertThat(said()).contains(log.file() + ":3: CHANGED: record 3 was changed", "TAMPERED: 1 findings");
    }

    @Test
    void whatNobodyVouchesForIsSaid() throws Exception {
        List<byte[]> lines = TestLog.split(Files.readAllBytes(log.file()));
        Files.write(log.file(), TestLog.join(lines.subList(0, 3)));
        assertThat(run()).isEqualTo(3);
        assertThat(said()).contains("UNCONFIRMED", "records 1 to 3");
        assertThat(run("--at-least", end.mark().toString())).isEqualTo(1);
        assertThat(said()).contains("CUT: the log ends with record 3, but record 4 was written");
    }

    @Test
    void aLogThatIsNotThereIsSaid() throws Exception {
        Files.delete(log.file());
        assertThat(run()).isEqualTo(4);
        assertThat(new String(err.toByteArray(), StandardCharsets.UTF_8))
                .contains("no audit log", log.file().toString());
        assertThat(run("--anchor", end.toString())).isEqualTo(1);
        assertThat(said()).contains("MISSING", end.chainId().toString());
        assertThat(run("--at-least", end.mark().toString())).isEqualTo(1);
    }

    /** Nobody has compared it: the files that hold it are to be verified with it. */
    @Test
    void aMarkOfBeforeTheFilesIsNotVerified() throws Exception {
        log.with(TestLog.POLICY.withMaxFileBytes(1), "three");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.move(log.archived(1), elsewhere.resolve("audit.jsonl"));
        String mark = "1:"
                + ChainedLine.hash(TestLog.split(Files.readAllBytes(elsewhere.resolve("audit.jsonl")))
                        .get(0));
        assertThat(run("--from", end.mark().toString())).isZero();
        assertThat(run("--from", end.mark().toString(), "--at-least", mark)).isEqualTo(1);
        assertThat(said()).contains("MISSING: record 1 is not in these files", "verify those that hold it");
        assertThat(run("--from", end.mark().toString(), "--anchor", end.chainId() + ":" + mark))
                .isEqualTo(1);
        assertThat(said()).contains("MISSING: record 1 is not in these files");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--public-key",
                "--public-key 00",
                "--public-key zz",
                "--anchor 1:2",
                "--anchor x:1:y",
                "--at-least 1",
                "--at-least 1:abc",
                "--at-least -1:0000000000000000000000000000000000000000000000000000000000000000",
                "--at-least 1:000000000000000000000000000000000000000000000000000000000000000G",
                "--from nonsense",
                "--without nonsense",
                "--more 1"
            })
    void wrongArgumentsAreSaid(String options) {
        assertThat(run(options.split(" "))).isEqualTo(2);
        assertThat(new String(err.toByteArray(), StandardCharsets.UTF_8)).contains("usage:", "exit codes:");
    }

    @Test
    void withoutALogItSaysHow() {
        assertThat(VerifyAuditLog.run(List.of(), stream(out), stream(err))).isEqualTo(2);
        assertThat(VerifyAuditLog.run(List.of("--from", "1:2"), stream(out), stream(err)))
                .isEqualTo(2);
    }

    private int run(String... options) {
        out.reset();
        err.reset();
        List<String> arguments = new ArrayList<>(List.of(log.file().toString()));
        if (options.length == 0 || !options[0].equals("--public-key")) {
            arguments.addAll(
                    List.of("--public-key", HexFormat.of().formatHex(log.key().publicKey())));
        }
        arguments.addAll(List.of(options));
        return VerifyAuditLog.run(arguments, stream(out), stream(err));
    }

    private String said() {
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
