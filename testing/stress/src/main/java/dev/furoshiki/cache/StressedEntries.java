package dev.furoshiki.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The entries of a cache that holds one {@link StressedKey}. */
final class StressedEntries {

    private static final CachePolicy POLICY = CachePolicy.DEFAULT.with(KeyLimits.DEFAULT.withMaxEntries(8));

    private final KeyEntries entries = new KeyEntries(POLICY, () -> 0, new CacheCounters(System::nanoTime), sweep -> {
        // Closed: each of millions would leave a timer.
        ExpirySweep none = new ExpirySweep(sweep);
        none.close();
        return none;
    });

    StressedEntries() {
        show(new StressedKey(Long.MAX_VALUE, 64).shared);
    }

    void show(SharedKey key) {
        entries.put(StressedKey.CACHE_KEY, key);
    }

    /** It is a hot one then, unless it is in nobody's hands any more. */
    void find() {
        entries.get(StressedKey.CACHE_KEY);
    }

    void change() {
        entries.changed(StressedKey.NAME.keyArn());
    }

    @Nullable
    SharedKey hot() {
        return entries.hot(StressedKey.CACHE_KEY);
    }

    boolean isLeasedHot() {
        SharedKey found = hot();
        return found != null && found.lease(0, Deadline.in(Duration.ofMinutes(1), ProcessRuntime.SYSTEM)) != null;
    }
}
