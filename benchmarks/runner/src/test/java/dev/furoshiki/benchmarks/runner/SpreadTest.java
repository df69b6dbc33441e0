package dev.furoshiki.benchmarks.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void knownAnswers() {
        // R: quantile(c(...)), type 7.
        assertThat(Spread.of(7, 15, 36, 39, 40, 41)).isEqualTo(new Spread(6, 7, 20.25, 37.5, 39.75, 41));
        assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(3, 1, 1.5, 2, 2.5, 3));
        assertThat(Spread.of(4)).isEqualTo(new Spread(1, 4, 4, 4, 4, 4));
    }

    @Property(tries = 300)
    void theMedianHasAsMuchBelowAsAbove(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0.01, max = 1e9) Double> values) {
        double median = of(values).median();
        long below = values.stream().filter(v -> v < median).count();
        long above = values.stream().filter(v -> v > median).count();
        assertThat(below).isLessThanOrEqualTo(values.size() / 2);
        assertThat(above).isLessThanOrEqualTo(values.size() / 2);
    }

    @Property(tries = 300)
    void fiveNumbersInOrderWhateverTheOrderOfTheValues(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0.01, max = 1e9) Double> values) {
        Spread spread = of(values);
        assertThat(new double[] {spread.min(), spread.q1(), spread.median(), spread.q3(), spread.max()})
                .isSorted();
        assertThat(spread.min()).isEqualTo(Collections.min(values));
        assertThat(spread.max()).isEqualTo(Collections.max(values));
        Collections.reverse(values);
        assertThat(of(values)).isEqualTo(spread);
    }

    @Property(tries = 200)
    void oneWildRoundOfManyMovesTheMedianNoFurtherThanANeighbour(
            @ForAll @Size(min = 5, max = 30) List<@DoubleRange(min = 1, max = 10) Double> values,
            @ForAll @IntRange(max = 4) int which) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        values.set(which, 1e9);
        int middle = sorted.length / 2;
        assertThat(of(values).median()).isBetween(sorted[middle - 1], sorted[Math.min(middle + 1, sorted.length - 1)]);
    }

    @Property(tries = 200)
    void reciprocalIsThatOfTheValuesAtTheEnds(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0.01, max = 100) Double> values) {
        Spread turned = of(values).reciprocal();
        Spread again = Spread.of(values.stream().mapToDouble(v -> 1 / v).toArray());
        assertThat(turned.min()).isCloseTo(again.min(), within(1e-9));
        assertThat(turned.max()).isCloseTo(again.max(), within(1e-9));
        assertThat(turned.count()).isEqualTo(again.count());
    }

    @Test
    void noValuesAndInfiniteOnesAreRefused() {
        assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            double[] values = DoubleStream.of(1, bad, 2).toArray();
            assertThatThrownBy(() -> Spread.of(values))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Arrays.toString(values));
        }
    }

    private static Spread of(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(v -> v).toArray());
    }
}
