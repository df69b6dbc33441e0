package dev.furoshiki.benchmarks.runner;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of one contender in one workload.
 *
 * @param label the contender
 * @param failure why there are no figures; then all else is empty
 * @param nanosPerOperation one value a round
 * @param allocatedBytesPerOperation one value a round
 * @param speed ratio to the limit, each round of the contender over the limit's part of the same round; absent for the
 *     limit itself, and where the limit failed
 * @param samples everything the spreads were computed from
 */
public record Figure(
        String label,
        @Nullable String failure,
        @Nullable Spread nanosPerOperation,
        @Nullable Spread allocatedBytesPerOperation,
        @Nullable Spread speed,
        List<Sample> samples) {

    /** The figures of a contest's results, the limit's first. */
    public static List<Figure> of(Map<String, Result> results, String limit) {
        Result baseline = results.get(limit);
        if (baseline == null) {
            throw new IllegalArgumentException("no contender is called '" + limit + "': " + results.keySet());
        }
        return results.entrySet().stream()
                .map(entry ->
                        of(entry.getKey(), entry.getValue(), entry.getKey().equals(limit) ? null : baseline))
                .toList();
    }

    private static Figure of(String label, Result result, @Nullable Result baseline) {
        if (result.failure().isPresent()) {
            return new Figure(label, result.failure().get().getMessage(), null, null, null, result.samples());
        }
        List<Sample> samples = result.samples();
        return new Figure(
                label,
                null,
                spread(samples, Sample::nanosPerOperation),
                spread(samples, Sample::allocatedBytesPerOperation),
                baseline == null || baseline.failure().isPresent() ? null : speed(samples, baseline.samples()),
                samples);
    }

    private static Spread speed(List<Sample> samples, List<Sample> baseline) {
        return spread(
                samples,
                sample -> baseline.stream()
                                .filter(sample::besides)
                                .findFirst()
                                .orElseThrow(() -> new IllegalStateException("a round without its limit"))
                                .nanosPerOperation()
                        / sample.nanosPerOperation());
    }

    private static Spread spread(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return Spread.of(samples.stream().mapToDouble(value).toArray());
    }
}
