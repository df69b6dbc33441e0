package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.audit.AuditReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever is appended, and however often the log is opened, begun anew or checked: it verifies, and a change does not. */
class AuditLogPropertiesTest {

    private Path folder = Path.of("");

    @BeforeTry
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("furoshiki-audit");
    }

    @AfterTry
    void removeFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 25)
    void allRecordsAreThereInOneChainOfSequences(
            @ForAll @Size(max = 4) List<@Size(max = 6) List<String>> sessions,
            @ForAll @IntRange(min = 1, max = 3000) int fileBytes,
            @ForAll @IntRange(min = 1, max = 5) int checkpoint,
            @ForAll @IntRange(min = 1, max = 3) int group)
            throws Exception {
        TestLog log = new TestLog(folder);
        AuditPolicy policy = AuditPolicy.DEFAULT
                .withMaxFileBytes(fileBytes)
                .withCheckpoints(checkpoint, Duration.ofDays(1))
                .withGroupRecords(group);
        List<String> appended = new ArrayList<>();
        for (List<String> session : sessions) {
            log.with(policy, session.toArray(String[]::new));
            appended.addAll(session);
        }
        assertThat(log.records()).isEqualTo(appended);
        assertThat(log.lines().stream().map(line -> line.get("sequence").getAsLong()))
                .isEqualTo(LongStream.rangeClosed(1, log.lines().size()).boxed().toList());
        if (!appended.isEmpty()) {
            assertThat(log.verify().findings()).isEmpty();
            assertThat(log.verify().status()).isEqualTo(Status.VERIFIED);
            assertThat(log.verifyAlone().status()).isEqualTo(Status.VERIFIED);
        }
    }

    @Property(tries = 40)
    void noChangeOfAnyFileVerifies(
            @ForAll @Size(min = 1, max = 5) List<String> names,
            @ForAll @IntRange(min = 1, max = 3000) int fileBytes,
            @ForAll @IntRange(min = 0, max = 1_000_000) int where,
            @ForAll @IntRange(min = 1, max = 255) int difference,
            @ForAll @IntRange(min = 0, max = 2) int how)
            throws Exception {
        TestLog log =
                new TestLog(folder).with(TestLog.POLICY.withMaxFileBytes(fileBytes), names.toArray(String[]::new));
        List<Path> files = new AuditSeries(log.file()).files();
        Path file = files.get(where % files.size());
        byte[] bytes = Files.readAllBytes(file);
        int position = where % bytes.length;
        byte[] before = Arrays.copyOf(bytes, position);
        byte[] after = Arrays.copyOfRange(bytes, how == 1 ? position : position + 1, bytes.length);
        // Another byte in its place, one more, or one fewer.
        byte[] between = how == 2 ? new byte[0] : new byte[] {(byte) (bytes[position] ^ difference)};
        Files.write(file, before);
        Files.write(file, between, StandardOpenOption.APPEND);
        Files.write(file, after, StandardOpenOption.APPEND);
        assertThat(log.verify().status()).isEqualTo(Status.TAMPERED);
    }
}
