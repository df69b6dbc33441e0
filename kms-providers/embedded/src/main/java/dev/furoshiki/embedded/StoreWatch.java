package dev.furoshiki.embedded;

import dev.furoshiki.embedded.store.StoreLooks;
import dev.furoshiki.embedded.store.StoreLooks.Look;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KeyStoreTooNewException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks, on a thread of its own, whether another process has changed the store, and says whether what is known of it may
 * still be used: so long after the beginning of the last look that succeeded. Thread-safe.
 */
final class StoreWatch implements AutoCloseable {

    private final PostgresKeyStore store;
    private final StoreLooks looks;
    private final KnownKeys known;
    private final BiConsumer<Look, StoreState> taking;
    private final Function<SQLException, KmsException> failures;
    private final Duration maxStaleness;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread;
    private final BooleanSupplier isAnchored;
    private final AtomicLong distrusted = new AtomicLong();
    private volatile Moment looked;
    // Up to which time of being distrusted a look has followed.
    private volatile long trusted;
    // What was seen that must not be used: until a look finds what should be there, be the server away meanwhile or
    // not.
    private volatile @Nullable KmsException refusal;
    private volatile @Nullable DependencyTimeoutException away;
    // Since when the server is found, after it was away.
    private volatile @Nullable Moment back;
    private volatile CompletableFuture<Boolean> nextLook = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * Begins to look.
     *
     * @param looked before what is known was read
     * @param looks closed with this
     * @param taking takes over what was seen; second, what was known when the look began
     * @param isAnchored whether the store has what it needs to notice that the audit log is cut: else nothing is used, either
     */
    StoreWatch(
            PostgresKeyStore store,
            Moment looked,
            StoreLooks looks,
            KnownKeys known,
            BiConsumer<Look, StoreState> taking,
            Function<SQLException, KmsException> failures,
            BooleanSupplier isAnchored) {
        this.store = store;
        this.looked = looked;
        this.looks = looks;
        this.known = known;
        this.taking = taking;
        this.failures = failures;
        this.isAnchored = isAnchored;
        this.maxStaleness = store.maxStaleness();
        this.thread = new Thread(this::watch, "furoshiki key store watch");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Returns when what is known may be used. Where the process itself was stopped for long, that is after the next look.
     *
     * @throws DependencyTimeoutException when the store was not seen for too long
     * @throws KeyStoreDamagedException when what was seen there is damaged
     * @throws IncorrectRootKeyException when it was seen under another root key
     */
    void requireFresh() {
        if (!isFreshInTime()) {
            throw stale();
        }
    }

    /**
     * Likewise, where nothing is given out, but a cache goes on with what it has: while the server cannot be found that is for the
     * cache's own limits to end, and when it is back, it takes a moment until it has the log's newest line. What was seen since, or
     * may have come of a change of this process's own, is not passed over.
     */
    void requireFreshUnlessAway() {
        // First: who finds it away need not wait for what the next look brings.
        boolean wasAway = away != null;
        if (!isFreshInTime() && !(isTrusted() && (wasAway || away != null || isJustBack()))) {
            throw stale();
        }
    }

    private boolean isJustBack() {
        Moment since = back;
        return since != null && since.isWithin(maxStaleness) && looked.isWithin(maxStaleness);
    }

    private boolean isFreshInTime() {
        requireUndamaged();
        if (isFresh()) {
            return true;
        }
        if (away == null) {
            awaitLook();
            requireUndamaged();
        }
        return isFresh();
    }

    /** Before what is known now was read: of that moment it is the newest. */
    Moment looked() {
        return looked;
    }

    /** Whether what was the newest then may be used now. */
    boolean isRecent(Moment seen) {
        return seen.isWithin(maxStaleness);
    }

    /** Of what was known when an operation began, and is neither recent nor the newest any more. */
    DependencyTimeoutException overtaken() {
        return new DependencyTimeoutException(
                "the keys of the key store " + store + " were changed while the operation took longer than "
                        + maxStaleness.toMillis() + " ms: try again",
                null);
    }

    private void requireUndamaged() {
        KmsException seen = refusal;
        if (seen != null) {
            throw anew(seen);
        }
    }

    /** Whether the last look found it. */
    boolean isServerThere() {
        return away == null;
    }

    /** Fails where it was not found for so long that waiting for it is of no use. */
    void requireNotLongAway() {
        if (away != null && !looked.isWithin(maxStaleness)) {
            throw stale();
        }
    }

    /** What is known is not to be used before a look that begins now. */
    void distrust() {
        distrusted.incrementAndGet();
        wanted.release();
    }

    /** Ends the looks. */
    @Override
    public void close() {
        closed = true;
        wanted.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        looks.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isFresh() {
        return isTrusted() && looked.isWithin(maxStaleness) && isAnchored.getAsBoolean();
    }

    private boolean isTrusted() {
        return trusted == distrusted.get();
    }

    /** Of two looks, since the first may have begun before this process was stopped. */
    private void awaitLook() {
        long begun = System.nanoTime();
        for (int looks = 0; looks < 2 && !isFresh() && refusal == null && away == null; looks++) {
            CompletableFuture<Boolean> next = nextLook;
            wanted.release();
            try {
                next.get(maxStaleness.toNanos() - (System.nanoTime() - begun), TimeUnit.NANOSECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (TimeoutException | ExecutionException noLook) {
                return;
            }
        }
    }

    private DependencyTimeoutException stale() {
        DependencyTimeoutException failed = away;
        String since = " for more than " + maxStaleness.toMillis() + " ms";
        if (failed == null && !isAnchored.getAsBoolean()) {
            return new DependencyTimeoutException(
                    "the key store " + store + " could not keep the newest line of the audit log" + since
                            + ", without which nobody would notice that the log is cut: see what locks its table "
                            + "audit_anchor, or what keeps its server from writing",
                    null);
        }
        return new DependencyTimeoutException(
                "the key store " + store + " was not seen" + since + ", in which another process could have changed it"
                        + (failed == null ? "" : ": " + failed.getMessage()),
                failed);
    }

    private void watch() {
        while (!closed) {
            look();
            CompletableFuture<Boolean> done = nextLook;
            nextLook = new CompletableFuture<>();
            done.complete(true);
            try {
                if (wanted.tryAcquire(store.pollInterval().toNanos(), TimeUnit.NANOSECONDS)) {
                    wanted.drainPermits();
                }
            } catch (InterruptedException nobodyDoesThat) {
                return;
            }
        }
    }

    private void look() {
        Moment begun = Moment.now();
        long distrustedBefore = distrusted.get();
        try {
            StoreState before = known.state();
            Look look = looks.look(before.contentMac(), before.changeNumber());
            if (away != null) {
                // To take over what it says may take a while, for which nothing is used, either.
                back = Moment.now();
                away = null;
            }
            taking.accept(look, before);
            looked = begun;
            trusted = distrustedBefore;
            refusal = null;
        } catch (SQLException failed) {
            failed(failures.apply(failed));
        } catch (KmsException failed) {
            failed(failed);
        } catch (RuntimeException | Error failed) {
            // It goes on looking: else nothing would be used again before the store is opened anew.
            failed(new KmsInternalException("the key store " + store + " could not be looked at", failed));
        }
    }

    private void failed(KmsException failure) {
        if (failure instanceof DependencyTimeoutException unavailable) {
            away = unavailable;
        } else {
            refusal = failure;
            away = null;
        }
    }

    /** A fresh one for each caller, who may attach to it what it was doing. */
    private static KmsException anew(KmsException seen) {
        String message = Objects.requireNonNull(seen.getMessage(), "a KmsException says what happened");
        if (seen instanceof KeyStoreDamagedException) {
            return new KeyStoreDamagedException(message, seen);
        }
        if (seen instanceof IncorrectRootKeyException) {
            return new IncorrectRootKeyException(seen.getMessage());
        }
        return seen instanceof KeyStoreTooNewException
                ? new KeyStoreTooNewException(message)
                : new KmsInternalException(message, seen);
    }
}
