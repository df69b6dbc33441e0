package dev.furoshiki.benchmarks.workload;

import dev.furoshiki.benchmarks.protocol.Parameters;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** The databases that the JDBC workloads run on: {@code jdbc.insert} is that on PostgreSQL, {@code h2.insert} that on H2. */
public enum JdbcDatabase {
    /** A server on loopback. */
    POSTGRES("jdbc", "postgres"),

    /** In the subject's own memory. */
    H2("h2", "h2");

    private final String prefix;
    private final String parameter;

    JdbcDatabase(String prefix, String parameter) {
        this.prefix = prefix;
        this.parameter = parameter;
    }

    /** The names of all JDBC workloads on this database. */
    public Set<String> workloads() {
        Set<String> names = new TreeSet<>();
        JdbcWorkload.steps().forEach(step -> names.add(prefix + "." + step));
        return names;
    }

    /**
     * The database that a workload of that name runs on.
     *
     * @throws IllegalArgumentException when there is no such workload
     */
    public static JdbcDatabase of(String workload) {
        return Arrays.stream(values())
                .filter(database -> database.workloads().contains(workload))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no JDBC workload '" + workload + "', only "
                        + POSTGRES.workloads() + " and " + H2.workloads()));
    }

    /** The plain driver's URL of an empty database, with user and password. */
    public String url(Parameters parameters) {
        return parameters.require(parameter);
    }

    String step(String workload) {
        return workload.substring(prefix.length() + 1);
    }
}
