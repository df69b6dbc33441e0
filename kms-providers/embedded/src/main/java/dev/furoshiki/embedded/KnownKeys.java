package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
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
        return use().keyring();
    }

    /** Likewise, by one that takes a while. */
    Use use() {
        return use(false);
    }

    /** Likewise, by one that gives out nothing: it lets a cache go on with a key that it has. */
    Use useOfCached() {
        return use(true);
    }

    private Use use(boolean isCached) {
        StoreWatch watching = requireUsable(isCached);
        // In this order: the state may only be newer than the moment says.
        Moment seen = watching == null ? null : watching.looked();
        return new Use(state.keyring(), seen, isCached);
    }

    /**
     * Returns when an operation may give out what it has made of those keys: where it took longer than they may be used, only
     * if they are still the newest.
     *
     * @throws DependencyTimeoutException when nobody knows, or they are not
     */
    void requireUsable(Use used) {
        Moment seen = used.seen();
        StoreWatch watching = watch;
        if (seen == null || watching == null || watching.isRecent(seen)) {
            return;
        }
        requireFresh(watching, used.isCached());
        if (state.keyring() != used.keyring()) {
            throw watching.overtaken();
        }
    }

    private @Nullable StoreWatch requireUsable(boolean isCached) {
        KmsInternalException failure = broken;
        if (failure != null) {
            throw failure;
        }
        StoreWatch watching = watch;
        if (watching != null) {
            requireFresh(watching, isCached);
        }
        return watching;
    }

    private static void requireFresh(StoreWatch watching, boolean isCached) {
        if (isCached) {
            watching.requireFreshUnlessAway();
        } else {
            watching.requireFresh();
        }
    }

    /** Whether the store was found at the last look. */
    boolean isServerThere() {
        StoreWatch watching = watch;
        return watching == null || watching.isServerThere();
    }

    /** Fails at once where it was not found for so long that waiting for it is of no use. */
    void requireNotLongAway() {
        StoreWatch watching = watch;
        if (watching != null) {
            watching.requireNotLongAway();
        }
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

    /**
     * The keys as one operation has them.
     *
     * @param seen of which moment they are the newest, if not of a later one; null where nobody else changes them
     * @param isCached whether all that is asked is if a cache may go on with what it has
     */
    record Use(Keyring keyring, @Nullable Moment seen, boolean isCached) {}
}
