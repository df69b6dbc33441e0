package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.runner.Launch;
import dev.furoshiki.benchmarks.runner.Settings;
import dev.furoshiki.benchmarks.runner.SubjectModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the module {@code jmh} in a process of its own, which forks its own. */
final class MicroBenchmarks {

    private static final String MAIN_CLASS = "org.openjdk.jmh.Main";

    private MicroBenchmarks() {}

    /** What the benchmarks that need a database read its URL from. */
    private static final String URL_PROPERTY = "furoshiki.bench.postgres";

    /**
     * Runs all of them.
     *
     * @param postgres the URL of a database
     * @param report where JMH's own JSON goes
     * @param log where JMH's own account goes
     * @throws IOException when JMH failed; the message holds what it said
     */
    static List<MicroFigure> run(Path folder, Settings settings, String postgres, Path report, Path log)
            throws IOException, InterruptedException {
        String property = "-D" + URL_PROPERTY + "=" + postgres;
        List<String> jvmArguments = MeasuredSubject.jvmArguments(settings);
        // The lock keeps two JMHs apart; where another user left it behind, it keeps out everybody.
        List<String> ownArguments = new ArrayList<>(List.of("-Djmh.ignoreLock=true", property));
        if (settings.equals(Settings.SMOKE)) {
            ownArguments.addAll(jvmArguments); // then it forks nothing, and is the JVM that measures
        }
        Launch launch = new Launch(
                Machine.subjectPrefix(),
                ownArguments,
                SubjectModule.microBenchmarksIn(folder.resolve("jmh")).classPath(),
                MAIN_CLASS);
        List<String> command = new ArrayList<>(launch.command());
        command.addAll(durations(settings));
        command.addAll(List.of("-bm", "avgt", "-tu", "ns", "-prof", "gc", "-foe", "true"));
        command.addAll(List.of("-jvmArgs", String.join(" ", jvmArguments) + " " + property));
        command.addAll(List.of("-rf", "json", "-rff", report.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (process.waitFor() != 0) {
                throw new IOException("JMH ended with exit code " + process.exitValue() + ":\n"
                        + Files.readString(log, StandardCharsets.UTF_8));
            }
        } finally {
            process.destroy();
        }
        return MicroFigure.parse(Files.readString(report, StandardCharsets.UTF_8));
    }

    /** Forks, warm-up rounds, rounds, and how long each is. */
    private static List<String> durations(Settings settings) {
        return switch (settings.name()) {
            case "full" -> List.of("-f", "3", "-wi", "5", "-w", "2s", "-i", "5", "-r", "2s");
            case "smoke" -> List.of("-f", "0", "-wi", "0", "-i", "1", "-r", "1ms");
            default -> List.of("-f", "1", "-wi", "4", "-w", "1s", "-i", "5", "-r", "1s");
        };
    }
}
