package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes and rotates the keys whose time has come, before an operation sees one. Thread-safe.
 *
 * <p>Who changes something waits for that, and fails where it fails. One read at a time has it done, and waits for that for a
 * moment: many keys may be due at once, as those that a script has made. All go on with the keys as they are, of which none that
 * is to be deleted encrypts or decrypts. In a store that is this process's alone a read fails where it fails; where the store is
 * shared, others can keep it from being changed, for as long as they like.
 */
final class DueChanges {

    private static final System.Logger LOG = System.getLogger(DueChanges.class.getName());

    /** What a read waits for at most, however much is due: less than anybody waits for a key. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** Likewise, where changes of this process may wait for those of others first. */
    private static final Duration LONGEST_WAIT_SHARED = Duration.ofMillis(500);

    private final StoreLocation store;
    private final StoreThread thread;
    private final StoreChanges changes;
    private final KnownKeys known;
    private final KeyChangeListeners listeners;
    private final Supplier<Instant> now;
    private final AtomicBoolean isTried = new AtomicBoolean();
    private volatile @Nullable Moment failed;
    private boolean isFailureTold;

    /** @param now as dates are kept */
    DueChanges(
            StoreLocation store,
            StoreThread thread,
            StoreChanges changes,
            KnownKeys known,
            KeyChangeListeners listeners,
            Supplier<Instant> now) {
        this.store = store;
        this.thread = thread;
        this.changes = changes;
        this.known = known;
        this.listeners = listeners;
        this.now = now;
    }

    /** Before a change: returns when nothing is due any more. */
    void settle() {
        while (!known.keyring().nextDue().isAfter(now.get())) {
            listeners.tell(thread.run(() -> changes.makeDue(now.get())));
        }
    }

    /** Before a read. */
    void settleIfFree() {
        Duration longest = store instanceof PostgresKeyStore ? LONGEST_WAIT_SHARED : LONGEST_WAIT;
        long begun = System.nanoTime();
        long leftNanos = longest.toNanos();
        while (leftNanos > 0 && isDue() && mayBeTried() && isTried.compareAndSet(false, true)) {
            CompletableFuture<List<String>> tried = thread.start(this::tryNext);
            try {
                tell(tried.get(leftNanos, TimeUnit.NANOSECONDS));
            } catch (TimeoutException later) {
                tellSoon(tried);
                return;
            } catch (InterruptedException stopped) {
                tellSoon(tried);
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof KmsException refused) {
                    throw refused;
                }
                throw new IllegalStateException("what is due in the key store " + store + " failed", failed.getCause());
            }
            leftNanos = longest.toNanos() - (System.nanoTime() - begun);
        }
    }

    private void tell(List<String> affected) {
        if (store instanceof PostgresKeyStore) {
            // A read does not wait for who listens.
            listeners.tellSoon(affected);
        } else {
            listeners.tell(affected);
        }
    }

    private void tellSoon(CompletableFuture<List<String>> tried) {
        CompletableFuture<Void> unused = tried.thenAccept(listeners::tellSoon);
    }

    private boolean isDue() {
        return !known.state().keyring().nextDue().isAfter(now.get());
    }

    private boolean mayBeTried() {
        Moment last = failed;
        return known.isServerThere()
                && (last == null
                        || !(store instanceof PostgresKeyStore shared)
                        || !last.isWithin(shared.pollInterval()));
    }

    /** On the store's thread: who began to wait for it may be gone. */
    private List<String> tryNext() {
        try {
            List<String> affected =
                    store instanceof PostgresKeyStore ? changes.makeDueIfFree(now.get()) : changes.makeDue(now.get());
            failed = null;
            isFailureTold = false;
            return affected;
        } catch (KmsException refused) {
            failed = Moment.now();
            if (!(store instanceof PostgresKeyStore)) {
                throw refused;
            }
            log(refused);
            return List.of();
        } finally {
            isTried.set(false);
        }
    }

    /** Once, until it succeeds: that another process keeps the store locked too, since that may be one that was stopped. */
    private void log(KmsException refused) {
        if (!isFailureTold) {
            isFailureTold = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "keys of the key store " + store + " are due to be rotated or deleted, and are not yet",
                    refused);
        }
    }
}
