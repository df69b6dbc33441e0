package dev.furoshiki.benchmarks.runner;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/**
 * One contender beside another: each of its rounds beside the other's part of the same round.
 *
 * @param speed operations a second, one over the other
 * @param delayMillis milliseconds an operation, one less the other
 */
public record Comparison(Spread speed, Spread delayMillis) {

    private static final double NANOS_A_MILLISECOND = 1e6;

    /** Nothing where they have no round in common. */
    static Optional<Comparison> of(List<Sample> samples, List<Sample> others) {
        if (samples.stream().noneMatch(sample -> others.stream().anyMatch(sample::besides))) {
            return Optional.empty();
        }
        return Optional.of(new Comparison(
                spread(samples, others, (one, other) -> other.nanosPerOperation() / one.nanosPerOperation()),
                spread(
                        samples,
                        others,
                        (one, other) -> (one.nanosPerOperation() - other.nanosPerOperation()) / NANOS_A_MILLISECOND)));
    }

    private static Spread spread(List<Sample> samples, List<Sample> others, ToDoubleBiFunction<Sample, Sample> value) {
        return Spread.of(samples.stream()
                .flatMapToDouble(sample -> others.stream()
                        .filter(sample::besides)
                        .limit(1)
                        .mapToDouble(other -> value.applyAsDouble(sample, other)))
                .toArray());
    }

    /** For people. */
    String delay() {
        return String.format(
                Locale.ROOT, "%+.0f ms [%+.0f to %+.0f]", delayMillis.median(), delayMillis.q1(), delayMillis.q3());
    }
}
