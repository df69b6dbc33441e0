package dev.furoshiki.jdbc;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are opened while the database's own driver connects, since either keeps a fresh process waiting for some hundred
 * milliseconds. Once for each key service: where the database cannot be reached, the next attempts open no keys before they
 * have reached it. Thread-safe.
 */
final class KeysAhead implements AutoCloseable {

    private static final Set<String> BEGUN = ConcurrentHashMap.newKeySet();
    /** For keys that are open. */
    static final KeysAhead NONE = new KeysAhead(null);

    private final @Nullable CompletableFuture<SharedResources<String, ?>.Lease> opening;

    private KeysAhead(@Nullable CompletableFuture<SharedResources<String, ?>.Lease> opening) {
        this.opening = opening;
    }

    /** Begins to open what {@link DriverProperty#KEYS} names. A failure is left to whoever asks for the keys then. */
    static KeysAhead begin(PropertyValues own) throws DriverPropertyException {
        String uri = own.keys();
        if (!BEGUN.add(uri)) {
            return NONE;
        }
        CompletableFuture<SharedResources<String, ?>.Lease> opening = new CompletableFuture<>();
        Thread thread = new Thread(() -> open(uri, opening), "furoshiki-keys-ahead");
        thread.setDaemon(true);
        thread.start();
        return new KeysAhead(opening);
    }

    private static void open(String uri, CompletableFuture<SharedResources<String, ?>.Lease> opening) {
        try {
            opening.complete(OpenDatabase.acquireKeys(uri));
        } catch (SQLException | RuntimeException | Error failure) {
            opening.completeExceptionally(failure);
        }
    }

    /** Whether whoever needs the keys now would wait for them. */
    boolean isOpening() {
        return opening != null && !opening.isDone();
    }

    /** Lets go of the keys, now or when they are open: whoever uses them has a lease of its own. */
    @Override
    public void close() {
        if (opening != null) {
            // A failure of the opening is somebody else's to report, and letting go fails never.
            CompletableFuture<Void> unused = opening.thenAccept(SharedResources.Lease::release);
        }
    }
}
