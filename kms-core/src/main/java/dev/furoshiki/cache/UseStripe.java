package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Uses of a data key by those who find the {@link UseSlot} of their threads held: how often they took the key and gave it back.
 * Thread-safe: any number of uses at once.
 */
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

    private volatile long taken;
    private volatile long bytes;
    private volatile long givenBack;
    private volatile long refused;

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

    /** Gives it back for a message that is not sent. */
    void refuse() {
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
