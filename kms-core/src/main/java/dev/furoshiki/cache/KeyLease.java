package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Function;

/** One holder of a {@link SharedKey}. */
final class KeyLease implements DataKey {

    private static final VarHandle CLOSED = closedField();

    private final SharedKey shared;
    private final UseGrants taken;
    private final long use;
    private volatile boolean closed;

    /** @param slot where the key was taken for that use, and is given back by whatever thread */
    KeyLease(SharedKey shared, UseSlot slot, long use) {
        this.shared = shared;
        this.taken = slot;
        this.use = use;
    }

    /** @param stripe where the key was taken, and is given back by whatever thread */
    KeyLease(SharedKey shared, UseStripe stripe) {
        this.shared = shared;
        this.taken = stripe;
        this.use = 0;
    }

    @Override
    public EncryptedDataKey encrypted() {
        return shared.encrypted();
    }

    @Override
    public SecretBytes secret() {
        requireOpen();
        return shared.secret();
    }

    @Override
    public <T extends AutoCloseable> T derived(Object label, Function<SecretBytes, T> computation) {
        requireOpen();
        return shared.derived(label, this::isOpen, computation);
    }

    @Override
    public void close() {
        if (taken instanceof UseSlot slot) {
            shared.giveBack(slot, use);
        } else if (CLOSED.compareAndSet(this, false, true)) {
            shared.giveBack((UseStripe) taken);
        }
    }

    @Override
    public String toString() {
        return "DataKey[" + shared.encrypted() + (isOpen() ? "]" : ", closed]");
    }

    private boolean isOpen() {
        return taken instanceof UseSlot slot ? slot.isHeldFor(use) : !closed;
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException("the lease on the data key was closed: ask for another");
        }
    }

    private static VarHandle closedField() {
        try {
            return MethodHandles.lookup().findVarHandle(KeyLease.class, "closed", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
