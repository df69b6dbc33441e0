package dev.furoshiki.benchmarks.tuning;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a study found, for people and for programs. Immutable.
 *
 * @param trace what was replayed
 * @param region whose prices they are
 * @param varied the settings that the grid has
 * @param findings in the order of the grid
 */
public record TuningReport(String trace, String region, List<Knob> varied, List<Finding> findings) {

    /** What is chosen between: what it costs, and what that buys. */
    static final List<List<Objective>> CHOICES = List.of(
            List.of(Objective.PRICE, Objective.UNSEEN),
            List.of(Objective.PRICE, Objective.MESSAGES),
            List.of(Objective.PRICE, Objective.BYTES),
            List.of(Objective.PRICE, Objective.WAIT_P999));

    private static final double NANOS_PER_MILLI = 1e6;

    public TuningReport {
        varied = List.copyOf(varied);
        findings = List.copyOf(findings);
    }

    /** As a table, the fronts beneath it, and the code of what is on them. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(trace).append(", prices of ").append(region).append('\n').append('\n');
        text.append(line(
                "",
                "hits",
                "calls",
                "USD/month",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "failed",
                "throttled",
                "messages",
                "bytes",
                "unseen",
                "settings"));
        for (int i = 0; i < findings.size(); i++) {
            text.append(line(i, findings.get(i)));
        }
        List<Finding> chosen = new ArrayList<>();
        for (List<Objective> choice : CHOICES) {
            List<Finding> front = ParetoFront.of(findings, choice);
            text.append('\n')
                    .append(choice.get(0).label())
                    .append(" against ")
                    .append(choice.get(1).label())
                    .append(':');
            front.forEach(finding -> text.append(" #").append(findings.indexOf(finding)));
            front.stream().filter(finding -> !chosen.contains(finding)).forEach(chosen::add);
        }
        text.append('\n');
        chosen.forEach(finding -> text.append("\n#")
                .append(findings.indexOf(finding))
                .append('\n')
                .append(Recipe.of(finding.configuration())));
        return text.toString();
    }

    /** Each finding with its settings, its figures and its code, and by their places the fronts. */
    public String json() {
        JsonObject report = new JsonObject();
        report.addProperty("trace", trace);
        report.addProperty("region", region);
        JsonArray all = new JsonArray();
        findings.forEach(finding -> all.add(json(finding)));
        report.add("findings", all);
        JsonArray fronts = new JsonArray();
        for (List<Objective> choice : CHOICES) {
            JsonObject front = new JsonObject();
            JsonArray objectives = new JsonArray();
            choice.forEach(objective -> objectives.add(objective.label()));
            front.add("objectives", objectives);
            JsonArray places = new JsonArray();
            ParetoFront.of(findings, choice).forEach(finding -> places.add(findings.indexOf(finding)));
            front.add("findings", places);
            fronts.add(front);
        }
        report.add("fronts", fronts);
        return new GsonBuilder().setPrettyPrinting().create().toJson(report);
    }

    private JsonObject json(Finding finding) {
        Outcome outcome = finding.outcome();
        JsonObject json = new JsonObject();
        JsonObject settings = new JsonObject();
        varied.forEach(knob -> settings.addProperty(knob.label(), knob.valueIn(finding.configuration())));
        json.add("settings", settings);
        json.addProperty("hitRate", outcome.hitRate());
        json.addProperty("uses", outcome.hits() + outcome.misses());
        json.addProperty("requests", outcome.requests());
        json.addProperty("throttledRequests", outcome.throttledRequests());
        json.addProperty("monthlyPriceUsd", finding.monthlyPrice());
        json.addProperty("waitP50Nanos", outcome.waits().p50().toNanos());
        json.addProperty("waitP99Nanos", outcome.waits().p99().toNanos());
        json.addProperty("waitP999Nanos", outcome.waits().p999().toNanos());
        json.addProperty("longestWaitNanos", outcome.waits().longest().toNanos());
        JsonObject failures = new JsonObject();
        outcome.failures().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(failure -> failures.addProperty(failure.getKey(), failure.getValue()));
        json.add("failures", failures);
        json.addProperty("mostMessages", outcome.exposure().mostMessages());
        json.addProperty("mostBytes", outcome.exposure().mostBytes());
        json.addProperty(
                "longestUnseenNanos", outcome.exposure().longestUnseen().toNanos());
        json.addProperty(
                "longestAfterRevocationNanos",
                outcome.exposure().longestAfterRevocation().toNanos());
        json.addProperty("dataKeys", outcome.dataKeys());
        json.addProperty("records", outcome.records());
        json.addProperty("code", Recipe.of(finding.configuration()));
        return json;
    }

    private String line(int place, Finding finding) {
        Outcome outcome = finding.outcome();
        StringBuilder settings = new StringBuilder();
        for (Knob knob : varied) {
            settings.append(settings.isEmpty() ? "" : " ")
                    .append(knob.label())
                    .append('=')
                    .append(knob.valueIn(finding.configuration()));
        }
        return line(
                "#" + place,
                String.format(Locale.ROOT, "%.3f%%", 100 * outcome.hitRate()),
                "" + outcome.requests(),
                finding.monthlyPrice().toPlainString(),
                millis(outcome.waits().p50()),
                millis(outcome.waits().p99()),
                millis(outcome.waits().p999()),
                "" + outcome.failed(),
                "" + outcome.throttledRequests(),
                "" + outcome.exposure().mostMessages(),
                "" + outcome.exposure().mostBytes(),
                outcome.exposure().longestUnseen().toMillis() / 1000.0 + " s",
                settings.toString());
    }

    private static String line(Object... columns) {
        return String.format(Locale.ROOT, "%-5s %9s %10s %11s %8s %8s %8s %8s %9s %10s %13s %10s  %s%n", columns);
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / NANOS_PER_MILLI);
    }
}
