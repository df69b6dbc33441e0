package dev.furoshiki.benchmarks.tuning.trace;

import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A fleet that begins all at once, as after a deployment: within a while each node needs a key for each context, and again and again from then
 * on. Immutable.
 *
 * @param length for how long
 * @param nodes how many
 * @param contexts how many
 * @param within in which time each node uses each context once, at random
 * @param seed the same gives the same uses
 */
public record ColdStart(Duration length, int nodes, int contexts, Duration within, long seed) implements Trace {

    public ColdStart {
        if (nodes < 1 || contexts < 1 || within.isZero() || within.isNegative()) {
            throw new IllegalArgumentException(
                    "a fleet that begins has nodes and contexts: " + nodes + ", " + contexts + ", within " + within);
        }
    }

    @Override
    public Iterator<KeyUse> iterator() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_SS.create(seed);
        long rounds = (length.toNanos() + within.toNanos() - 1) / within.toNanos();
        return IntStream.range(0, Math.toIntExact(rounds))
                .mapToObj(round -> round(round, random))
                .flatMap(List::stream)
                .takeWhile(use -> use.atNanos() < length.toNanos())
                .iterator();
    }

    private List<KeyUse> round(int round, UniformRandomProvider random) {
        List<KeyUse> uses = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            for (int context = 0; context < contexts; context++) {
                long atNanos = round * within.toNanos() + random.nextLong(within.toNanos());
                uses.add(new KeyUse(atNanos, Operation.ENCRYPT, node, 0, 0, context, KeyUse.UNREAD, 1));
            }
        }
        uses.sort(Comparator.comparingLong(KeyUse::atNanos));
        return uses;
    }
}
