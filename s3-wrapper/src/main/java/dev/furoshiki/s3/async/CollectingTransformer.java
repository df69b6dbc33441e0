package dev.furoshiki.s3.async;

import dev.furoshiki.s3.stream.PartBuffers;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Receives one answer whole, into a buffer of its own for each attempt: what the SDK does again is not seen from outside, and what a
 * given-up attempt still brings goes nowhere.
 */
final class CollectingTransformer implements AsyncResponseTransformer<GetObjectResponse, Chunk> {

    private final PartBuffers buffers;
    private final int mostBytes;
    private volatile @Nullable Attempt attempt;

    /** @param mostBytes a longer answer is refused */
    CollectingTransformer(PartBuffers buffers, int mostBytes) {
        this.buffers = buffers;
        this.mostBytes = mostBytes;
    }

    @Override
    public CompletableFuture<Chunk> prepare() {
        Attempt begun = new Attempt();
        attempt = begun;
        return begun.received;
    }

    @Override
    public void onResponse(GetObjectResponse response) {
        current().response = response;
    }

    @Override
    public void onStream(SdkPublisher<ByteBuffer> publisher) {
        publisher.subscribe(current());
    }

    @Override
    public void exceptionOccurred(Throwable error) {
        current().received.completeExceptionally(error);
    }

    private Attempt current() {
        Attempt current = attempt;
        if (current == null) {
            throw new IllegalStateException("nothing was prepared");
        }
        return current;
    }

    private final class Attempt implements Subscriber<ByteBuffer> {

        private final CompletableFuture<Chunk> received = new CompletableFuture<>();
        private volatile @Nullable GetObjectResponse response;
        private @Nullable Subscription upstream;
        private byte @Nullable [] buffer;
        private int used;

        @Override
        public void onSubscribe(Subscription subscription) {
            if (upstream != null) {
                subscription.cancel();
                return;
            }
            upstream = subscription;
            GetObjectResponse told = response;
            Long length = told == null ? null : told.contentLength();
            if (length == null || length > mostBytes) {
                subscription.cancel();
                received.completeExceptionally(SdkClientException.create("the server answered with "
                        + (length == null ? "a body of unknown length" : length + " bytes") + ", and at most "
                        + mostBytes + " were asked for; look at what stands between this client and the store, or raise"
                        + " partBytes"));
                return;
            }
            buffer = buffers.take((int) (long) length);
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            byte[] into = buffer;
            GetObjectResponse told = response;
            if (into == null || told == null || received.isDone()) {
                return;
            }
            if (bytes.remaining() > told.contentLength() - used) {
                fail(SdkClientException.create("the answer is longer than its Content-Length says"));
                return;
            }
            int length = bytes.remaining();
            bytes.get(into, used, length);
            used += length;
        }

        private void fail(Exception failure) {
            Subscription subscription = upstream;
            if (subscription != null) {
                subscription.cancel();
            }
            received.completeExceptionally(failure);
        }

        @Override
        public void onError(Throwable thrown) {
            received.completeExceptionally(thrown);
        }

        @Override
        public void onComplete() {
            byte[] full = buffer;
            GetObjectResponse told = response;
            if (full == null || told == null) {
                return;
            }
            buffer = null;
            if (used < told.contentLength()) {
                received.completeExceptionally(SdkClientException.create(
                        "the answer ended after " + used + " of " + told.contentLength() + " bytes"));
            } else if (!received.complete(new Chunk(told, full, used))) {
                buffers.give(full);
            }
        }
    }
}
