package dev.furoshiki.cache;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A call to the key service that one thread makes and others wait for. */
final class KeyLoad {

    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    /** It ended, and whoever waited looks into the cache again. */
    void end() {
        ended.complete(true);
    }

    /**
     * It failed, and so it has for whoever waited. What concerns the calling thread only (an interrupt, an error of the
     * virtual machine) is not shared: the others try for themselves.
     */
    void fail(Throwable failure) {
        if (failure instanceof KmsException && !Thread.currentThread().isInterrupted()) {
            ended.completeExceptionally(failure);
        } else {
            ended.complete(false);
        }
    }

    /**
     * Waits for the end.
     *
     * @throws KmsException when the call failed, or the waiting thread was interrupted
     */
    void await(CacheKey key) {
        try {
            ended.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof KmsException shared ? shared : new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DependencyTimeoutException(
                    "interrupted while another thread asked the key service for " + key + ": try again", interrupted);
        }
    }
}
