package dev.furoshiki.benchmarks.runner;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lays a {@link Report} out in columns. */
@SuppressWarnings("AnnotateFormatMethod")
final class TextTable {

    private static final String HEAD = "  %-20s %10s %12s %13s %13s  %-36s %s%n";

    private static final double MEBIBYTE = 1 << 20;
    private static final String PEER = "  %72s  %-36s %s%n";

    private final StringBuilder text = new StringBuilder();

    private TextTable() {}

    static String of(Report report) {
        TextTable table = new TextTable();
        table.heading(report);
        report.workloads().forEach(table::workload);
        report.workloads().forEach(table::failures);
        return table.text.toString();
    }

    /** One workload in one line, for who watches. */
    static String line(WorkloadFigures workload) {
        StringBuilder line = new StringBuilder(number("%-22s", workload.workload()));
        String separator = " ";
        for (Figure figure : workload.figures()) {
            line.append(separator).append(figure.label()).append(' ').append(brief(workload, figure));
            separator = ", ";
        }
        return line.toString();
    }

    private static String brief(WorkloadFigures workload, Figure figure) {
        Spread nanos = figure.nanosPerOperation();
        if (nanos == null) {
            return "FAILED";
        }
        StringBuilder brief = new StringBuilder(time(nanos.median()));
        Comparison limit = figure.beside(workload.limit());
        if (limit != null) {
            brief.append(number(" = %.2f %s of the speed", limit.speed().median(), quartiles(limit)));
            String verdict = remark(workload, figure, workload.limit());
            brief.append(verdict.isEmpty() ? "" : ", " + verdict);
        }
        for (String peer : workload.peersOf(figure)) {
            Spread speed = Objects.requireNonNull(figure.beside(peer)).speed();
            brief.append(number(", %.2f times %s", speed.median(), peer));
        }
        return brief.toString();
    }

    private void heading(Report report) {
        Settings settings = report.settings();
        print("started %s, setting %s, seed %d%n", report.started(), settings.name(), report.seed());
        print(
                "%d fork(s) x %d rounds of %d ms after %d ms of warm-up%n",
                settings.forks(),
                settings.rounds(),
                settings.round().toMillis(),
                settings.warmUp().toMillis());
        report.machine().forEach((name, value) -> print("%s: %s%n", name, value));
        if (report.workloads().isEmpty()) {
            return;
        }
        print("%n" + HEAD, "subject", "median", "rate", "allocated", "allocated", "speed against the limit", "goal");
        print(HEAD, "", "/op", "", "B/op", "B/MiB", "median [quartiles] (min-max)", "");
    }

    private void workload(WorkloadFigures workload) {
        print("%n%s: %s%n", workload.workload(), workload.operation());
        for (Figure figure : workload.figures()) {
            Spread nanos = figure.nanosPerOperation();
            Spread allocated = figure.allocatedBytesPerOperation();
            if (nanos == null || allocated == null) {
                print(HEAD, figure.label(), "failed", "", "", "", "", "(below)");
                continue;
            }
            print(
                    HEAD,
                    figure.label(),
                    time(nanos.median()),
                    rate(nanos.median(), workload.bytesPerOperation()),
                    number("%,.0f", allocated.median()),
                    perMebibyte(allocated.median(), workload.bytesPerOperation()),
                    figure.label().equals(workload.limit()) ? "(the limit)" : ratio(figure.beside(workload.limit())),
                    remark(workload, figure, workload.limit()));
            for (String peer : workload.peersOf(figure)) {
                print(PEER, "beside " + peer, ratio(figure.beside(peer)), remark(workload, figure, peer));
            }
        }
    }

    private void failures(WorkloadFigures workload) {
        workload.figures().stream()
                .filter(figure -> figure.failure() != null)
                .forEach(figure -> print("%n%s: %s%n", workload.workload(), figure.failure()));
    }

    private static String time(double nanos) {
        if (nanos < 1e4) {
            return number("%.1f ns", nanos);
        }
        return nanos < 1e7 ? number("%.1f us", nanos / 1e3) : number("%.1f ms", nanos / 1e6);
    }

    private static String rate(double nanos, long bytes) {
        if (bytes > 0) {
            return number("%.2f GB/s", bytes / nanos);
        }
        double aSecond = 1e9 / nanos;
        return aSecond >= 1e6 ? number("%.1f M/s", aSecond / 1e6) : number("%,.0f /s", aSecond);
    }

    /** Allocated for each mebibyte of plaintext that is moved. */
    private static String perMebibyte(double allocated, long bytes) {
        return bytes > 0 ? number("%,.0f", allocated / bytes * MEBIBYTE) : "";
    }

    private static String ratio(@Nullable Comparison comparison) {
        if (comparison == null) {
            return "";
        }
        Spread speed = comparison.speed();
        return number("%.2f %s (%.2f-%.2f)", speed.median(), quartiles(comparison), speed.min(), speed.max());
    }

    private static String quartiles(Comparison comparison) {
        return number("[%.2f-%.2f]", comparison.speed().q1(), comparison.speed().q3());
    }

    /** The goal and whether it was met; where there is none, the delay if the workload is about delays. */
    private static String remark(WorkloadFigures workload, Figure figure, String other) {
        Comparison comparison = figure.beside(other);
        Goal goal = workload.goal(figure, other);
        if (goal != null) {
            return goal.verdict(comparison);
        }
        return comparison != null && workload.isOfDelays() ? comparison.delay() : "";
    }

    private static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void print(String format, @Nullable Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
