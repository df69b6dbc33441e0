package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a cache that are found in fewer steps than there. Each has one place, by its hash, and keeps others out of it until it
 * is removed: who finds another there, or none, asks the cache. Thread-safe, lock-free.
 */
final class HotEntries {

    /*
     * Who refuses an entry removes it afterwards, and who adds one looks afterwards whether it is refused: so one of the two sees
     * the other, and none that is refused stays here. One that is found just before it is removed gives no lease. That holds only
     * since an entry is refused before the cache lets go of it: else who looks for it there, as a change of its key does, would
     * not find it, and it would give leases here all the same.
     */
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(SharedKey[].class);

    private static final int MOST_PLACES = 1 << 14;

    /** Spreads hashes that differ in their last bits (Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4). */
    private static final int GOLDEN = 0x9E3779B9;

    private final @Nullable SharedKey[] places;
    private final int shift;

    /** @param entries how many there are at most: each has a place of its own or nearly so, unless they are very many */
    HotEntries(long entries) {
        int size = 2;
        while (size < MOST_PLACES && size < 2 * entries) {
            size *= 2;
        }
        this.places = new SharedKey[size];
        this.shift = Integer.SIZE - Integer.numberOfTrailingZeros(size);
    }

    @Nullable
    SharedKey get(CacheKey key) {
        SharedKey entry = (SharedKey) PLACE.getAcquire(places, place(key));
        return entry != null && key.equals(entry.cacheKey()) ? entry : null;
    }

    /** Adds one that is handed out, where its place is free. */
    void add(SharedKey entry) {
        int place = place(entry.cacheKey());
        if (PLACE.getAcquire(places, place) == null
                && PLACE.compareAndSet(places, place, null, entry)
                && !entry.isInUse()) {
            remove(entry);
        }
    }

    void remove(SharedKey entry) {
        int place = place(entry.cacheKey());
        if (PLACE.getVolatile(places, place) == entry) {
            PLACE.compareAndSet(places, place, entry, null);
        }
    }

    void clear() {
        for (int place = 0; place < places.length; place++) {
            if (PLACE.getVolatile(places, place) != null) {
                PLACE.setVolatile(places, place, null);
            }
        }
    }

    private int place(CacheKey key) {
        return (key.hashCode() * GOLDEN) >>> shift;
    }
}
