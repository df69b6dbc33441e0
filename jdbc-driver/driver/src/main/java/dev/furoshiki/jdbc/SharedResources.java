package dev.furoshiki.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Things that are costly to open and are shared by all who ask for the same: opened once, closed some time after the last
 * lease was given back. Thread-safe; nothing is opened or closed under the lock.
 */
final class SharedResources<K, V extends AutoCloseable> {

    /** Opens what a key names. */
    @FunctionalInterface
    interface Opening<V> {
        V open() throws SQLException;
    }

    private final class Entry {
        private final CompletableFuture<V> value = new CompletableFuture<>();
        private int users;
        /** How often somebody came or left: a planned closing is off when it has moved on. */
        private long changes;
    }

    private final Map<K, Entry> entries = new HashMap<>();
    private final Duration idle;

    /** @param idle how long a thing that nobody uses stays open */
    SharedResources(Duration idle) {
        this.idle = idle;
    }

    /** One user's hold on a thing. */
    final class Lease {
        private final K key;
        private final Entry entry;
        private final V value;
        private final AtomicBoolean released = new AtomicBoolean();

        private Lease(K key, Entry entry, V value) {
            this.key = key;
            this.entry = entry;
            this.value = value;
        }

        V value() {
            return value;
        }

        /** Gives it back; the thing is closed when nobody asks for it again for a while. */
        void release() {
            if (released.compareAndSet(false, true)) {
                leave(key, entry, idle);
            }
        }

        /** Gives it back; the thing is closed at once if nobody else uses it. */
        void releaseAtOnce() {
            if (released.compareAndSet(false, true)) {
                leave(key, entry, Duration.ZERO);
            }
        }
    }

    /** What the key names: opened by whoever asks first, while all others wait for that. */
    Lease acquire(K key, Opening<V> opening) throws SQLException {
        while (true) {
            Entry entry;
            boolean first = false;
            synchronized (entries) {
                Entry known = entries.get(key);
                first = known == null;
                entry = known == null ? new Entry() : known;
                entries.put(key, entry);
                entry.users++;
                entry.changes++;
            }
            if (first) {
                return new Lease(key, entry, open(key, entry, opening));
            }
            try {
                return new Lease(key, entry, entry.value.join());
            } catch (CompletionException othersFailure) {
                // It is gone from the map: this caller tries for itself, and gets a failure of its own.
            }
        }
    }

    private V open(K key, Entry entry, Opening<V> opening) throws SQLException {
        try {
            V value = opening.open();
            entry.value.complete(value);
            return value;
        } catch (SQLException | RuntimeException | Error failure) {
            synchronized (entries) {
                entries.remove(key, entry);
            }
            entry.value.completeExceptionally(failure);
            throw failure;
        }
    }

    private void leave(K key, Entry entry, Duration delay) {
        long changes;
        synchronized (entries) {
            entry.users--;
            changes = ++entry.changes;
            if (entry.users > 0) {
                return;
            }
        }
        if (delay.isZero()) {
            closeUnlessUsed(key, entry, changes);
        } else {
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> closeUnlessUsed(key, entry, changes));
        }
    }

    private void closeUnlessUsed(K key, Entry entry, long changes) {
        synchronized (entries) {
            if (entry.users > 0 || entry.changes != changes) {
                return;
            }
            entries.remove(key, entry);
        }
        try {
            entry.value.join().close();
        } catch (Exception failure) {
            throw failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
        }
    }
}
