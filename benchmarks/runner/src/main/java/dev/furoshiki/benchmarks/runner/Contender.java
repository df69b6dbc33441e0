package dev.furoshiki.benchmarks.runner;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A subject in a contest: what starts its process, and what its workload is told in each fork.
 *
 * @param label unique in a contest
 * @param launch starts a {@code SubjectProcess}
 * @param tie a command that ties a process to a processor when its number is put behind it, for when it has been warmed up: until then
 *     the JVM's compilers work beside it. Empty where it is not tied
 * @param parameters by fork number: such as a database of its own
 */
public record Contender(String label, Launch launch, List<String> tie, IntFunction<Map<String, String>> parameters) {

    public Contender {
        tie = List.copyOf(tie);
    }
}
