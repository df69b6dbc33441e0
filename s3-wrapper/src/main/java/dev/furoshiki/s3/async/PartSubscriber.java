package dev.furoshiki.s3.async;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.stream.PartSealer;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Takes the body of one part as it is pushed, and seals it on the executor; it asks for more when it has sealed what it was given. For
 * one body; thread-safe.
 */
final class PartSubscriber {

    private final ObjectName name;
    private final OptionalLong length;
    private final PartBody kind;
    private final PartSealer sealer;
    private final CompletableFuture<PartSealer> taken;
    private final SerialLoop loop;
    private final PushedBody body;
    private volatile boolean isStopped;

    /** Belongs to the loop. */
    private boolean isLeft;

    /**
     * @param length of the body; empty to read to its end
     * @param taken completed with the sealer when it has all of the body; whoever ends it otherwise {@link #stop}s this
     */
    PartSubscriber(
            ObjectName name,
            OptionalLong length,
            PartBody kind,
            PartSealer sealer,
            Executor executor,
            CompletableFuture<PartSealer> taken) {
        this.name = name;
        this.length = length;
        this.kind = kind;
        this.sealer = sealer;
        this.taken = taken;
        this.loop = new SerialLoop(executor, this::advance, this::rejected);
        this.body = new PushedBody(loop::signal);
    }

    /** The body may push at once. */
    void subscribeTo(Publisher<ByteBuffer> pushing) {
        try {
            pushing.subscribe(body);
        } catch (RuntimeException | Error e) {
            taken.completeExceptionally(e);
        }
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
        for (ByteBuffer next = body.peek(); next != null; next = body.peek()) {
            body.remove();
            try {
                take(next.duplicate());
            } finally {
                kind.discard(next);
            }
        }
        Throwable thrown = body.failure();
        if (length.isPresent() && left() == 0 && !kind.isReadToItsEnd()) {
            body.cancel();
            taken.complete(sealer);
        } else if (thrown != null) {
            taken.completeExceptionally(unreadable(thrown));
        } else if (body.isExhausted()) {
            end();
        } else {
            body.ask();
        }
    }

    private void take(ByteBuffer wanted) {
        if (length.isPresent() && wanted.remaining() > left()) {
            if (kind.isReadToItsEnd()) {
                throw SdkClientException.create(
                        "what was got for a part for " + name + " is longer than it was said to be");
            }
            wanted.limit(wanted.position() + (int) left());
        }
        sealer.accept(wanted);
    }

    private long left() {
        return length.orElseThrow() - sealer.plaintextBytes();
    }

    private void end() {
        if (length.isPresent() && left() > 0) {
            taken.completeExceptionally(unreadable(new EOFException("it ended after " + sealer.plaintextBytes()
                    + " bytes, and its length was given as " + length.getAsLong())));
        } else {
            taken.complete(sealer);
        }
    }

    /** What is known to callers is told as it is. */
    private RuntimeException unreadable(Throwable thrown) {
        if (thrown instanceof SdkException || thrown instanceof KmsException) {
            return (RuntimeException) thrown;
        }
        return SdkClientException.create("a part for " + name + " could not be read: " + thrown.getMessage(), thrown);
    }

    private void rejected(RejectedExecutionException full) {
        taken.completeExceptionally(Futures.withoutThreads(full));
        if (isStopped) {
            leave();
        }
    }

    private void leave() {
        body.leave(kind::discard);
        if (!isLeft) {
            isLeft = true;
            sealer.close();
        }
    }
}
