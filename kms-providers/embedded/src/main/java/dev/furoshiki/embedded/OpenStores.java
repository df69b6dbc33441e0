package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditPolicy;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The key stores that this process has open, each once: a JDBC driver and an S3 client over the same store share one, so a
 * key that is disabled through either is disabled for both. Thread-safe.
 */
final class OpenStores {

    /*
     * The map's functions only count users and swap places; opening and closing happen outside, by whoever made a place or
     * left it last, while others wait for its future.
     */
    private static final ConcurrentMap<StoreLocation, Place> PLACES = new ConcurrentHashMap<>();

    private OpenStores() {}

    /** The store, opened if it is not; each call is paid back by one {@link #release}. */
    static OpenStore acquire(StoreOptions options) {
        while (true) {
            Place mine = new Place(options.audit());
            Place place = PLACES.merge(
                    options.store(), mine, (present, absent) -> present.closing ? present : present.joined());
            if (place == mine) {
                return open(options, mine);
            }
            if (place.closing) {
                place.closed.join();
            } else if (await(place)) {
                return shared(options, place);
            }
        }
    }

    /** Closes the store when nobody else uses it. */
    static void release(StoreLocation location) {
        Place place = PLACES.computeIfPresent(location, (key, present) -> present.left());
        if (place == null || !place.closing) {
            return;
        }
        try {
            place.opened.join().close();
        } finally {
            PLACES.remove(location, place);
            place.closed.complete(true);
        }
    }

    private static OpenStore open(StoreOptions options, Place mine) {
        try {
            OpenStore store = OpenStore.open(options);
            requireStill(store);
            mine.opened.complete(store);
            return store;
        } catch (Throwable failed) {
            PLACES.remove(options.store(), mine);
            mine.opened.completeExceptionally(failed);
            throw failed;
        }
    }

    /** Whoever else opens it finds it by that name, too. */
    private static void requireStill(OpenStore store) {
        try {
            if (store.location() instanceof StoreFile file) {
                StorePath.requireStill(file.path());
            }
        } catch (Throwable failed) {
            store.close();
            throw failed;
        }
    }

    private static OpenStore shared(StoreOptions options, Place place) {
        try {
            OpenStore store = place.opened.join();
            if (options.creation() == StoreOptions.Creation.ALWAYS) {
                throw StoreOpening.alreadyThere(options.store());
            }
            if (options.store() instanceof PostgresKeyStore asked) {
                asked.requireNoStricterThan(store.location());
            }
            requireNoStricter(options, place);
            store.requireRootKey(options.rootKey());
            return store;
        } catch (Throwable failed) {
            release(options.store());
            throw failed;
        }
    }

    private static void requireNoStricter(StoreOptions asked, Place place) {
        Duration open = place.audit.anchorInterval();
        Duration interval = asked.audit().anchorInterval();
        if (open.compareTo(interval) > 0) {
            throw new InvalidProviderUriException("the key store " + asked.store()
                    + " is open in this process already, with auditAnchorInterval " + open
                    + ", which is longer than the one asked for here, " + interval
                    + ": name the same one everywhere in a process");
        }
    }

    /** Whether it was opened; what kept another caller from opening it need not keep this one. */
    private static boolean await(Place place) {
        try {
            place.opened.join();
            return true;
        } catch (CompletionException failed) {
            return false;
        }
    }

    /** Where one store is, or will be, open. Users and state change inside the map's functions only. */
    private static final class Place {
        final AuditPolicy audit;
        final CompletableFuture<OpenStore> opened = new CompletableFuture<>();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        private int users = 1;
        private volatile boolean closing;

        /** @param audit of who opens it */
        Place(AuditPolicy audit) {
            this.audit = audit;
        }

        Place joined() {
            users++;
            return this;
        }

        Place left() {
            users--;
            closing = users == 0;
            return this;
        }
    }
}
