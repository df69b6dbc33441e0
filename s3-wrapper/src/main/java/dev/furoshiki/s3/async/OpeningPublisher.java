package dev.furoshiki.s3.async;

import dev.furoshiki.s3.stream.DecryptingInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The plaintext, a verified segment at a time, opened when it is asked for (Reactive Streams 1.0.4, section 1 and 3). For one
 * subscriber; thread-safe.
 */
final class OpeningPublisher implements SdkPublisher<ByteBuffer>, Subscription {

    private final ChunkSequence stored;
    private final DecryptingInputStream plaintext;
    private final Consumer<Throwable> failed;
    private final SerialLoop loop;

    private final AtomicReference<@Nullable Subscriber<? super ByteBuffer>> subscriber = new AtomicReference<>();
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean isSubscribed;
    private volatile boolean isBegun;
    private volatile boolean isMisused;
    private volatile boolean isCancelled;
    private volatile @Nullable Throwable ended;

    // What follows belongs to the loop.
    private boolean isLeft;
    private @Nullable Throwable owed;
    private @Nullable CompletableFuture<Chunk> awaited;

    /** @param failed told of what ended it, after the subscriber */
    OpeningPublisher(
            ChunkSequence stored, DecryptingInputStream plaintext, Executor executor, Consumer<Throwable> failed) {
        this.stored = stored;
        this.plaintext = plaintext;
        this.failed = failed;
        this.loop = new SerialLoop(executor, this::advance, this::rejected);
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> first) {
        if (subscriber.compareAndSet(null, first)) {
            first.onSubscribe(this);
            isSubscribed = true;
            loop.signal();
            return;
        }
        first.onSubscribe(new Subscription() {
            @Override
            public void request(long more) {}

            @Override
            public void cancel() {}
        });
        first.onError(new IllegalStateException("an object is received once: ask for it again"));
    }

    @Override
    public void request(long more) {
        if (more <= 0) {
            isMisused = true;
        } else {
            demand.getAndUpdate(before -> before + more < 0 ? Long.MAX_VALUE : before + more);
        }
        loop.signal();
    }

    @Override
    public void cancel() {
        isCancelled = true;
        loop.signal();
    }

    /**
     * Lets the plaintext come. Whoever hands this over does so first: some of the SDK's transformers note only behind their subscribing
     * that there is a stream, and take one that has ended by then for none (ByteArraySplittingTransformer, whose future never ends).
     */
    void begin() {
        isBegun = true;
        loop.signal();
    }

    /** Nobody waits for the rest any more, for a reason from outside. */
    void end(Throwable reason) {
        ended = reason;
        loop.signal();
    }

    private void advance() {
        try {
            Throwable reason = ended;
            if (isCancelled || reason != null) {
                leave(isCancelled ? null : reason);
            } else if (isSubscribed && isBegun && !isLeft) {
                publish(Objects.requireNonNull(subscriber.get()));
            }
        } catch (IOException | RuntimeException | Error e) {
            leave(Futures.told(e));
        }
        tellFailure();
    }

    private void rejected(RejectedExecutionException full) {
        leave(isCancelled ? null : Futures.withoutThreads(full));
        tellFailure();
    }

    /** Whoever subscribes later is told, too. */
    private void tellFailure() {
        Throwable reason = owed;
        if (reason == null || !isSubscribed) {
            return;
        }
        owed = null;
        try {
            Objects.requireNonNull(subscriber.get()).onError(reason);
        } finally {
            failed.accept(reason);
        }
    }

    private void publish(Subscriber<? super ByteBuffer> receiver) throws IOException {
        if (isMisused) {
            throw new IllegalArgumentException("a subscriber requests at least one element (Reactive Streams, 3.9)");
        }
        while (!isCancelled && ended == null && (demand.get() > 0 || plaintext.isExhausted()) && !isWaiting()) {
            ByteBuffer segment = plaintext.readSegment();
            if (segment == null) {
                leave(null);
                receiver.onComplete();
                return;
            }
            demand.getAndUpdate(before -> before == Long.MAX_VALUE ? before : before - 1);
            receiver.onNext(segment);
        }
        if (isCancelled || ended != null) {
            loop.signal();
        }
    }

    /** Whether the next segment is on its way: then this is called again when it has come. */
    @SuppressWarnings("ReferenceEquality") // whether it is that very one
    private boolean isWaiting() {
        CompletableFuture<Chunk> next = stored.awaited();
        if (next == null) {
            return false;
        }
        if (next.isCompletedExceptionally()) {
            throw failureOf(next);
        }
        if (next != awaited) {
            awaited = next;
            Futures.atEnd(next, (chunk, thrown) -> loop.signal());
        }
        return true;
    }

    private static RuntimeException failureOf(CompletableFuture<Chunk> failed) {
        Throwable cause =
                failed.handle((chunk, thrown) -> Futures.cause(thrown)).join();
        return cause instanceof RuntimeException known ? known : SdkClientException.create(cause.getMessage(), cause);
    }

    /** Gives back what is held, once. */
    private void leave(@Nullable Throwable reason) {
        if (isLeft) {
            return;
        }
        isLeft = true;
        owed = reason;
        plaintext.release();
        stored.close();
    }
}
