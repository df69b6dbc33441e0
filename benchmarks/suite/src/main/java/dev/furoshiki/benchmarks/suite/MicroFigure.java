package dev.furoshiki.benchmarks.suite;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What JMH found of one benchmark.
 *
 * @param benchmark class and method
 * @param nanos an operation, on average
 * @param errorNanos half the width of the 99.9 % confidence interval; not a number where there were too few rounds
 * @param allocatedBytes an operation
 */
record MicroFigure(String benchmark, double nanos, double errorNanos, double allocatedBytes) {

    /** From JMH's own JSON. */
    static List<MicroFigure> parse(String json) {
        List<MicroFigure> figures = new ArrayList<>();
        for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
            JsonObject result = element.getAsJsonObject();
            JsonObject time = result.getAsJsonObject("primaryMetric");
            JsonObject allocated = result.getAsJsonObject("secondaryMetrics").getAsJsonObject("gc.alloc.rate.norm");
            String name = result.get("benchmark").getAsString();
            figures.add(new MicroFigure(
                    name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
                    time.get("score").getAsDouble(),
                    time.get("scoreError").getAsDouble(),
                    allocated.get("score").getAsDouble()));
        }
        return figures;
    }

    /** For people. */
    static String table(List<MicroFigure> figures) {
        StringBuilder text = new StringBuilder(row("micro-benchmark (JMH)", "mean", "error", "allocated"));
        text.append(row("", "/op", "99.9 %", "B/op"));
        for (MicroFigure figure : figures) {
            text.append(row(
                    figure.benchmark,
                    String.format(Locale.ROOT, "%.1f ns", figure.nanos),
                    String.format(Locale.ROOT, "+- %.1f", figure.errorNanos),
                    String.format(Locale.ROOT, "%.0f", figure.allocatedBytes)));
        }
        return text.toString();
    }

    private static String row(String name, String nanos, String error, String allocated) {
        return String.format(Locale.ROOT, "  %-32s %12s %12s %14s%n", name, nanos, error, allocated);
    }
}
