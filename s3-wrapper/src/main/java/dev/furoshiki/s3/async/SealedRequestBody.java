package dev.furoshiki.s3.async;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** Sealed bytes that every attempt sends again as they are. Thread-safe. */
final class SealedRequestBody implements AsyncRequestBody {

    private final AsyncRequestBody replayed;
    private final int length;
    private final String contentType;
    private final AtomicInteger attempts = new AtomicInteger();

    SealedRequestBody(byte[] buffer, int length, String contentType) {
        this.replayed = AsyncRequestBody.fromByteBufferUnsafe(ByteBuffer.wrap(buffer, 0, length));
        this.length = length;
        this.contentType = contentType;
    }

    /** Whether no attempt but the one that succeeded can hold the bytes yet. */
    boolean wasSentOnce() {
        return attempts.get() == 1;
    }

    int length() {
        return length;
    }

    @Override
    public Optional<Long> contentLength() {
        return Optional.of((long) length);
    }

    @Override
    public String contentType() {
        return contentType;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        attempts.incrementAndGet();
        replayed.subscribe(subscriber);
    }
}
