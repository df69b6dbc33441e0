package dev.furoshiki.benchmarks.tuning.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is drawn is what was asked for, and the same for the same seed. */
class GeneratedTracesTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);

    @Test
    void tenantsFollowZipf() {
        ZipfTenants tenants = new ZipfTenants(AN_HOUR, 20, Rate.CONSTANT, 100, 1, 0, 500, 7);
        List<KeyUse> uses = uses(tenants);
        assertThat(uses.size()).isCloseTo(72_000, within(1500));
        int[] counts = new int[100];
        uses.forEach(use -> counts[use.context()]++);
        // The harmonic number of 100 is 5.187.
        assertThat((double) counts[0]).isCloseTo(uses.size() / 5.187, within(0.03 * uses.size()));
        assertThat((double) counts[1]).isCloseTo(counts[0] / 2.0, within(0.05 * counts[0]));
        assertThat((double) counts[9]).isCloseTo(counts[0] / 10.0, within(0.05 * counts[0]));
        assertThat(uses).allMatch(use -> use.operation() == Operation.ENCRYPT && use.bytes() == 500);
        assertThat(uses(tenants)).isEqualTo(uses);
        assertThat(uses(new ZipfTenants(AN_HOUR, 20, Rate.CONSTANT, 100, 1, 0, 500, 8)))
                .isNotEqualTo(uses);
    }

    @Test
    void tenantsReadWhatTheyWroteAndWhatWasThereBefore() {
        List<KeyUse> uses = uses(new ZipfTenants(AN_HOUR, 10, Rate.CONSTANT, 5, 1, 0.4, 1, 7));
        Set<Long> written = new HashSet<>();
        long own = 0;
        long reads = 0;
        for (KeyUse use : uses) {
            if (use.operation() == Operation.ENCRYPT) {
                written.add(use.item());
            } else {
                reads++;
                own += written.contains(use.item()) ? 1 : 0;
                assertThat(use.item() >> Integer.SIZE).isEqualTo(use.context());
            }
        }
        assertThat((double) reads / uses.size()).isCloseTo(0.4, within(0.01));
        assertThat((double) own / reads).isBetween(0.8, 0.999);
    }

    @Test
    void aDayHasANight() {
        Rate rate = Rate.daily(AN_HOUR, 0.1);
        assertThat(rate.at(0)).isCloseTo(0.1, within(1e-9));
        assertThat(rate.at(AN_HOUR.toNanos() / 2)).isCloseTo(1, within(1e-9));
        List<KeyUse> uses = uses(new ZipfTenants(AN_HOUR, 20, rate, 1, 1, 0, 1, 7));
        // Its mean is that of night and noon.
        assertThat((double) uses.size()).isCloseTo(72_000 * 0.55, within(1500.0));
        long atNight = uses.stream()
                .filter(use -> use.atNanos() < AN_HOUR.toNanos() / 10)
                .count();
        assertThat(atNight).isLessThan(uses.size() / 25);
    }

    @Test
    void aJobGoesThroughAllTenantsAgainAndAgain() {
        List<KeyUse> uses = uses(new BatchJob(Duration.ofMinutes(25), Duration.ofMinutes(10), 3, 2, 1, 9));
        assertThat(uses).hasSize(18);
        assertThat(uses).extracting(KeyUse::context).startsWith(0, 0, 1, 1, 2, 2, 0);
        assertThat(uses.get(7).atNanos()).isEqualTo(Duration.ofSeconds(601).toNanos());
        assertThatThrownBy(() -> new BatchJob(AN_HOUR, Duration.ofSeconds(5), 3, 2, 1, 9))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aScanReadsEverythingOnce() {
        List<KeyUse> uses = uses(new Scan(AN_HOUR, Duration.ofMinutes(30), 10, 1000, 50, 9));
        assertThat(uses).hasSize(1000);
        assertThat(uses).extracting(KeyUse::item).doesNotHaveDuplicates();
        assertThat(uses.get(0).atNanos()).isEqualTo(Duration.ofMinutes(30).toNanos());
        assertThat(uses.get(50).atNanos())
                .isEqualTo(Duration.ofMinutes(30).plusSeconds(1).toNanos());
    }

    @Test
    void inAColdStartEachNodeUsesEachContext() {
        List<KeyUse> uses = uses(new ColdStart(Duration.ofSeconds(15), 100, 4, Duration.ofSeconds(10), 7));
        List<KeyUse> first = uses.stream()
                .filter(use -> use.atNanos() < Duration.ofSeconds(10).toNanos())
                .toList();
        assertThat(first).hasSize(400);
        assertThat(first.stream().map(use -> use.node() * 4 + use.context())).doesNotHaveDuplicates();
        assertThat(uses.size()).isBetween(550, 650);
        assertThat(uses).isSortedAccordingTo(Comparator.comparingLong(KeyUse::atNanos));
    }

    @Test
    void tracesAreMergedInTheOrderOfTime() {
        Trace one = Trace.of(
                Duration.ofSeconds(1), List.of(KeyUse.encrypting(5, 1, -1, 1), KeyUse.encrypting(9, 2, -1, 1)));
        Trace other = Trace.of(
                Duration.ofSeconds(2),
                List.of(
                        KeyUse.encrypting(1, 3, -1, 1),
                        KeyUse.encrypting(9, 4, -1, 1),
                        KeyUse.encrypting(10, 5, -1, 1)));
        Merged merged = new Merged(List.of(one, other));
        assertThat(uses(merged)).extracting(KeyUse::context).containsExactly(3, 1, 2, 4, 5);
        assertThat(merged.length()).isEqualTo(Duration.ofSeconds(2));
    }

    private static List<KeyUse> uses(Trace trace) {
        List<KeyUse> uses = new ArrayList<>();
        trace.forEach(uses::add);
        return uses;
    }
}
