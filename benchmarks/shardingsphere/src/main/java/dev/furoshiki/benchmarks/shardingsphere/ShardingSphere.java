package dev.furoshiki.benchmarks.shardingsphere;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.FirstStatement;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import dev.furoshiki.benchmarks.workload.JdbcWorkload;
import java.util.Set;
import java.util.TreeSet;

/** ShardingSphere-JDBC as a driver that encrypts by itself. */
public final class ShardingSphere implements Subject {

    @Override
    public String name() {
        return "shardingsphere";
    }

    @Override
    public Set<String> workloads() {
        Set<String> names = new TreeSet<>(FirstStatement.names());
        names.addAll(JdbcDatabase.POSTGRES.workloads());
        names.addAll(JdbcDatabase.H2.workloads());
        return names;
    }

    @Override
    public Workload open(String workload, Parameters parameters) throws Exception {
        if (FirstStatement.names().contains(workload)) {
            return FirstStatement.open(workload, session(JdbcDatabase.POSTGRES, parameters), parameters);
        }
        return JdbcWorkload.open(workload, session(JdbcDatabase.of(workload), parameters), parameters);
    }

    private static ShardingSphereSession session(JdbcDatabase database, Parameters parameters) {
        return new ShardingSphereSession(database.url(parameters));
    }
}
