package dev.furoshiki.cache;

import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Until when somebody waits, for however many things one after the other. Immutable. */
final class Deadline {

    private final CacheRuntime runtime;
    private final Duration longest;
    private final long atNanos;

    private Deadline(Duration longest, CacheRuntime runtime) {
        this.runtime = runtime;
        this.longest = longest;
        this.atNanos = runtime.nanoTime() + longest.toNanos();
    }

    static Deadline in(Duration longest, CacheRuntime runtime) {
        return new Deadline(longest, runtime);
    }

    /** When half of what is left is over. */
    Deadline half() {
        return in(Duration.ofNanos(Math.max(0, leftNanos() / 2)), runtime);
    }

    /** 0 or less when it is over. */
    long leftNanos() {
        return atNanos - runtime.nanoTime();
    }

    /** Waits for the end of something, no longer than is left. */
    void await(CompletableFuture<?> ending) throws ExecutionException, TimeoutException, InterruptedException {
        runtime.await(ending, leftNanos());
    }

    /**
     * @param waitedFor what was waited for: "asked for …"
     * @throws DependencyTimeoutException when it is over
     */
    void requireLeft(String waitedFor) {
        if (leftNanos() <= 0) {
            throw missed(waitedFor, null);
        }
    }

    DependencyTimeoutException missed(String waitedFor, @Nullable Throwable cause) {
        return new DependencyTimeoutException(
                "the key service has not answered within " + longest.toMillis() + " ms when " + waitedFor
                        + ": try again, or allow calls more time",
                cause);
    }
}
