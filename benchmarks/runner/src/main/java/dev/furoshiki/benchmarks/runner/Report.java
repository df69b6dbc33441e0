package dev.furoshiki.benchmarks.runner;

import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.Map;

/**
 * Everything that a run found.
 *
 * @param started when, ISO 8601
 * @param machine processors, operating system, JVM: by name
 * @param settings how long it measured
 * @param seed of everything random
 * @param workloads in the order in which they ran
 */
public record Report(
        String started, Map<String, String> machine, Settings settings, long seed, List<WorkloadFigures> workloads) {

    /** The report with every sample, for programs. Durations are in nanoseconds. */
    public String json() {
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .registerTypeAdapter(java.time.Duration.class, new DurationNanos())
                .create()
                .toJson(this);
    }

    /** The report as a table, for people. */
    public String text() {
        return TextTable.of(this);
    }

    /** Whether a contender failed, in any workload. */
    public boolean hasFailures() {
        return workloads.stream()
                .flatMap(workload -> workload.figures().stream())
                .anyMatch(f -> f.failure() != null);
    }
}
