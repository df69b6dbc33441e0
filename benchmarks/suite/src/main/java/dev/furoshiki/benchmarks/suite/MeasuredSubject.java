package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.protocol.Message;
import dev.furoshiki.benchmarks.protocol.SubjectProcess;
import dev.furoshiki.benchmarks.runner.ForkedProcess;
import dev.furoshiki.benchmarks.runner.Launch;
import dev.furoshiki.benchmarks.runner.Settings;
import dev.furoshiki.benchmarks.runner.SubjectModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A subject that was built, and what it said of itself.
 *
 * @param name unique
 * @param launch starts its process
 * @param workloads that it has
 */
record MeasuredSubject(String name, Launch launch, Set<String> workloads) {

    /** The subject that all others are compared with. */
    static final String LIMIT = "limits";

    /** The subject that something was promised of; the rest are its peers. */
    static final String OURS = "furoshiki";

    /** Equal for all subjects: a heap that is never the matter, and a collector that works on the measured thread. */
    private static final List<String> JVM_ARGUMENTS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of a JVM that measures; where the figures mean nothing, its second compiler would only take its time. */
    static List<String> jvmArguments(Settings settings) {
        return settings.equals(Settings.SMOKE)
                ? Stream.concat(JVM_ARGUMENTS.stream(), Stream.of("-XX:TieredStopAtLevel=1"))
                        .toList()
                : JVM_ARGUMENTS;
    }

    /**
     * The subjects of all modules in a folder, the limit first.
     *
     * @throws IllegalStateException when the limit, or all but the limit, are missing
     */
    static List<MeasuredSubject> in(Path folder, Settings settings) {
        List<MeasuredSubject> found = new ArrayList<>();
        for (Path module : modules(folder)) {
            found.add(describe(module, settings));
        }
        found.sort(Comparator.comparing((MeasuredSubject subject) -> !subject.name.equals(LIMIT))
                .thenComparing(MeasuredSubject::name));
        List<String> names = found.stream().map(MeasuredSubject::name).toList();
        if (Set.copyOf(names).size() < names.size()) {
            throw new IllegalStateException("in " + folder + " two modules hold a subject of one name: " + names
                    + "; a module that is gone may have left its " + SubjectModule.CLASS_PATH_FILE + " behind");
        }
        if (found.size() < 2 || !found.get(0).name.equals(LIMIT)) {
            throw new IllegalStateException("in " + folder + " the subjects are " + names + "; there must be '" + LIMIT
                    + "' and another: build them (mvn -q -Pbenchmarks does)");
        }
        return found;
    }

    private static List<Path> modules(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(SubjectModule::isIn).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static MeasuredSubject describe(Path module, Settings settings) {
        Launch launch = new Launch(
                Machine.subjectPrefix(),
                jvmArguments(settings),
                SubjectModule.in(module).classPath(),
                SubjectProcess.class.getName());
        try (ForkedProcess process = ForkedProcess.start(String.valueOf(module.getFileName()), launch)) {
            Message described = process.request(Message.of("describe"), PATIENCE);
            return new MeasuredSubject(
                    described.require("name"),
                    launch,
                    Set.of(described.require("workloads").split(",", -1)));
        }
    }
}
