package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The slots and stripes of one data key, by thread: each is made when it is first wanted. Thread-safe, lock-free.
 */
final class UseStripes {

    /** Enough that two threads on one are rare; a power of two. */
    private static final int STRIPES = Integer.highestOneBit(
            Math.min(64, Math.max(1, 4 * Runtime.getRuntime().availableProcessors())));

    /** Spreads consecutive thread ids (Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4). */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(STRIPES);

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(UseSlot[].class);
    private static final VarHandle STRIPE = MethodHandles.arrayElementVarHandle(UseStripe[].class);

    private final SharedKey key;
    private final @Nullable UseSlot[] slots = new UseSlot[STRIPES];
    private final @Nullable UseStripe[] stripes = new UseStripe[STRIPES];

    UseStripes(SharedKey key) {
        this.key = key;
    }

    /** By the {@link #index} of a thread, null where none was made: for who wants one of them with as few steps as can be. */
    @Nullable
    UseSlot[] slots() {
        return slots;
    }

    /** The stripe of the calling thread. */
    UseStripe myStripe() {
        int index = index();
        UseStripe stripe = stripes[index];
        return stripe != null ? stripe : madeStripe(index);
    }

    /** That of the calling thread. */
    static int index() {
        return STRIPES == 1 ? 0 : (int) ((Thread.currentThread().getId() * GOLDEN) >>> SHIFT);
    }

    /** Where there was none, or none was seen. */
    UseSlot madeSlot(int index) {
        UseSlot fresh = new UseSlot(key);
        UseSlot witness = (UseSlot) SLOT.compareAndExchange(slots, index, null, fresh);
        return witness == null ? fresh : witness;
    }

    private UseStripe madeStripe(int index) {
        UseStripe fresh = new UseStripe(key);
        UseStripe witness = (UseStripe) STRIPE.compareAndExchange(stripes, index, null, fresh);
        return witness == null ? fresh : witness;
    }

    boolean isAnySlotHeld() {
        for (int i = 0; i < STRIPES; i++) {
            UseSlot slot = (UseSlot) SLOT.getVolatile(slots, i);
            if (slot != null && slot.isHeld()) {
                return true;
            }
        }
        return false;
    }

    long sumOfSlots(ToLongFunction<UseSlot> part) {
        long sum = 0;
        for (int i = 0; i < STRIPES; i++) {
            UseSlot slot = (UseSlot) SLOT.getVolatile(slots, i);
            if (slot != null) {
                sum += part.applyAsLong(slot);
            }
        }
        return sum;
    }

    long sumOfStripes(ToLongFunction<UseStripe> part) {
        long sum = 0;
        for (int i = 0; i < STRIPES; i++) {
            UseStripe stripe = (UseStripe) STRIPE.getVolatile(stripes, i);
            if (stripe != null) {
                sum += part.applyAsLong(stripe);
            }
        }
        return sum;
    }
}
