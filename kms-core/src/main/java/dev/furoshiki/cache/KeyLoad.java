package dev.furoshiki.cache;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A call to the key service that is under way, and who waits for it. Thread-safe. */
final class KeyLoad {

    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    private @Nullable KeyLease lease;
    private @Nullable Error error;
    private boolean abandoned;

    /** Leaves a lease for who began the load; closed when that one has given up. */
    void leave(KeyLease forLoader) {
        synchronized (this) {
            if (!abandoned) {
                lease = forLoader;
                return;
            }
        }
        forLoader.close();
    }

    /**
     * What was left for who began the load; null when it has to look into the cache again.
     *
     * @throws Error when the load ended with one
     */
    synchronized @Nullable KeyLease taken() {
        if (error != null) {
            throw error;
        }
        KeyLease left = lease;
        lease = null;
        return left;
    }

    /** It ended, and whoever waited looks into the cache again. */
    void end() {
        ended.complete(true);
    }

    /**
     * It failed, and so it has for whoever waited. An error of the virtual machine is not shared: it is for who began the
     * load, and the others try again.
     */
    void fail(Throwable failure) {
        if (failure instanceof Error own) {
            synchronized (this) {
                error = own;
            }
            ended.complete(false);
        } else {
            ended.completeExceptionally(failure);
        }
    }

    /**
     * Waits for the end.
     *
     * @throws KmsException when the call failed, took longer than that, or the waiting thread was interrupted
     */
    void await(CacheKey key, Duration longest) {
        try {
            ended.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException shared ? shared : new IllegalStateException(failed);
        } catch (TimeoutException late) {
            throw new DependencyTimeoutException(
                    "the key service has not answered within " + longest.toMillis() + " ms when asked for " + key
                            + ": try again, or allow calls more time",
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DependencyTimeoutException(
                    "interrupted while the key service was asked for " + key + ": try again", interrupted);
        }
    }

    /** Whether a wait failed because the waiting thread was interrupted, which says nothing of the service. */
    static boolean isInterrupt(KmsException failed) {
        return failed instanceof DependencyTimeoutException && failed.getCause() instanceof InterruptedException;
    }

    /** Who began the load gives up: what comes is for others. */
    void abandon() {
        KeyLease left;
        synchronized (this) {
            abandoned = true;
            left = lease;
            lease = null;
        }
        if (left != null) {
            left.close();
        }
    }
}
