package dev.furoshiki.s3.async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** What the SDK's futures do, for those that are composed of several. Stateless. */
final class Futures {

    private Futures() {}

    /** What went wrong, not that something did. */
    static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** A failure where the call throws, so that callers meet all failures in one place. */
    static <T> CompletableFuture<T> failingLater(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Completes one like another, and cancels the other with it. */
    static <T> CompletableFuture<T> relay(CompletableFuture<T> from) {
        CompletableFuture<T> to = new CompletableFuture<>();
        from.whenComplete((value, thrown) -> {
            if (thrown == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(cause(thrown));
            }
        });
        cancelWith(to, from);
        return to;
    }

    static void cancelWith(CompletableFuture<?> of, CompletableFuture<?> cancelled) {
        of.whenComplete((value, thrown) -> {
            if (of.isCancelled()) {
                cancelled.cancel(true);
            }
        });
    }
}
