package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.stream.PartSealer;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Takes the body of one part as it is pushed, and seals it on the executor; it asks for more when it has sealed what it was given. For
 * one body; thread-safe.
 */
final class PartSubscriber implements Subscriber<ByteBuffer> {

    private final ObjectName name;
    private final OptionalLong length;
    private final PartSealer sealer;
    private final CompletableFuture<PartSealer> taken;
    private final SerialLoop loop;
    private final AtomicReference<@Nullable Subscription> upstream = new AtomicReference<>();
    private final ConcurrentLinkedQueue<ByteBuffer> arrived = new ConcurrentLinkedQueue<>();
    private volatile boolean isComplete;
    private volatile boolean isStopped;
    private volatile @Nullable Throwable failure;

    // What follows belongs to the loop.
    private boolean isAsking;
    private boolean isLeft;

    /**
     * @param length of the body; empty to read to its end
     * @param taken completed with the sealer when it has all of the body; whoever ends it otherwise {@link #stop}s this
     */
    PartSubscriber(
            ObjectName name,
            OptionalLong length,
            PartSealer sealer,
            Executor executor,
            CompletableFuture<PartSealer> taken) {
        this.name = name;
        this.length = length;
        this.sealer = sealer;
        this.taken = taken;
        this.loop = new SerialLoop(executor, this::advance, this::rejected);
    }

    /** The body may push at once. */
    void subscribeTo(Publisher<ByteBuffer> body) {
        try {
            body.subscribe(this);
        } catch (RuntimeException | Error e) {
            taken.completeExceptionally(e);
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        Objects.requireNonNull(subscription);
        if (!upstream.compareAndSet(null, subscription)) {
            subscription.cancel();
            return;
        }
        loop.signal();
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        arrived.add(Objects.requireNonNull(bytes));
        loop.signal();
    }

    @Override
    public void onError(Throwable thrown) {
        failure = Objects.requireNonNull(thrown);
        loop.signal();
    }

    @Override
    public void onComplete() {
        isComplete = true;
        loop.signal();
    }

    /** Nothing more is wanted, of the sealer either. */
    void stop() {
        isStopped = true;
        loop.signal();
    }

    private void advance() {
        if (isStopped) {
            leave();
            return;
        }
        try {
            if (!taken.isDone()) {
                takeWhatArrived();
            }
        } catch (RuntimeException | Error e) {
            taken.completeExceptionally(e);
        }
    }

    private void takeWhatArrived() {
        for (ByteBuffer next = arrived.poll(); next != null; next = arrived.poll()) {
            isAsking = false;
            ByteBuffer wanted = next.duplicate();
            if (length.isPresent()) {
                // What a body has beyond is not sent, as the SDK has it.
                wanted.limit(wanted.position() + (int) Math.min(wanted.remaining(), left()));
            }
            sealer.accept(wanted);
        }
        Throwable thrown = failure;
        Subscription subscription = upstream.get();
        if (length.isPresent() && left() == 0) {
            if (subscription != null && !isComplete) {
                subscription.cancel();
            }
            taken.complete(sealer);
        } else if (thrown != null) {
            taken.completeExceptionally(unreadable(thrown));
        } else if (isComplete && arrived.isEmpty()) {
            end();
        } else if (subscription != null && !isAsking) {
            isAsking = true;
            subscription.request(1);
        }
    }

    private long left() {
        return length.orElseThrow() - sealer.plaintextBytes();
    }

    private void end() {
        if (length.isPresent()) {
            taken.completeExceptionally(unreadable(new EOFException("it ended after " + sealer.plaintextBytes()
                    + " bytes, and its length was given as " + length.getAsLong())));
        } else {
            taken.complete(sealer);
        }
    }

    private SdkClientException unreadable(Throwable thrown) {
        return SdkClientException.create("a part for " + name + " could not be read: " + thrown.getMessage(), thrown);
    }

    private void rejected(RejectedExecutionException full) {
        taken.completeExceptionally(Futures.withoutThreads(full));
        if (isStopped) {
            leave();
        }
    }

    private void leave() {
        Subscription subscription = upstream.get();
        if (subscription != null) {
            subscription.cancel();
        }
        arrived.clear();
        if (!isLeft) {
            isLeft = true;
            sealer.close();
        }
    }
}
