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
    private final UseStripe stripe;
    private volatile boolean closed;

    /** @param stripe where the key was taken, and is given back by whatever thread */
    KeyLease(SharedKey shared, UseStripe stripe) {
        this.shared = shared;
        this.stripe = stripe;
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
        return shared.derived(label, () -> !closed, computation);
    }

    @Override
    public void close() {
        if (CLOSED.compareAndSet(this, false, true)) {
            shared.giveBack(stripe);
        }
    }

    @Override
    public String toString() {
        return "DataKey[" + shared.encrypted() + (closed ? ", closed]" : "]");
    }

    private void requireOpen() {
        if (closed) {
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
