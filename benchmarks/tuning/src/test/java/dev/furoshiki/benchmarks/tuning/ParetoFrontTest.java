package dev.furoshiki.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {

    private static final List<Objective> BOTH = List.of(Objective.PRICE, Objective.MESSAGES);

    @Test
    void whatAnotherBeatsInBothIsNoChoice() {
        Finding cheap = finding(1, 900);
        Finding middle = finding(5, 100);
        Finding safe = finding(50, 1);
        List<Finding> all =
                List.of(finding(5, 101), safe, finding(6, 100), cheap, finding(51, 1), middle, finding(5, 100));
        assertThat(ParetoFront.of(all, BOTH)).containsExactly(cheap, middle, safe);
    }

    @Property(tries = 50)
    void eachOtherOneIsBeatenByOneOfThem(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 9) Integer> prices, @ForAll int seed) {
        List<Finding> all = new ArrayList<>();
        for (int price : prices) {
            all.add(finding(price, Math.floorMod(seed * (all.size() + 31), 10)));
        }
        List<Finding> front = ParetoFront.of(all, BOTH);
        for (Finding finding : all) {
            assertThat(front)
                    .anyMatch(known -> messages(known) <= messages(finding)
                            && known.monthlyPrice().compareTo(finding.monthlyPrice()) <= 0);
        }
        for (int i = 1; i < front.size(); i++) {
            assertThat(front.get(i).monthlyPrice())
                    .isGreaterThan(front.get(i - 1).monthlyPrice());
            assertThat(messages(front.get(i))).isLessThan(messages(front.get(i - 1)));
        }
    }

    private static long messages(Finding finding) {
        return finding.outcome().exposure().mostMessages();
    }

    static Finding finding(long price, long messages) {
        Outcome.Waits waits = new Outcome.Waits(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        Outcome.Exposure exposure = new Outcome.Exposure(messages, messages, Duration.ZERO, Duration.ZERO);
        Outcome outcome = new Outcome(Duration.ofHours(1), 1, 0, 0, 0, 0, Map.of(), waits, exposure, 0, 0);
        return new Finding(Configuration.DEFAULT, outcome, BigDecimal.valueOf(price));
    }
}
