package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Uses of a data key one after the other: who takes the slot has it alone until it is given back. So a use costs two atomic
 * writes, whatever it counts. Thread-safe, lock-free: a slot that is held is not waited for, there is {@link UseStripe}.
 */
@SuppressWarnings("UnusedVariable") // the padding
final class UseSlot extends UseGrants {

    /** In place of a use: somebody has the slot. */
    static final long HELD = -1;

    /*
     * `state` is odd while the slot is held, and the number of that use; given back, it is the even number after it, so that a
     * use that was given back is never the slot's use again. A use that is refused goes back to the number before: its number
     * was nobody's.
     *
     * Slots are written by different processors, each at every use: padding before and after keeps what is written away from all
     * else. Between the two stands what a use touches, grants included, which one line or two hold.
     */
    private static final VarHandle STATE = field("state");
    private static final VarHandle BYTES = field("bytes");

    private volatile long state;

    /** Written by who has the slot. */
    private volatile long bytes;

    private long after1;
    private long after2;
    private long after3;
    private long after4;
    private long after5;
    private long after6;
    private long after7;
    private long after8;
    private long after9;
    private long after10;
    private long after11;
    private long after12;
    private long after13;
    private long after14;
    private long after15;
    private long after16;

    UseSlot(SharedKey key) {
        super(key);
    }

    /** Takes the slot, and says for which use; {@link #HELD} when somebody has it. */
    long take() {
        long free = state;
        return (free & 1) == 0 && STATE.compareAndSet(this, free, free + 1) ? free + 1 : HELD;
    }

    /** Which message of this slot a use is, from 0. */
    static long message(long use) {
        return use >> 1;
    }

    /** That of the use that has the slot. */
    @Override
    long nextMessage() {
        return message(state);
    }

    @Override
    boolean addBytes(long messageBytes) {
        long end = bytes + messageBytes;
        if (end > grantedBytes()) {
            return false;
        }
        // Released with the slot: a volatile write would cost as much as taking it.
        BYTES.setOpaque(this, end);
        return true;
    }

    @Override
    long endOf(long messageBytes) {
        return bytes + messageBytes;
    }

    boolean isHeldFor(long use) {
        return state == use;
    }

    /** Gives it back; false when that use gave it back before. */
    boolean giveBack(long use) {
        return STATE.compareAndSet(this, use, use + 1);
    }

    /** Takes bytes of the message that has the slot back. */
    void removeBytes(long messageBytes) {
        BYTES.setOpaque(this, bytes - messageBytes);
    }

    /** Gives it back for a message that is not sent, and which counts for nothing. */
    void refuse(long use) {
        state = use - 1;
    }

    boolean isHeld() {
        return (state & 1) != 0;
    }

    /** Uses that were given back. */
    long givenBack() {
        return state >> 1;
    }

    /** Uses, with the one that has the slot, be it granted or not. */
    long taken() {
        return (state + 1) >> 1;
    }

    /** Uses that were granted, with the one that has the slot. */
    long messages() {
        long now = state;
        return (now & 1) != 0 && message(now) < granted() ? (now + 1) >> 1 : now >> 1;
    }

    long messageBytes() {
        return bytes;
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(UseSlot.class, name, long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
