package dev.furoshiki.benchmarks.runner;

import java.util.Collections;
import java.util.LinkedHashMap;
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
 * @param beside the contender beside each of the others, the limit among them, by label; without those that failed
 * @param samples everything the spreads were computed from
 */
public record Figure(
        String label,
        @Nullable String failure,
        @Nullable Spread nanosPerOperation,
        @Nullable Spread allocatedBytesPerOperation,
        Map<String, Comparison> beside,
        List<Sample> samples) {

    /** The figures of a contest's results, in their order. */
    public static List<Figure> of(Map<String, Result> results) {
        return results.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue(), results))
                .toList();
    }

    /** The contender beside another one, where neither failed. */
    public @Nullable Comparison beside(String other) {
        return beside.get(other);
    }

    private static Figure of(String label, Result result, Map<String, Result> results) {
        List<Sample> samples = result.samples();
        if (result.failure().isPresent()) {
            return new Figure(label, result.failure().get().getMessage(), null, null, Map.of(), samples);
        }
        Map<String, Comparison> beside = new LinkedHashMap<>();
        results.forEach((other, theirs) -> {
            if (!other.equals(label) && theirs.failure().isEmpty()) {
                Comparison.of(samples, theirs.samples()).ifPresent(comparison -> beside.put(other, comparison));
            }
        });
        return new Figure(
                label,
                null,
                spread(samples, Sample::nanosPerOperation),
                spread(samples, Sample::allocatedBytesPerOperation),
                Collections.unmodifiableMap(beside),
                samples);
    }

    private static Spread spread(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return Spread.of(samples.stream().mapToDouble(value).toArray());
    }
}
