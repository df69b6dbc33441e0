package dev.furoshiki.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Data keys that nobody uses yet, ready to take the place of the one they belong to. Thread-safe: each is taken once. */
final class SpareKeys {

    private final Queue<SharedKey> waiting = new ConcurrentLinkedQueue<>();

    void add(SharedKey spare) {
        waiting.add(spare);
    }

    boolean remove(SharedKey spare) {
        return waiting.remove(spare);
    }

    int count() {
        return waiting.size();
    }

    /** The oldest. */
    @Nullable
    SharedKey take() {
        return waiting.poll();
    }

    /** Those of which that holds. */
    List<SharedKey> takeIf(Predicate<SharedKey> condition) {
        List<SharedKey> taken = new ArrayList<>();
        for (SharedKey spare : List.copyOf(waiting)) {
            if (condition.test(spare) && waiting.remove(spare)) {
                taken.add(spare);
            }
        }
        return taken;
    }

    /** The spares of a key whose place another has taken belong to that one. */
    void moveTo(SpareKeys successor) {
        for (SharedKey spare = waiting.poll(); spare != null; spare = waiting.poll()) {
            successor.add(spare);
        }
    }

    /** How long until the first of them is too old; {@link Long#MAX_VALUE} without any. */
    long leftNanos(long nowNanos) {
        long leftNanos = Long.MAX_VALUE;
        for (SharedKey spare : waiting) {
            leftNanos = Math.min(leftNanos, spare.serving().leftUntilMaxAgeNanos(nowNanos));
        }
        return leftNanos;
    }
}
