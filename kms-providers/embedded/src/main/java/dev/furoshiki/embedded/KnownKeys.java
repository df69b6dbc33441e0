package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.key.KmsException.KmsInternalException;
import org.jspecify.annotations.Nullable;

/**
 * What a process knows of a store's keys, and whether it may be used. The store's thread writes it; everybody reads it,
 * without a lock.
 */
final class KnownKeys {

    private volatile StoreState state;
    private volatile @Nullable StoreWatch watch;
    private volatile @Nullable KmsInternalException broken;

    KnownKeys(StoreState state) {
        this.state = state;
    }

    /** From now on the keys may be used only as long as it says so. */
    void watchedBy(StoreWatch other) {
        watch = other;
    }

    /** To be used by an operation. */
    Keyring keyring() {
        KmsInternalException failure = broken;
        if (failure != null) {
            throw failure;
        }
        StoreWatch watching = watch;
        if (watching != null) {
            watching.requireFresh();
        }
        return state.keyring();
    }

    /** The newest that is known, however old it is. */
    StoreState state() {
        return state;
    }

    void become(StoreState next) {
        state = next;
    }

    /** Nothing is to be used any more, until the store is opened again. */
    KmsInternalException breakBy(KmsInternalException failure) {
        broken = failure;
        return failure;
    }

    /** Nothing is to be used before the store was looked at again; false where nobody looks at it. */
    boolean distrust() {
        StoreWatch watching = watch;
        if (watching == null) {
            return false;
        }
        watching.distrust();
        return true;
    }
}
