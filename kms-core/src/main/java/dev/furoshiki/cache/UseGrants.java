package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How much of a data key's limits some of its users were granted. Thread-safe: grants come from any thread, in the background
 * too.
 */
abstract sealed class UseGrants extends UsePadding permits UseSlot, UseStripe {

    private static final VarHandle GRANTED = field("granted", long.class);
    private static final VarHandle GRANTED_BYTES = field("grantedBytes", long.class);
    private static final VarHandle QUIET_UNTIL = field("quietUntil", long.class);
    private static final VarHandle PENDING = field("pending", Ending.class);

    // Of the two references this one fills the gap that the JVM has before the padding.
    private volatile @Nullable Ending pending;

    private volatile long granted;

    // These are read at each use, and stand next to what it writes.
    private final SharedKey key;
    private volatile long grantedBytes;

    /**
     * From which message on there is something to think of: the grant ends, or, while this is less, more is to be asked for ahead
     * of need.
     */
    private volatile long quietUntil;

    UseGrants(SharedKey key) {
        this.key = key;
    }

    /** Whose uses these are. */
    final SharedKey key() {
        return key;
    }

    /** Which message comes next, or has been taken and waits for its grant; from 0. */
    abstract long nextMessage();

    /** Counts bytes of the message that was taken, if they were granted. */
    abstract boolean addBytes(long messageBytes);

    /** Up to where bytes have to be granted for a message of so many. */
    abstract long endOf(long messageBytes);

    final long granted() {
        return granted;
    }

    final long quietUntil() {
        return quietUntil;
    }

    /** @param ahead how long before their end more is asked for; 0 for not before */
    final void grant(long messages, long ahead) {
        long end = (long) GRANTED.getAndAdd(this, messages) + messages;
        // Who claims between the two finds this grant on its way still, and asks for nothing.
        quietUntil = end - ahead;
    }

    /** Whether more is to be asked for now: true for one caller, and none until the next grant. */
    final boolean claimsToAskAhead() {
        long quiet = quietUntil;
        long end = granted;
        return quiet < end && nextMessage() >= quiet && QUIET_UNTIL.compareAndSet(this, quiet, end);
    }

    final long grantedBytes() {
        return grantedBytes;
    }

    final void grantBytes(long more) {
        GRANTED_BYTES.getAndAdd(this, more);
    }

    /** The grant that is on its way; null when there was none and there is this one now. */
    final @Nullable Ending joinGrant(Ending own) {
        Ending other = pending;
        return other != null ? other : (Ending) PENDING.compareAndExchange(this, null, own);
    }

    /** Ends one's own grant, be it given or not. */
    final void leaveGrant(Ending own) {
        PENDING.compareAndSet(this, own, null);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(UseGrants.class, name, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
