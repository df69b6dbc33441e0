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
    private static final VarHandle TO_ASK_AHEAD = field("toAskAhead", boolean.class);
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

    /** From which message on there is something to think of: the grant ends, or more is to be asked for ahead of need. */
    private volatile long quietUntil;

    private volatile boolean toAskAhead;

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

    long quietUntil() {
        return quietUntil;
    }

    /** @param ahead how long before their end more is asked for; 0 for not before */
    void grant(long messages, long ahead) {
        long end = (long) GRANTED.getAndAdd(this, messages) + messages;
        toAskAhead = ahead > 0;
        quietUntil = end - ahead;
    }

    /** Whether more is to be asked for now: true for one caller, and none until the next grant. */
    boolean claimsToAskAhead() {
        if (toAskAhead && TO_ASK_AHEAD.compareAndSet(this, true, false)) {
            quietUntil = granted;
            return true;
        }
        return false;
    }

    long grantedBytes() {
        return grantedBytes;
    }

    void grantBytes(long more) {
        GRANTED_BYTES.getAndAdd(this, more);
    }

    /** Gives it back for a message that is not sent. */
    void refuse(long messageBytes) {
        REFUSED_BYTES.getAndAdd(this, messageBytes);
        REFUSED.getAndAdd(this, 1L);
    }

    long taken() {
        return taken;
    }

    /** How often it was given back by leases. */
    long givenBack() {
        return givenBack;
    }

    /** How often it was given back, for whatever reason. */
    long returned() {
        return givenBack + refused;
    }

    long messages() {
        return taken - refused;
    }

    long messageBytes() {
        return bytes - refusedBytes;
    }

    private static VarHandle field(String name) {
        return field(name, long.class);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(UseStripe.class, name, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
