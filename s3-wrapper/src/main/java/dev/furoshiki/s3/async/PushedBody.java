package dev.furoshiki.s3.async;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A body as it is pushed (Reactive Streams 1.0.4, section 2), for a loop that takes it: what happens signals that, and nothing is done
 * on the thread that pushes. What arrives waits, and is asked for one after the other. For one body; the subscriber is thread-safe, the
 * rest belongs to the loop.
 */
final class PushedBody implements Subscriber<ByteBuffer> {

    private final Runnable signal;
    private final AtomicReference<@Nullable Subscription> upstream = new AtomicReference<>();
    private final ConcurrentLinkedQueue<ByteBuffer> arrived = new ConcurrentLinkedQueue<>();
    private volatile boolean isComplete;
    private volatile @Nullable Throwable failure;

    private boolean isAsking;

    /** @param signal has the loop look here again */
    PushedBody(Runnable signal) {
        this.signal = signal;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        Objects.requireNonNull(subscription);
        if (!upstream.compareAndSet(null, subscription)) {
            subscription.cancel();
            return;
        }
        signal.run();
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        arrived.add(Objects.requireNonNull(bytes));
        signal.run();
    }

    @Override
    public void onError(Throwable thrown) {
        failure = Objects.requireNonNull(thrown);
        signal.run();
    }

    @Override
    public void onComplete() {
        isComplete = true;
        signal.run();
    }

    /** What has arrived and was not taken yet; null for nothing. */
    @Nullable
    ByteBuffer peek() {
        return arrived.peek();
    }

    /** What {@link #peek} gave is taken. */
    void remove() {
        arrived.remove();
        isAsking = false;
    }

    /** Whether all of it was taken. */
    boolean isExhausted() {
        return isComplete && arrived.isEmpty();
    }

    /** What it failed with; null while it has not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Asks for more, once for what arrives. */
    void ask() {
        Subscription subscription = upstream.get();
        if (subscription != null && !isAsking) {
            isAsking = true;
            subscription.request(1);
        }
    }

    /** Asks for no more of what has not come to its end. */
    void cancel() {
        Subscription subscription = upstream.get();
        if (subscription != null && !isComplete) {
            subscription.cancel();
        }
    }

    /**
     * Waits for its end where all was taken that is wanted, since whoever counts what is read waits for that; what comes in place of the
     * end is not taken.
     */
    void awaitEnd() {
        if (isComplete) {
            return;
        }
        if (arrived.isEmpty()) {
            ask();
        } else {
            cancel();
        }
    }

    /** Nothing of it is wanted any more. */
    void leave() {
        leave(unused -> {});
    }

    /** Likewise; what has arrived is discarded so. */
    void leave(Consumer<ByteBuffer> discard) {
        cancel();
        for (ByteBuffer unused = arrived.poll(); unused != null; unused = arrived.poll()) {
            discard.accept(unused);
        }
    }
}
