package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import java.util.function.Function;

/**
 * One holder of a {@link SharedKey}. Every use makes one, so there is a class for each place where a key is held, which has no more
 * than it needs.
 */
abstract sealed class KeyLease implements DataKey permits SlotLease, StripeLease {

    abstract SharedKey key();

    abstract boolean isOpen();

    /** Gives it back, before anybody got it, for a message that is not sent and counts for nothing. */
    abstract void cancel(long messageBytes);

    @Override
    public final EncryptedDataKey encrypted() {
        return key().encrypted();
    }

    @Override
    public final SecretBytes secret() {
        requireOpen();
        return key().secret();
    }

    @Override
    public final <T extends AutoCloseable> T derived(Object label, Function<SecretBytes, T> computation) {
        requireOpen();
        return key().derived(label, this::isOpen, computation);
    }

    @Override
    public final String toString() {
        return "DataKey[" + encrypted() + (isOpen() ? "]" : ", closed]");
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException("the lease on the data key was closed: ask for another");
        }
    }
}
