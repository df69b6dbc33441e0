package dev.furoshiki.benchmarks.tink;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.FirstStatement;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import dev.furoshiki.benchmarks.workload.JdbcWorkload;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Encryption in the application, by hand. */
public final class Tink implements Subject {

    @Override
    public String name() {
        return "tink";
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
            KeyFolder keys = new KeyFolder(Path.of(parameters.require(Parameters.STATE)));
            if (parameters.isToPrepare()) {
                keys.create();
            }
            String url = JdbcDatabase.POSTGRES.url(parameters);
            return FirstStatement.open(workload, new SealingSession(url, keys::read), parameters);
        }
        String url = JdbcDatabase.of(workload).url(parameters);
        return JdbcWorkload.open(workload, new SealingSession(url, Keys::generate), parameters);
    }
}
