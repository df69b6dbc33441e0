package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The stripes of one data key: each is made when its first thread comes. Thread-safe, lock-free. */
final class UseStripes {

    /** Enough that two threads on one are rare; a power of two. */
    private static final int STRIPES = Integer.highestOneBit(
            Math.min(64, Math.max(1, 4 * Runtime.getRuntime().availableProcessors())));

    /** Spreads consecutive thread ids (Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4). */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(STRIPES);

    private static final VarHandle ELEMENTS = MethodHandles.arrayElementVarHandle(UseStripe[].class);

    private final @Nullable UseStripe[] stripes = new UseStripe[STRIPES];

    static int count() {
        return STRIPES;
    }

    /** That of the calling thread. */
    UseStripe mine() {
        int index = STRIPES == 1 ? 0 : (int) ((Thread.currentThread().getId() * GOLDEN) >>> SHIFT);
        // A plain read: that of an older null is settled below, and a new stripe holds nothing but zeros.
        UseStripe stripe = stripes[index];
        return stripe != null ? stripe : made(index);
    }

    private UseStripe made(int index) {
        UseStripe fresh = new UseStripe();
        UseStripe witness = (UseStripe) ELEMENTS.compareAndExchange(stripes, index, null, fresh);
        return witness == null ? fresh : witness;
    }

    long sum(ToLongFunction<UseStripe> part) {
        long sum = 0;
        for (int i = 0; i < STRIPES; i++) {
            UseStripe stripe = (UseStripe) ELEMENTS.getVolatile(stripes, i);
            if (stripe != null) {
                sum += part.applyAsLong(stripe);
            }
        }
        return sum;
    }
}
