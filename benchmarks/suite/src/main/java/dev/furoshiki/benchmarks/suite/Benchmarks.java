package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.runner.Contender;
import dev.furoshiki.benchmarks.runner.Contest;
import dev.furoshiki.benchmarks.runner.Figure;
import dev.furoshiki.benchmarks.runner.Report;
import dev.furoshiki.benchmarks.runner.Result;
import dev.furoshiki.benchmarks.runner.WorkloadFigures;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures every subject beside its limit, and writes the report. The main class of {@code mvn -q -Pbenchmarks}. */
public final class Benchmarks {

    private static final int OK = 0;
    private static final int A_SUBJECT_FAILED = 1;
    private static final int CANNOT_START = 2;

    private final Options options;
    private final PrintStream out;
    private final Path reportFolder;
    private boolean failed;

    Benchmarks(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.reportFolder = options.folder().resolve("target").resolve("report");
    }

    /** Exits with 1 when a subject failed, with 2 when nothing could be measured. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            System.exit(new Benchmarks(Options.of(System.getProperties()), System.out).run());
        } catch (IllegalArgumentException | IllegalStateException failure) {
            System.err.println(failure.getMessage());
            System.exit(CANNOT_START);
        }
    }

    /** Returns the exit code. */
    int run() throws IOException, InterruptedException {
        options.requireSomething();
        String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, String> machine = Machine.description();
        Files.createDirectories(reportFolder);
        out.printf("benchmarks: setting %s, seed %d%n", options.settings().name(), options.seed());
        Report report = new Report(started, machine, options.settings(), options.seed(), contests());
        String text = report.text() + microBenchmarks();
        Files.writeString(reportFolder.resolve("figures.json"), report.json(), StandardCharsets.UTF_8);
        Files.writeString(reportFolder.resolve("figures.txt"), text, StandardCharsets.UTF_8);
        out.printf("%n%s%nwritten to %s%n", text, reportFolder);
        return failed || report.hasFailures() ? A_SUBJECT_FAILED : OK;
    }

    private List<WorkloadFigures> contests() {
        List<MeasuredWorkload> workloads = options.workloads();
        if (workloads.isEmpty()) {
            return List.of();
        }
        List<MeasuredSubject> subjects = MeasuredSubject.in(options.folder());
        List<WorkloadFigures> figures = new ArrayList<>();
        try (Servers servers = new Servers()) {
            for (MeasuredWorkload workload : workloads) {
                WorkloadFigures measured = contest(workload, subjects, servers);
                out.println(measured.summary());
                figures.add(measured);
            }
        }
        return figures;
    }

    private WorkloadFigures contest(MeasuredWorkload workload, List<MeasuredSubject> subjects, Servers servers) {
        List<Contender> contenders = new ArrayList<>();
        for (MeasuredSubject subject : subjects) {
            if (!subject.workloads().contains(workload.name())) {
                continue;
            }
            contenders.add(contender(subject.name(), subject, workload, servers));
            if (options.noise() && subject.name().equals(MeasuredSubject.LIMIT)) {
                contenders.add(contender(subject.name() + WorkloadFigures.AGAIN, subject, workload, servers));
            }
        }
        Map<String, Result> results =
                new Contest(workload.name(), contenders, options.settings(), options.seed()).run();
        return new WorkloadFigures(
                workload.name(),
                workload.operation(),
                results.values().stream()
                        .mapToLong(Result::bytesPerOperation)
                        .max()
                        .orElse(0),
                MeasuredSubject.LIMIT,
                workload.goal(),
                Figure.of(results, MeasuredSubject.LIMIT));
    }

    private static Contender contender(
            String label, MeasuredSubject subject, MeasuredWorkload workload, Servers servers) {
        return new Contender(label, subject.launch(), fork -> servers.parameters(workload.server()));
    }

    private String microBenchmarks() throws IOException, InterruptedException {
        if (!options.includes(Options.JMH)) {
            return "";
        }
        Path log = reportFolder.resolve("jmh.log");
        out.printf("%s: running, its account is in %s%n", Options.JMH, log);
        try {
            return String.format(
                    "%n%s",
                    MicroFigure.table(MicroBenchmarks.run(
                            options.folder(), options.settings(), reportFolder.resolve("jmh.json"), log)));
        } catch (IOException failure) {
            failed = true;
            return String.format("%n%s failed: %s%n", Options.JMH, failure.getMessage());
        }
    }
}
