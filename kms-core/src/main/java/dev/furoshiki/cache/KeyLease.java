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
    private volatile boolean closed;

    KeyLease(SharedKey shared) {
        this.shared = shared;
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
        return shared.derived(label, computation);
    }

    @Override
    public void close() {
        if (CLOSED.compareAndSet(this, false, true)) {
            shared.letGo();
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
