package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What threads of one stripe did with a data key: how often they took it and gave it back, and how much of its limits they
 * were granted. Thread-safe: a stripe has few threads, mostly one.
 */
final class UseStripe {

    /*
     * Taking counts at once a holder and a message: the number that is read before adding is the message's own, so as many
     * messages go through as were granted, whatever the order in which grants and messages arrive. A message that was not
     * granted keeps its number: a grant that comes later is then lost to it, and no limit is passed.
     */
    private static final VarHandle TAKEN = field("taken");
    private static final VarHandle GIVEN_BACK = field("givenBack");
    private static final VarHandle GRANTED = field("granted");
    private static final VarHandle BYTES = field("bytes");
    private static final VarHandle GRANTED_BYTES = field("grantedBytes");
    private static final VarHandle REFUSED = field("refused");
    private static final VarHandle REFUSED_BYTES = field("refusedBytes");

    // Stripes are written by different processors: these keep them off each other's cache line.
    @SuppressWarnings("UnusedVariable")
    private long before1;

    @SuppressWarnings("UnusedVariable")
    private long before2;

    @SuppressWarnings("UnusedVariable")
    private long before3;

    @SuppressWarnings("UnusedVariable")
    private long before4;

    private volatile long taken;
    private volatile long granted;
    private volatile long bytes;
    private volatile long grantedBytes;
    private volatile long givenBack;
    private volatile long refused;
    private volatile long refusedBytes;

    /** At which message more is asked for ahead of need; may be passed over. */
    private volatile long askAheadAt = Long.MAX_VALUE;

    /** Takes the key for one message, and says which of this stripe it is, from 0. */
    long take() {
        return (long) TAKEN.getAndAdd(this, 1L);
    }

    void giveBack() {
        GIVEN_BACK.getAndAdd(this, 1L);
    }

    /** Counts bytes of the message that was taken, and says where they end. */
    long addBytes(long messageBytes) {
        return (long) BYTES.getAndAdd(this, messageBytes) + messageBytes;
    }

    long granted() {
        return granted;
    }

    void grant(long messages) {
        GRANTED.getAndAdd(this, messages);
    }

    long grantedBytes() {
        return grantedBytes;
    }

    void grantBytes(long more) {
        GRANTED_BYTES.getAndAdd(this, more);
    }

    /** The message that was taken is not sent. */
    void refuse(long messageBytes) {
        REFUSED.getAndAdd(this, 1L);
        REFUSED_BYTES.getAndAdd(this, messageBytes);
    }

    boolean isToAskAhead(long message) {
        return message == askAheadAt;
    }

    void askAheadAt(long message) {
        askAheadAt = message;
    }

    long taken() {
        return taken;
    }

    long givenBack() {
        return givenBack;
    }

    long messages() {
        return taken - refused;
    }

    long messageBytes() {
        return bytes - refusedBytes;
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(UseStripe.class, name, long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
