package dev.furoshiki.s3.async;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the SDK's futures do, for those that are composed of several. Stateless. */
final class Futures {

    private Futures() {}

    /** Does something at the end of one, that throws nothing: nobody would hear of it. */
    static <T> void atEnd(
            CompletableFuture<T> of, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        CompletableFuture<T> unused = of.whenComplete(action);
    }

    /** What went wrong, not that something did. */
    static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * A failure where the call throws, so that callers meet all failures in one place. Errors too: where one call follows another, who
     * waits for the last would wait for ever.
     */
    static <T> CompletableFuture<T> failingLater(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(told(e));
        }
    }

    /** What callers are told where the executor takes no work. */
    static SdkClientException withoutThreads(RejectedExecutionException rejected) {
        return SdkClientException.create(
                "the client was closed, or its executor takes no more work: give it one whose queue has room",
                rejected);
    }

    /** What callers are told of a failure, of which the SDK has but its own types and those of this project. */
    static Throwable told(Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof RejectedExecutionException rejected) {
            return withoutThreads(rejected);
        }
        return cause instanceof IOException failed
                ? SdkClientException.create("the object could not be read: " + failed.getMessage(), failed)
                : cause;
    }

    /** Completes one like another. */
    static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
        atEnd(from, (value, thrown) -> {
            if (thrown == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(told(thrown));
            }
        });
    }

    /** One that is completed like another, and cancels that with itself. */
    static <T> CompletableFuture<T> relay(CompletableFuture<T> from) {
        CompletableFuture<T> to = new CompletableFuture<>();
        forward(from, to);
        cancelWith(to, from);
        return to;
    }

    static void cancelWith(CompletableFuture<?> of, CompletableFuture<?> cancelled) {
        atEnd(of, (value, thrown) -> {
            if (of.isCancelled()) {
                cancelled.cancel(true);
            }
        });
    }

    /** @param steps what comes of the future that they are given is their answer; its end cancels the step that is asked */
    static <T> CompletableFuture<T> answering(Function<CompletableFuture<T>, CompletableFuture<T>> steps) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        forward(failingLater(() -> steps.apply(answer)), answer);
        return answer;
    }

    /** What is asked is given up when the answer ends before it does, however that is. */
    static <T> CompletableFuture<T> cancelledWith(CompletableFuture<?> answer, CompletableFuture<T> asked) {
        atEnd(answer, (response, thrown) -> asked.cancel(true));
        return asked;
    }
}
