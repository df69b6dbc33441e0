package dev.furoshiki.cache;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The end of something that is under way on another thread, and those who wait for it. Thread-safe. */
final class Ending {

    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    /** It ended: whoever waited looks what it brought. */
    void reach() {
        ended.complete(true);
    }

    /** It failed, and so it has for whoever waited. */
    void fail(Throwable failure) {
        ended.completeExceptionally(failure);
    }

    /**
     * Waits for it. An error of the virtual machine is not shared: it is for who began, and the others look again. Nor is an
     * exception, to which those who catch it may add what else went wrong: each gets one of its own.
     *
     * @param began whether it is for who began it
     * @throws KmsException when it failed, takes longer than that, or the waiting thread is interrupted
     */
    void await(Deadline deadline, String waitedFor, boolean began) {
        try {
            deadline.await(ended);
        } catch (ExecutionException failed) {
            rethrow(failed, began);
        } catch (TimeoutException late) {
            throw deadline.missed(waitedFor, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DependencyTimeoutException(
                    "interrupted while the key service was " + waitedFor + ": try again", interrupted);
        }
    }

    /** Whether a wait failed because the waiting thread was interrupted, which says nothing of the service. */
    static boolean isInterrupt(KmsException failed) {
        return failed instanceof DependencyTimeoutException && failed.getCause() instanceof InterruptedException;
    }

    private static void rethrow(ExecutionException failed, boolean began) {
        Throwable cause = failed.getCause();
        if (cause instanceof Error error) {
            if (began) {
                throw error;
            }
            return;
        }
        if (cause instanceof KmsException known) {
            throw began ? known : RepeatedException.of(known);
        }
        if (began && cause instanceof RuntimeException defect) {
            throw defect;
        }
        throw new IllegalStateException(
                "another thread's call of the key service, whose end was waited for, failed with "
                        + (cause == null ? failed : cause).getClass().getName() + ": correct its provider",
                cause);
    }
}
