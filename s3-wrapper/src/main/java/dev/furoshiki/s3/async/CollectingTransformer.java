package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.PartBuffers;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Receives one answer whole, into a buffer of its own for each stream: what the SDK does again is not seen from outside, and what a
 * given-up attempt still brings ends as one more answer, or as nothing.
 */
final class CollectingTransformer implements AsyncResponseTransformer<GetObjectResponse, Chunk> {

    private final PartBuffers buffers;
    private final int mostBytes;
    private final boolean isHeadEnough;
    private volatile @Nullable Attempt attempt;

    /** @param mostBytes a longer answer is refused */
    CollectingTransformer(PartBuffers buffers, int mostBytes) {
        this(buffers, mostBytes, false);
    }

    private CollectingTransformer(PartBuffers buffers, int mostBytes, boolean isHeadEnough) {
        this.buffers = buffers;
        this.mostBytes = mostBytes;
        this.isHeadEnough = isHeadEnough;
    }

    /**
     * For the head of an answer: of a longer one than that of some bytes, as a server gives that sends everything to whoever asks for a
     * range, none is kept. One comes in any case, which says that the head came whole.
     */
    static CollectingTransformer ofHead(PartBuffers buffers) {
        return new CollectingTransformer(buffers, ObjectLayout.OVERHEAD_BYTES, true);
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
        Attempt current = current();
        GetObjectResponse response = current.response;
        if (response == null) {
            throw new IllegalStateException("a stream without a response");
        }
        Receiving receiving = new Receiving(current, response);
        current.newest = receiving;
        publisher.subscribe(receiving);
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

    private static final class Attempt {
        private final CompletableFuture<Chunk> received = new CompletableFuture<>();
        private volatile @Nullable GetObjectResponse response;
        private volatile @Nullable Receiving newest;

        void fail(Receiving failed, Throwable failure) {
            if (failed.equals(newest)) {
                received.completeExceptionally(failure);
            }
        }
    }

    private final class Receiving implements Subscriber<ByteBuffer> {

        private final Attempt of;
        private final GetObjectResponse response;
        private @Nullable Subscription upstream;
        private byte @Nullable [] buffer;
        private int length;
        private int used;
        private boolean isForHead;

        Receiving(Attempt of, GetObjectResponse response) {
            this.of = of;
            this.response = response;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (upstream != null) {
                subscription.cancel();
                return;
            }
            upstream = subscription;
            Long told = response.contentLength();
            if (told == null || told > mostBytes) {
                isForHead = isHeadEnough;
                if (isForHead) {
                    subscription.request(1);
                    return;
                }
                end(new LongAnswerException(told, mostBytes));
                return;
            }
            length = told.intValue();
            buffer = buffers.take(length);
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            if (isForHead) {
                endWithHead(bytes);
                return;
            }
            byte[] into = buffer;
            if (into == null || of.received.isDone()) {
                return;
            }
            int count = bytes.remaining();
            if (count > length - used) {
                end(SdkClientException.create("the answer is longer than its Content-Length says"));
                return;
            }
            bytes.get(into, used, count);
            used += count;
        }

        /** Completed first: the end of the connection would be its failure else. */
        private void endWithHead(ByteBuffer bytes) {
            Subscription subscription = Objects.requireNonNull(upstream);
            if (bytes.hasRemaining()) {
                of.received.complete(new Chunk(response, new byte[0], 0));
                subscription.cancel();
            } else {
                subscription.request(1);
            }
        }

        private void end(Exception failure) {
            Subscription subscription = upstream;
            if (subscription != null) {
                subscription.cancel();
            }
            giveBack();
            of.fail(this, failure);
        }

        @Override
        public void onError(Throwable thrown) {
            giveBack();
            of.fail(this, thrown);
        }

        @Override
        public void onComplete() {
            if (isForHead) {
                end(SdkClientException.create("the answer ended with its head, or in it"));
                return;
            }
            byte[] full = buffer;
            if (full == null) {
                return;
            }
            if (used < length) {
                end(SdkClientException.create("the answer ended after " + used + " of " + length + " bytes"));
                return;
            }
            buffer = null;
            if (!of.received.complete(new Chunk(response, full, used))) {
                buffers.give(full);
            }
        }

        private void giveBack() {
            byte[] unused = buffer;
            if (unused != null) {
                buffer = null;
                buffers.give(unused);
            }
        }
    }
}
