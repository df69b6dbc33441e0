package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.audit.AuditReport.Status;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed, again and again, and the next goes on with its log. */
@Timeout(7200)
class AuditCrashTest {

    private static final int RUNS = Boolean.getBoolean("furoshiki.soak") ? 200 : 3;

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostAndTheLogVerifies() throws Exception {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        System.out.printf("audit crash: %d runs with furoshiki.seed=%d%n", RUNS, seed);
        Random random = new Random(seed);
        Ed25519Key key = Ed25519Key.generate();
        FileAnchor anchor = new FileAnchor(folder);
        TestLog log = new TestLog(folder, key, new MemoryAnchor());
        List<String> acknowledged = new ArrayList<>();
        for (int run = 1; run <= RUNS; run++) {
            acknowledged.addAll(killed(AppendingProcess.start(folder, key, "run" + run), random));
            AuditReport report = log.verification().anchored(anchor.anchored()).run();
            assertThat(report.findings()).as("run " + run).isEmpty();
            assertThat(log.records()).as("run " + run).containsAll(acknowledged);
        }
        try (AuditLog last = AuditLog.builder(log.file(), key).anchor(anchor).open()) {
            last.append(TestLog.record("last"));
        }
        AuditReport report = log.verification().anchored(anchor.anchored()).run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.status()).isEqualTo(Status.VERIFIED);
        System.out.printf(
                "audit crash: %d acknowledged, %d lines in %d files%n",
                acknowledged.size(), report.lines(), report.files());
    }

    /** What the process acknowledged before it was killed. */
    private static List<String> killed(Process process, Random random) throws Exception {
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int wanted = 1 + random.nextInt(150);
            while (acknowledged.size() < wanted) {
                String line = output.readLine();
                assertThat(line).as("it ended by itself: " + acknowledged).isNotNull();
                acknowledged.add(line);
            }
            Thread.sleep(random.nextInt(10), random.nextInt(1_000_000));
            // Not Process.destroyForcibly, which would close the output that is still to be read.
            process.toHandle().destroyForcibly();
            process.waitFor();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                acknowledged.add(line);
            }
        }
        // The kill may have come within a line.
        acknowledged.removeIf(name -> !name.matches("run[0-9]+-[0-9]-[0-9]+"));
        return acknowledged;
    }
}
