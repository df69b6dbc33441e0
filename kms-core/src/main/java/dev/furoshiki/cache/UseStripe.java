package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Uses of a data key by those who find the {@link UseSlot} of their threads held: how often they took the key and gave it back.
 * And how often it was held for no message: by who computes something from it, since the lease that asks may be closed meanwhile,
 * and by who waits for a grant. Thread-safe: any number of uses at once.
 */
@SuppressWarnings("UnusedVariable") // the padding
final class UseStripe extends UseGrants {

    /*
     * Taking counts at once a holder and a message: the number that is read before adding is the message's own, so as many
     * messages go through as were granted, whatever the order in which grants and messages arrive. None is taken while none is
     * granted; one that another thread was faster than keeps its number: a grant that comes later is then lost to it, and no
     * limit is passed.
     */
    private static final VarHandle TAKEN = field("taken");
    private static final VarHandle GIVEN_BACK = field("givenBack");
    private static final VarHandle BYTES = field("bytes");
    private static final VarHandle REFUSED = field("refused");
    private static final VarHandle ENTERED = field("entered");
    private static final VarHandle LEFT = field("left");

    private volatile long taken;
    private volatile long bytes;
    private volatile long givenBack;
    private volatile long refused;
    private volatile long entered;
    private volatile long left;

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

    UseStripe(SharedKey key) {
        super(key);
    }

    /** Takes the key for one message, and says which of this stripe it is, from 0. */
    long take() {
        return (long) TAKEN.getAndAdd(this, 1L);
    }

    void giveBack() {
        GIVEN_BACK.getAndAdd(this, 1L);
    }

    @Override
    long nextMessage() {
        return taken;
    }

    @Override
    boolean addBytes(long messageBytes) {
        while (true) {
            long before = bytes;
            if (before + messageBytes > grantedBytes()) {
                return false;
            }
            if (BYTES.compareAndSet(this, before, before + messageBytes)) {
                return true;
            }
        }
    }

    @Override
    long endOf(long messageBytes) {
        return bytes + messageBytes;
    }

    void removeBytes(long messageBytes) {
        BYTES.getAndAdd(this, -messageBytes);
    }

    /** Gives it back for a message that is not sent. */
    void refuse() {
        REFUSED.getAndAdd(this, 1L);
    }

    /** Holds it for no message. */
    void enter() {
        ENTERED.getAndAdd(this, 1L);
    }

    void leave() {
        LEFT.getAndAdd(this, 1L);
    }

    /** How often it was taken for a message. */
    long taken() {
        return taken;
    }

    /** How often it was held, for whatever reason. */
    long held() {
        return taken + entered;
    }

    /** How often it was given back by leases. */
    long givenBack() {
        return givenBack;
    }

    /** How often it was given back, for whatever reason. */
    long returned() {
        return givenBack + refused + left;
    }

    long messages() {
        return taken - refused;
    }

    long messageBytes() {
        return bytes;
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(UseStripe.class, name, long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
