package dev.furoshiki.benchmarks.limits;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.Crew;
import dev.furoshiki.benchmarks.workload.FirstStatement;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import dev.furoshiki.benchmarks.workload.JdbcSession;
import dev.furoshiki.benchmarks.workload.JdbcWorkload;
import dev.furoshiki.benchmarks.workload.KeyUse;
import dev.furoshiki.benchmarks.workload.ObjectProtection;
import dev.furoshiki.benchmarks.workload.ObjectUse;
import dev.furoshiki.benchmarks.workload.ObjectWorkload;
import dev.furoshiki.benchmarks.workload.StoreStart;
import java.sql.DriverManager;
import java.util.Set;
import java.util.TreeSet;

/** The subject that all others are compared with. */
public final class Limits implements Subject {

    private static final int CELL_BYTES = 64;
    private static final int SEGMENT_BYTES = 64 << 10;

    private static final Set<String> OWN = Set.of("cell.seal", "cell.open", "segment.seal", "segment.open");

    @Override
    public String name() {
        return "limits";
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
        if (ObjectUse.names().contains(workload)) {
            return ObjectWorkload.open(workload, ObjectProtection.NONE, parameters);
        }
        if (FirstStatement.names().contains(workload)) {
            return FirstStatement.open(workload, plain(JdbcDatabase.POSTGRES, parameters), parameters);
        }
        if (KeyUse.hits().contains(workload)) {
            return Crew.of(KeyUse.of(workload).threads(), new BareCacheRead());
        }
        if (KeyUse.durable().contains(workload)) {
            return Crew.of(KeyUse.of(workload).threads(), new SyncedAppend());
        }
        if (StoreStart.names().contains(workload)) {
            return StoredRows.open(workload, parameters);
        }
        return switch (workload) {
            case "cell.seal" -> new RawGcmSealing(CELL_BYTES);
            case "cell.open" -> new RawGcmOpening(CELL_BYTES);
            case "segment.seal" -> new RawGcmSealing(SEGMENT_BYTES);
            case "segment.open" -> new RawGcmOpening(SEGMENT_BYTES);
            default -> JdbcWorkload.open(workload, plain(JdbcDatabase.of(workload), parameters), parameters);
        };
    }

    private static JdbcSession plain(JdbcDatabase database, Parameters parameters) {
        String url = database.url(parameters);
        return () -> DriverManager.getConnection(url);
    }
}
