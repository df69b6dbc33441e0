package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes and rotates the keys whose time has come, before an operation sees one. Thread-safe.
 *
 * <p>Who changes something waits for that, and fails where it fails. So does who reads, in a store that is this process's alone.
 * Where it is shared, others can keep it from being changed, for as long as they like: there one read at a time has it done, and
 * waits for that for a moment. All go on with the keys as they are, of which none that is to be deleted encrypts or decrypts.
 */
final class DueChanges {

    private static final System.Logger LOG = System.getLogger(DueChanges.class.getName());

    /** What a read waits for at most: other changes of this process may come first. */
    private static final long LONGEST_WAIT_MILLIS = 500;

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
        if (!(store instanceof PostgresKeyStore shared)) {
            settle();
            return;
        }
        while (isDue() && mayBeTried(shared) && isTried.compareAndSet(false, true)) {
            try {
                thread.start(this::tryNext).get(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException later) {
                return;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException broken) {
                throw new IllegalStateException("what is due in the key store " + store + " failed", broken.getCause());
            }
        }
    }

    private boolean isDue() {
        return !known.state().keyring().nextDue().isAfter(now.get());
    }

    private boolean mayBeTried(PostgresKeyStore shared) {
        Moment last = failed;
        return known.isServerThere() && (last == null || !last.isWithin(shared.pollInterval()));
    }

    /** On the store's thread: who began to wait for it may be gone. */
    private boolean tryNext() {
        try {
            listeners.tellSoon(changes.makeDueIfFree(now.get()));
            failed = null;
            isFailureTold = false;
            return true;
        } catch (DependencyTimeoutException locked) {
            failed = Moment.now();
            return false;
        } catch (KmsException refused) {
            failed = Moment.now();
            if (!isFailureTold) {
                isFailureTold = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "keys of the key store " + store + " are due to be rotated or deleted, and are not",
                        refused);
            }
            return false;
        } finally {
            isTried.set(false);
        }
    }
}
