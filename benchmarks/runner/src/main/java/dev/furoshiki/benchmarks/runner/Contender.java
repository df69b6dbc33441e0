package dev.furoshiki.benchmarks.runner;

import java.util.Map;
import java.util.function.IntFunction;

/**
 * A subject in a contest: what starts its process, and what its workload is told in each fork.
 *
 * @param label unique in a contest
 * @param launch starts a {@code SubjectProcess}
 * @param parameters by fork number: such as a database of its own
 */
public record Contender(String label, Launch launch, IntFunction<Map<String, String>> parameters) {}
