package dev.furoshiki.benchmarks.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FigureTest {

    /** A subject that always takes so many times as long as its limit has that ratio, however unsteady the machine. */
    @Property(tries = 200)
    void aRatioComparesWithinARound(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1000, max = 1_000_000) Integer> limitNanos,
            @ForAll @DoubleRange(min = 0.2, max = 5) double times) {
        Result limit = new Result();
        Result subject = new Result();
        for (int round = 0; round < limitNanos.size(); round++) {
            long nanos = limitNanos.get(round) * 1000L;
            limit.add(new Sample(0, round, 0, 1000, nanos, 0));
            subject.add(new Sample(0, round, 1, 500, Math.round(nanos * times / 2), 0));
        }
        Spread speed = speed(limit, subject);
        assertThat(speed.min()).isCloseTo(1 / times, org.assertj.core.data.Percentage.withPercentage(0.01));
        assertThat(speed.max()).isCloseTo(1 / times, org.assertj.core.data.Percentage.withPercentage(0.01));
        assertThat(speed.count()).isEqualTo(limitNanos.size());
    }

    @Test
    void knownAnswer() {
        Result limit = new Result();
        Result subject = new Result();
        limit.bytesPerOperation(64);
        for (int fork = 0; fork < 2; fork++) {
            limit.add(new Sample(fork, 0, 0, 10, 1000L * (fork + 1), 640));
            subject.add(new Sample(fork, 0, 1, 10, 4000, 1280));
        }
        Figure figure = figures(limit, subject).get(1);
        assertThat(Objects.requireNonNull(figure.nanosPerOperation()).median()).isEqualTo(400);
        assertThat(Objects.requireNonNull(figure.allocatedBytesPerOperation()).median())
                .isEqualTo(128);
        // fork 0: 100 / 400, fork 1: 200 / 400.
        Comparison comparison = Objects.requireNonNull(figure.beside("limits"));
        assertThat(comparison.speed()).isEqualTo(Spread.of(0.25, 0.5));
        // fork 0: 400 ns less 100 ns, fork 1: 400 ns less 200 ns.
        assertThat(comparison.delayMillis()).isEqualTo(Spread.of(300e-6, 200e-6));
        Comparison reverse =
                Objects.requireNonNull(figures(limit, subject).get(0).beside("furoshiki"));
        assertThat(reverse.speed()).isEqualTo(Spread.of(4, 2));
        assertThat(figure.beside("furoshiki")).isNull();
    }

    @Test
    void withoutALimitThereAreTimesButNoRatio() {
        Result limit = new Result();
        limit.fail(new SubjectFailedException("limits", "run", "broken", ""));
        Result subject = new Result();
        subject.add(new Sample(0, 0, 0, 1, 1, 0));
        assertThat(figures(limit, subject).get(0).failure()).contains("broken");
        assertThat(figures(limit, subject).get(1).beside()).isEmpty();
        assertThat(figures(limit, subject).get(1).nanosPerOperation()).isNotNull();
    }

    /** A process that died in the second round still has a first one; who failed is compared with nobody all the same. */
    @Test
    void onlyRoundsOfBothAreCompared() {
        Result limit = result(1_000);
        limit.add(new Sample(0, 1, 0, 10, 3_000, 0));
        Result subject = result(2_000);
        assertThat(Objects.requireNonNull(figures(limit, subject).get(1).beside("limits"))
                        .speed())
                .isEqualTo(Spread.of(0.5));
        subject.fail(new SubjectFailedException("furoshiki", "run", "broken", ""));
        assertThat(figures(limit, subject).get(0).beside()).isEmpty();
    }

    @Test
    void goals() {
        assertThat(Goal.speedAtLeast(0.9).isMetBy(comparison(0.9, 0))).isTrue();
        assertThat(Goal.speedAtLeast(0.9).isMetBy(comparison(0.89, 0))).isFalse();
        assertThat(Goal.timeAtMost(1.5).isMetBy(comparison(0.67, 0))).isTrue();
        assertThat(Goal.timeAtMost(1.5).isMetBy(comparison(0.66, 0))).isFalse();
        assertThat(Goal.delayAtMost(Duration.ofMillis(300)).isMetBy(comparison(0.1, 300)))
                .isTrue();
        assertThat(Goal.delayAtMost(Duration.ofMillis(300)).isMetBy(comparison(0.1, 301)))
                .isFalse();
        assertThat(Goal.delayAtMost(Duration.ofMillis(300)).verdict(comparison(0.1, 301)))
                .isEqualTo("at most 300 ms later (is +301 ms [+301 to +301]): MISSED");
    }

    @Test
    void theSubjectStandsBesideItsPeersAndThePeersOnlyBesideTheLimit() {
        Map<String, Result> results = new LinkedHashMap<>();
        results.put("limits", result(1_000));
        results.put("limits" + WorkloadFigures.AGAIN, result(1_000));
        results.put("furoshiki", result(1_250));
        results.put("tink", result(2_000));
        WorkloadFigures workload = new WorkloadFigures(
                "jdbc.scan",
                "",
                0,
                "limits",
                "furoshiki",
                Map.of("limits", Goal.speedAtLeast(0.9), "tink", Goal.speedAtLeast(1)),
                Figure.of(results));
        assertThat(new Report("", Map.of(), Settings.SMOKE, 1, List.of(workload))
                        .text()
                        .lines()
                        .map(line -> line.replaceAll(" +", " ")))
                .containsSubsequence(
                        " limits-again 100.0 ns 10.0 M/s 64 1.00 [1.00-1.00] (1.00-1.00) ",
                        " furoshiki 125.0 ns 8.0 M/s 64 0.80 [0.80-0.80] (0.80-0.80) speed >= 0.9: MISSED",
                        " beside tink 1.60 [1.60-1.60] (1.60-1.60) speed >= 1.0: met",
                        " tink 200.0 ns 5.0 M/s 64 0.50 [0.50-0.50] (0.50-0.50) ");
        assertThat(workload.summary())
                .endsWith("furoshiki 125.0 ns = 0.80 [0.80-0.80] of the speed, speed >= 0.9: MISSED, 1.60 times tink,"
                        + " tink 200.0 ns = 0.50 [0.50-0.50] of the speed");
    }

    @Test
    void whereDelaysWerePromisedPeersHaveOneToo() {
        Map<String, Result> results = new LinkedHashMap<>();
        results.put("limits", result(1_000_000_000));
        results.put("furoshiki", result(3_000_000_000L));
        results.put("tink", result(2_000_000_000L));
        WorkloadFigures workload = new WorkloadFigures(
                "start.select-by-id",
                "",
                0,
                "limits",
                "furoshiki",
                Map.of("limits", Goal.delayAtMost(Duration.ofMillis(300))),
                Figure.of(results));
        assertThat(workload.summary())
                .endsWith("furoshiki 300.0 ms = 0.33 [0.33-0.33] of the speed, at most 300 ms later"
                        + " (is +200 ms [+200 to +200]): met, 0.67 times tink, tink 200.0 ms = 0.50 [0.50-0.50] of the"
                        + " speed, +100 ms [+100 to +100]");
    }

    @Test
    void textAndJsonSayTheSame() {
        Result limit = new Result();
        Result subject = new Result();
        limit.add(new Sample(0, 0, 0, 10, 1_000, 640));
        subject.add(new Sample(0, 0, 1, 10, 2_000, 640));
        Result broken = new Result();
        broken.fail(new SubjectFailedException("peer", "open", "no such table", "at line 1"));
        Report report = report(limit, subject, broken);

        assertThat(report.hasFailures()).isTrue();
        assertThat(report.text().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "cell.seal: one 64-byte cell",
                        " limits 100.0 ns 0.64 GB/s 64 1,048,576 (the limit) ",
                        " furoshiki 200.0 ns 0.32 GB/s 64 1,048,576 0.50 [0.50-0.50] (0.50-0.50) time <= 1.5 (is 2.00): MISSED",
                        " peer failed (below)",
                        "cell.seal: subject 'peer' failed to open: no such table")
                .contains("processor: a fast one", "started 2026-01-01T00:00:00Z, setting smoke, seed 42");

        JsonObject json = JsonParser.parseString(report.json()).getAsJsonObject();
        JsonObject workload = json.getAsJsonArray("workloads").get(0).getAsJsonObject();
        JsonObject figure = workload.getAsJsonArray("figures").get(1).getAsJsonObject();
        assertThat(figure.getAsJsonObject("beside")
                        .getAsJsonObject("limits")
                        .getAsJsonObject("speed")
                        .get("median")
                        .getAsDouble())
                .isEqualTo(0.5);
        assertThat(figure.getAsJsonArray("samples")
                        .get(0)
                        .getAsJsonObject()
                        .get("nanos")
                        .getAsLong())
                .isEqualTo(2_000);
        assertThat(json.getAsJsonObject("settings").get("round").getAsLong()).isEqualTo(1_000_000);
    }

    @Test
    void aLineSaysItInShort() {
        Map<String, Result> results = new LinkedHashMap<>();
        results.put("limits", result(1_000));
        results.put("limits" + WorkloadFigures.AGAIN, result(1_000));
        results.put("furoshiki", result(1_250));
        Result broken = new Result();
        broken.fail(new SubjectFailedException("peer", "open", "no such table", "at line 1"));
        results.put("peer", broken);
        assertThat(new WorkloadFigures(
                                "cell.seal",
                                "",
                                64,
                                "limits",
                                "furoshiki",
                                Map.of("limits", Goal.timeAtMost(1.5)),
                                Figure.of(results))
                        .summary()
                        .replaceAll(" +", " "))
                .isEqualTo(
                        "cell.seal limits 100.0 ns, limits-again 100.0 ns = 1.00 [1.00-1.00] of the speed,"
                                + " furoshiki 125.0 ns = 0.80 [0.80-0.80] of the speed, time <= 1.5 (is 1.25): met, peer FAILED");
    }

    private static Comparison comparison(double speed, double delayMillis) {
        return new Comparison(Spread.of(speed), Spread.of(delayMillis));
    }

    private static Result result(long nanos) {
        Result result = new Result();
        result.add(new Sample(0, 0, 0, 10, nanos, 640));
        return result;
    }

    private static Report report(Result limit, Result subject, Result broken) {
        Map<String, Result> results = new LinkedHashMap<>();
        results.put("limits", limit);
        results.put("furoshiki", subject);
        results.put("peer", broken);
        return new Report(
                "2026-01-01T00:00:00Z",
                Map.of("processor", "a fast one"),
                Settings.SMOKE,
                42,
                List.of(new WorkloadFigures(
                        "cell.seal",
                        "one 64-byte cell",
                        64,
                        "limits",
                        "furoshiki",
                        Map.of("limits", Goal.timeAtMost(1.5)),
                        Figure.of(results))));
    }

    private static Spread speed(Result limit, Result subject) {
        return Objects.requireNonNull(figures(limit, subject).get(1).beside("limits"))
                .speed();
    }

    private static List<Figure> figures(Result limit, Result subject) {
        Map<String, Result> results = new LinkedHashMap<>();
        results.put("limits", limit);
        results.put("furoshiki", subject);
        return Figure.of(results);
    }
}
