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

    /**
     * Where the figures mean nothing: the second compiler and pages of 4 kB would only take time, as would the verification of
     * classes, which the tests of each subject's own module do.
     */
    private static final List<String> SMOKE_JVM_ARGUMENTS = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseTransparentHugePages",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote");

    /** Of a JVM that measures. */
    static List<String> jvmArguments(Settings settings) {
        return settings.equals(Settings.SMOKE) ? SMOKE_JVM_ARGUMENTS : JVM_ARGUMENTS;
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
                List.of(),
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
