package dev.furoshiki.benchmarks.micro;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.audit.AuditPolicy;
import dev.furoshiki.audit.AuditRecord;
import dev.furoshiki.audit.Ed25519Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** An audit record on the disk: eight threads that share syncs, eight that do not, and one alone. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class AuditAppend {

    private static final int THREADS = 8;

    private Path folder;
    private AuditLog grouped;
    private AuditLog syncedForEach;

    @Setup
    public void setUp() throws IOException {
        folder = Files.createTempDirectory("furoshiki-audit");
        Ed25519Key key = Ed25519Key.generate();
        grouped = AuditLog.builder(folder.resolve("grouped.jsonl"), key).open();
        syncedForEach = AuditLog.builder(folder.resolve("each.jsonl"), key)
                .policy(AuditPolicy.DEFAULT.withGroupRecords(1))
                .open();
    }

    @TearDown
    public void tearDown() throws IOException {
        grouped.close();
        syncedForEach.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    @Threads(THREADS)
    public boolean groupCommit() {
        return append(grouped);
    }

    @Benchmark
    @Threads(THREADS)
    public boolean syncForEach() {
        return append(syncedForEach);
    }

    @Benchmark
    @Threads(1)
    public boolean oneThread() {
        return append(grouped);
    }

    private static boolean append(AuditLog log) {
        log.append(new AuditRecord(
                Instant.EPOCH,
                "embedded",
                "GenerateDataKey",
                Map.of("type", "Process", "principalId", "4711", "userName", "shop"),
                Map.of("keyId", "alias/documents", "numberOfBytes", 32),
                null,
                UUID.randomUUID(),
                UUID.randomUUID(),
                true,
                List.of("arn:furoshiki:kms:local:000000000000:key/11111111-2222-4333-8444-555555555555"),
                null,
                null));
        return true;
    }
}
