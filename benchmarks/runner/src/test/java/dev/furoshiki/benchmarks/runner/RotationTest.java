package dev.furoshiki.benchmarks.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RotationTest {

    @Test
    void threeContenders() {
        List<String> contenders = List.of("A", "B", "C");
        assertThat(IntStream.range(0, 4).mapToObj(round -> String.join("", Rotation.ofRound(round, contenders))))
                .containsExactly("ABC", "BCA", "CAB", "ABC");
        assertThat(contenders).containsExactly("A", "B", "C");
    }

    @Property(tries = 50)
    void inAsManyRoundsAsContendersEachHasEveryPlaceOnce(@ForAll @IntRange(min = 1, max = 8) int count) {
        List<Integer> contenders =
                new ArrayList<>(IntStream.range(0, count).boxed().toList());
        for (int place = 0; place < count; place++) {
            Set<Integer> seen = new HashSet<>();
            for (int round = 0; round < count; round++) {
                seen.add(Rotation.ofRound(round, contenders).get(place));
            }
            assertThat(seen).hasSize(count);
        }
    }
}
