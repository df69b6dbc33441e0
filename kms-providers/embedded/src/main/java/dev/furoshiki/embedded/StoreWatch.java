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
import java.util.function.BiConsumer;
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
    private volatile Moment looked;
    private volatile boolean isDistrusted;
    // What was seen that must not be used: until a look finds what should be there, be the server away meanwhile or not.
    private volatile @Nullable KmsException refusal;
    private volatile @Nullable DependencyTimeoutException away;
    private volatile CompletableFuture<Boolean> nextLook = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * Begins to look.
     *
     * @param looked before what is known was read
     * @param looks closed with this
     * @param taking takes over what was seen; second, what was known when the look began
     */
    StoreWatch(
            PostgresKeyStore store,
            Moment looked,
            StoreLooks looks,
            KnownKeys known,
            BiConsumer<Look, StoreState> taking,
            Function<SQLException, KmsException> failures) {
        this.store = store;
        this.looked = looked;
        this.looks = looks;
        this.known = known;
        this.taking = taking;
        this.failures = failures;
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
        requireUndamaged();
        if (isFresh()) {
            return;
        }
        if (away == null) {
            awaitLook();
            requireUndamaged();
            if (isFresh()) {
                return;
            }
        }
        DependencyTimeoutException failed = away;
        throw new DependencyTimeoutException(
                "the key store " + store + " was not seen for more than " + maxStaleness.toMillis()
                        + " ms, in which another process could have changed it"
                        + (failed == null ? "" : ": " + failed.getMessage()),
                failed);
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

    /** What is known is not to be used before a look that begins now. */
    void distrust() {
        isDistrusted = true;
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
        return !isDistrusted && looked.isWithin(maxStaleness);
    }

    private void awaitLook() {
        CompletableFuture<Boolean> next = nextLook;
        wanted.release();
        try {
            next.get(maxStaleness.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException noLook) {
            // Then it is not fresh.
        }
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
        boolean wasDistrusted = isDistrusted;
        try {
            StoreState before = known.state();
            Look look = looks.look(before.contentMac(), before.changeNumber());
            taking.accept(look, before);
            looked = begun;
            if (wasDistrusted) {
                isDistrusted = false;
            }
            refusal = null;
            away = null;
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

    /**
     * A moment by two clocks: a machine that sleeps stops the first, and somebody can set the second back.
     *
     * @param nanos of the monotonic clock
     */
    record Moment(long nanos, long wallMillis) {

        static Moment now() {
            return new Moment(System.nanoTime(), System.currentTimeMillis());
        }

        /** Whether less than that has passed by both. */
        boolean isWithin(Duration longest) {
            return System.nanoTime() - nanos < longest.toNanos()
                    && System.currentTimeMillis() - wallMillis < longest.toMillis();
        }
    }
}
