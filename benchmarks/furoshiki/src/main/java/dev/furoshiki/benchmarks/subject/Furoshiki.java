package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.Crew;
import dev.furoshiki.benchmarks.workload.FirstStatement;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import dev.furoshiki.benchmarks.workload.JdbcWorkload;
import dev.furoshiki.benchmarks.workload.KeyUse;
import dev.furoshiki.benchmarks.workload.ObjectUse;
import dev.furoshiki.benchmarks.workload.ObjectWorkload;
import dev.furoshiki.benchmarks.workload.StoreStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** This project as a subject: everything over one embedded key service, which a workload starts and ends with itself. */
public final class Furoshiki implements Subject {

    private static final int CELL_BYTES = 64;
    private static final int SEGMENT_BYTES = 64 << 10;

    private static final Set<String> OWN = Set.of("cell.seal", "cell.open", "segment.seal", "segment.open");

    @Override
    public String name() {
        return "furoshiki";
    }

    @Override
    public Set<String> workloads() {
        Set<String> names = new TreeSet<>(OWN);
        names.addAll(JdbcDatabase.POSTGRES.workloads());
        names.addAll(JdbcDatabase.H2.workloads());
        names.addAll(FirstStatement.names());
        names.addAll(KeyUse.hits());
        names.addAll(KeyUse.durable());
        names.addAll(StoreStart.names());
        names.addAll(ObjectUse.names());
        return names;
    }

    @Override
    public Workload open(String workload, Parameters parameters) throws Exception {
        if (FirstStatement.names().contains(workload)) {
            return firstStatement(workload, parameters);
        }
        if (StoreStart.names().contains(workload)) {
            return FirstCall.open(workload, parameters);
        }
        KeyService keys = KeyService.start();
        try {
            return new WithKeyService(open(workload, keys, parameters), keys);
        } catch (Exception | Error failure) {
            keys.close();
            throw failure;
        }
    }

    private static Workload open(String workload, KeyService keys, Parameters parameters) throws Exception {
        if (ObjectUse.names().contains(workload)) {
            ObjectUse use = ObjectUse.of(workload);
            return ObjectWorkload.open(workload, new EncryptedObjects(keys.dataKeys(), use), parameters);
        }
        if (KeyUse.hits().contains(workload) || KeyUse.durable().contains(workload)) {
            KeyUse use = KeyUse.of(workload);
            return Crew.of(use.threads(), keyUse(use, keys));
        }
        return switch (workload) {
            case "cell.seal" -> new CellSealing(Cells.randomized(keys), CELL_BYTES);
            case "cell.open" -> new CellOpening(Cells.randomized(keys), CELL_BYTES);
            case "segment.seal" -> new SegmentSealing(SEGMENT_BYTES);
            case "segment.open" -> new SegmentOpening(SEGMENT_BYTES);
            default ->
                JdbcWorkload.open(
                        workload,
                        new EncryptedSession(JdbcDatabase.of(workload).url(parameters), keys.uri()),
                        parameters);
        };
    }

    private static Workload keyUse(KeyUse use, KeyService keys) throws IOException {
        return switch (use.operation()) {
            case KeyUse.HIT -> CacheHit.forEncryption(keys);
            case KeyUse.DECRYPT_HIT -> CacheHit.forDecryption(keys);
            case KeyUse.AUDIT_APPEND -> AuditRecords.inGroups();
            case KeyUse.AUDIT_APPEND_EACH -> AuditRecords.oneByOne();
            default -> ServiceCall.of(use, keys);
        };
    }

    /** Its key service stays when the workload is closed: another process makes it, and this one opens it by its URI. */
    private static Workload firstStatement(String workload, Parameters parameters) throws Exception {
        Path folder = Path.of(parameters.require(Parameters.STATE));
        if (parameters.isToPrepare()) {
            KeyService.createIn(folder);
        }
        return FirstStatement.open(
                workload,
                new EncryptedSession(JdbcDatabase.POSTGRES.url(parameters), KeyService.uri(folder)),
                parameters);
    }

    /** Ends the key service after what used it. */
    private record WithKeyService(Workload workload, KeyService keys) implements Workload {

        @Override
        public long run(long operations) throws Exception {
            return workload.run(operations);
        }

        @Override
        public long bytesPerOperation() {
            return workload.bytesPerOperation();
        }

        @Override
        public long allocatedBytes() {
            return workload.allocatedBytes();
        }

        @Override
        public void close() throws Exception {
            try {
                workload.close();
            } finally {
                keys.close();
            }
        }
    }
}
