package dev.furoshiki.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A lease of one among others in a {@link UseStripe}, to which whatever thread gives it back. */
final class StripeLease extends KeyLease {

    private static final VarHandle CLOSED = closedField();

    private final UseStripe stripe;
    private volatile boolean closed;

    StripeLease(UseStripe stripe) {
        this.stripe = stripe;
    }

    @Override
    SharedKey key() {
        return stripe.key();
    }

    @Override
    boolean isOpen() {
        return !closed;
    }

    @Override
    void cancel(long messageBytes) {
        if (CLOSED.compareAndSet(this, false, true)) {
            stripe.key().cancel(stripe, messageBytes);
        }
    }

    @Override
    public void close() {
        if (CLOSED.compareAndSet(this, false, true)) {
            stripe.key().giveBack(stripe);
        }
    }

    private static VarHandle closedField() {
        try {
            return MethodHandles.lookup().findVarHandle(StripeLease.class, "closed", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
