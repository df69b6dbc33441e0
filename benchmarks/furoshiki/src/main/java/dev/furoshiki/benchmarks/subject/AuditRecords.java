package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.audit.AuditPolicy;
import dev.furoshiki.audit.AuditRecord;
import dev.furoshiki.audit.Ed25519Key;
import dev.furoshiki.benchmarks.protocol.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Records appended to an audit log of its own, in a temporary folder that goes with it. Thread-safe. */
public final class AuditRecords implements Workload {

    private final Path folder = Files.createTempDirectory("furoshiki-benchmark-audit-");
    private final AuditLog log;

    private AuditRecords(AuditPolicy policy) throws IOException {
        this.log = AuditLog.builder(folder.resolve("audit.jsonl"), Ed25519Key.generate())
                .policy(policy)
                .open();
    }

    /** Records that are appended at once share a sync of the disk. */
    public static AuditRecords inGroups() throws IOException {
        return new AuditRecords(AuditPolicy.DEFAULT);
    }

    /** The disk is synced for each. */
    public static AuditRecords oneByOne() throws IOException {
        return new AuditRecords(AuditPolicy.DEFAULT.withGroupRecords(1));
    }

    @Override
    public long run(long operations) {
        for (long i = 0; i < operations; i++) {
            log.append(new AuditRecord(
                    Instant.EPOCH,
                    "embedded",
                    "GenerateDataKey",
                    Map.of("type", "Process", "principalId", "4711", "userName", "shop"),
                    "embedded",
                    "furoshiki/0.1.0 Java/17.0.9",
                    Map.of("keyId", "alias/documents", "numberOfBytes", 32),
                    null,
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    true,
                    List.of("arn:furoshiki:kms:local:000000000000:key/11111111-2222-4333-8444-555555555555"),
                    null,
                    null));
        }
        return operations;
    }

    @Override
    public void close() throws IOException {
        log.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
