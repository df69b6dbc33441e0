package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.runner.Contender;
import dev.furoshiki.benchmarks.runner.Contest;
import dev.furoshiki.benchmarks.runner.Figure;
import dev.furoshiki.benchmarks.runner.Launch;
import dev.furoshiki.benchmarks.runner.Report;
import dev.furoshiki.benchmarks.runner.Result;
import dev.furoshiki.benchmarks.runner.Settings;
import dev.furoshiki.benchmarks.runner.StartUpContest;
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
import java.util.TreeMap;

/** Measures every subject beside its limit, and writes the report. The main class of {@code mvn -q -Pbenchmarks}. */
public final class Benchmarks {

    private static final int OK = 0;
    private static final int A_SUBJECT_FAILED = 1;
    private static final int CANNOT_START = 2;

    /** Where one row is read, or a run is to be over soon, filling tables of their proper size would take the longest. */
    private static final String FEW_ROWS = "100";

    /** Enough for an object of several segments, and nothing that only a warm process encrypts soon. */
    private static final String FEW_BYTES = "200000";

    /** Unless it is for figures to quote: a key is durable before the next one is made, which takes some 10 ms. */
    private static final String SOME_KEYS = "1000";

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
        Report report;
        String text;
        try (Servers servers = new Servers(options.settings())) {
            report = new Report(started, machine, options.settings(), options.seed(), contests(servers));
            text = report.text() + microBenchmarks(servers);
        }
        Files.writeString(reportFolder.resolve("figures.json"), report.json(), StandardCharsets.UTF_8);
        Files.writeString(reportFolder.resolve("figures.txt"), text, StandardCharsets.UTF_8);
        out.printf("%n%s%nwritten to %s%n", text, reportFolder);
        return failed || report.hasFailures() ? A_SUBJECT_FAILED : OK;
    }

    private List<WorkloadFigures> contests(Servers servers) throws IOException {
        List<MeasuredWorkload> workloads = options.workloads();
        if (workloads.isEmpty()) {
            return List.of();
        }
        List<MeasuredSubject> subjects = MeasuredSubject.in(options.folder(), options.settings()).stream()
                .filter(subject -> options.includesSubject(subject.name()))
                .toList();
        List<WorkloadFigures> figures = new ArrayList<>();
        for (MeasuredWorkload workload : workloads) {
            WorkloadFigures measured = contest(workload, subjects, servers);
            out.println(measured.summary());
            figures.add(measured);
        }
        return figures;
    }

    private WorkloadFigures contest(MeasuredWorkload workload, List<MeasuredSubject> subjects, Servers servers)
            throws IOException {
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
        Settings settings = workload.settings(options.settings());
        Map<String, Result> results = workload.isStartUp()
                ? new StartUpContest(workload.name(), contenders, settings, options.seed()).run()
                : new Contest(workload.name(), contenders, settings, options.seed()).run();
        return new WorkloadFigures(
                workload.name(),
                workload.operation(),
                results.values().stream()
                        .mapToLong(Result::bytesPerOperation)
                        .max()
                        .orElse(0),
                MeasuredSubject.LIMIT,
                MeasuredSubject.OURS,
                workload.goals(),
                Figure.of(results));
    }

    private Contender contender(String label, MeasuredSubject subject, MeasuredWorkload workload, Servers servers) {
        // Where nothing is measured, all of a contest would only wait for one processor.
        boolean isTied = workload.isTied() && !options.settings().equals(Settings.SMOKE);
        // What the JVM makes of one processor it is to make of it from the beginning.
        Launch launch = isTied ? subject.launch().with("-XX:ActiveProcessorCount=1") : subject.launch();
        return new Contender(label, launch, isTied ? Machine.subjectTie() : List.of(), fork -> {
            Map<String, String> parameters = new TreeMap<>(servers.parameters(workload.server()));
            if (workload.isStartUp() || options.settings().equals(Settings.SMOKE)) {
                parameters.put("rows", FEW_ROWS);
                parameters.put("object.bytes", FEW_BYTES);
            }
            if (!options.settings().equals(Settings.FULL)) {
                parameters.put("keys", options.settings().equals(Settings.SMOKE) ? FEW_ROWS : SOME_KEYS);
            }
            return parameters;
        });
    }

    private String microBenchmarks(Servers servers) throws IOException, InterruptedException {
        if (!options.includes(Options.JMH)) {
            return "";
        }
        Path log = reportFolder.resolve("jmh.log");
        String postgres = servers.parameters(MeasuredWorkload.Server.POSTGRES).getOrDefault("postgres", "");
        out.printf("%s: running, its account is in %s%n", Options.JMH, log);
        try {
            return String.format(
                    "%n%s",
                    MicroFigure.table(MicroBenchmarks.run(
                            options.folder(), options.settings(), postgres, reportFolder.resolve("jmh.json"), log)));
        } catch (IOException failure) {
            failed = true;
            return String.format("%n%s failed: %s%n", Options.JMH, failure.getMessage());
        }
    }
}
