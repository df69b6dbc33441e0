package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.HeldBuffers;
import dev.furoshiki.s3.stream.SegmentSealer;
import dev.furoshiki.s3.translation.PutTranslation;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Takes a body as it is pushed, and seals it into parts. It asks for more when it has sealed what it was given, which it does when
 * there is a buffer: that is all the backpressure there is. For one body; thread-safe.
 */
final class SealingSubscriber {

    private final PutTranslation put;
    private final SegmentSealer sealer;
    private final AsyncBuffers shared;
    private final AsyncUpload upload;
    private final SerialLoop loop;

    private final PushedBody body;
    /** Buffers of parts that were sent: some to be used again, of others an attempt that was given up may still read. */
    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();

    /** For how many parts the others count. */
    private final AtomicInteger lost = new AtomicInteger();

    private volatile boolean isStopped;

    // What follows belongs to the loop.
    private final HeldBuffers held;
    private byte @Nullable [] plaintext;
    private int filled;
    private byte @Nullable [] part;
    private int used;
    private int segmentsInPart;
    private int number = 1;

    SealingSubscriber(PutTranslation put, SegmentSealer sealer, AsyncBuffers shared, AsyncUpload upload) {
        this.put = put;
        this.sealer = sealer;
        this.shared = shared;
        this.upload = upload;
        this.held = new HeldBuffers(shared.budget(), shared.inFlight());
        this.plaintext = shared.parts().segments().takePlaintext();
        this.loop = new SerialLoop(shared.executor(), this::advance, this::rejected);
        this.body = new PushedBody(loop::signal);
    }

    /** The body may push at once. */
    void subscribeTo(Publisher<ByteBuffer> pushing) {
        try {
            pushing.subscribe(body);
        } catch (RuntimeException | Error e) {
            upload.fail(e);
        }
    }

    /** Nothing more is wanted: the body was stored, or will not be. */
    void stop() {
        isStopped = true;
        loop.signal();
    }

    private void advance() {
        try {
            takeBack();
            if (isStopped || upload.hasFailed()) {
                leave();
            } else if (!sealer.isDone()) {
                sealWhatArrived();
            } else {
                body.awaitEnd();
            }
        } catch (EOFException e) {
            upload.fail(unreadable(e));
        } catch (RuntimeException | Error e) {
            // Ends the answer, which stops this.
            upload.fail(e);
        }
    }

    private void rejected(RejectedExecutionException full) {
        takeBack();
        if (!sealer.isDone()) {
            upload.fail(Futures.withoutThreads(full));
        }
        // When all was sealed, what was sent is answered without this: only buffers come back.
        if (!sealer.isDone() || isStopped) {
            leave();
        }
    }

    private void takeBack() {
        for (byte[] back = free.poll(); back != null; back = free.poll()) {
            held.give(shared.parts().partsIn(back.length));
            shared.parts().give(back);
        }
        held.give(lost.getAndSet(0));
    }

    private void sealWhatArrived() throws EOFException {
        ByteBuffer next = body.peek();
        while (next != null && !isAtEnd()) {
            if (next.hasRemaining() && !take(next)) {
                // A part that has been sent brings it back here.
                return;
            }
            if (!next.hasRemaining()) {
                body.remove();
                next = body.peek();
            }
        }
        Throwable thrown = body.failure();
        if (isAtEnd()) {
            sealLast();
        } else if (thrown != null) {
            upload.fail(unreadable(thrown));
        } else if (body.isExhausted()) {
            requireWhole();
            sealLast();
        } else {
            body.ask();
        }
    }

    /** Everything that was promised is there; what a body has beyond is not sent, as the SDK has it. */
    private boolean isAtEnd() {
        return put.length().isPresent()
                && sealer.plaintextBytes() + filled == put.length().getAsLong();
    }

    private SdkClientException unreadable(Throwable thrown) {
        return SdkClientException.create(
                "the body for " + put.name() + " could not be read: " + thrown.getMessage(), thrown);
    }

    private void requireWhole() throws EOFException {
        if (put.length().isPresent()) {
            throw new EOFException("the body ended after " + (sealer.plaintextBytes() + filled)
                    + " bytes, and its length was given as " + put.length().getAsLong());
        }
    }

    /** Takes some of the bytes; false when there is no buffer for a segment that is full. */
    private boolean take(ByteBuffer bytes) {
        byte[] segment = plaintext;
        if (segment == null) {
            // Left.
            return false;
        }
        // Only now it is known that a full segment is not the last.
        if (filled == ObjectLayout.PLAINTEXT_SEGMENT_BYTES && !seal(segment, false)) {
            return false;
        }
        int length = Math.min(bytes.remaining(), ObjectLayout.PLAINTEXT_SEGMENT_BYTES - filled);
        if (put.length().isPresent()) {
            length = (int) Math.min(length, put.length().getAsLong() - sealer.plaintextBytes() - filled);
        }
        bytes.get(segment, filled, length);
        filled += length;
        return true;
    }

    private void sealLast() {
        byte[] segment = plaintext;
        if (segment != null && seal(segment, true)) {
            body.awaitEnd();
        }
    }

    private boolean seal(byte[] segment, boolean isFinal) {
        byte[] buffer = part == null ? newPart() : part;
        if (buffer == null) {
            return false;
        }
        used += sealer.seal(segment, filled, isFinal, buffer, used);
        filled = 0;
        segmentsInPart++;
        if (isFinal || segmentsInPart == put.parts().segmentsIn(number)) {
            send(buffer, isFinal);
        }
        return true;
    }

    private byte @Nullable [] newPart() {
        int bytes = number == 1
                ? put.firstBufferBytes()
                : put.parts().segmentsIn(number) * ObjectLayout.STORED_SEGMENT_BYTES;
        if (!held.tryTake(shared.parts().partsIn(bytes))) {
            return null;
        }
        part = shared.parts().take(bytes);
        return part;
    }

    private void send(byte[] buffer, boolean isLast) {
        Futures.atEnd(upload.send(number, buffer, used, isLast), (isFree, thrown) -> {
            if (thrown == null && isFree) {
                free.add(buffer);
            } else {
                lost.addAndGet(shared.parts().partsIn(buffer.length));
            }
            loop.signal();
        });
        part = null;
        used = 0;
        segmentsInPart = 0;
        number++;
    }

    /** Gives back what is held, once. */
    private void leave() {
        body.leave();
        byte[] segment = plaintext;
        if (segment != null) {
            plaintext = null;
            shared.parts().segments().givePlaintext(segment);
        }
        byte[] unsent = part;
        if (unsent != null) {
            part = null;
            held.give(shared.parts().partsIn(unsent.length));
            shared.parts().give(unsent);
        }
    }
}
