package dev.furoshiki.s3.async;

import dev.furoshiki.s3.translation.PartSource;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The plaintext of a part that is copied, asked for when somebody subscribes: before there is room for the part nothing of it is held, and
 * no connection waits. For one subscriber.
 */
final class SourcePublisher implements Publisher<ByteBuffer> {

    private final AsyncObjectGet get;
    private final PartSource source;
    private final CompletableFuture<?> answer;

    /** @param answer whose end ends the question, too */
    SourcePublisher(AsyncObjectGet get, PartSource source, CompletableFuture<?> answer) {
        this.get = get;
        this.source = source;
        this.answer = answer;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        CompletableFuture<ResponsePublisher<GetObjectResponse>> asked =
                get.get(source.request(), AsyncResponseTransformer.toPublisher());
        Futures.atEnd(Futures.cancelledWith(answer, asked), (plaintext, thrown) -> {
            try {
                if (plaintext == null) {
                    fail(subscriber, meaningOf(thrown));
                } else {
                    handOver(plaintext, subscriber);
                }
            } catch (RuntimeException | Error e) {
                // Whatever it is: nobody else would hear of it, and the subscriber would wait for ever.
                fail(subscriber, e);
            }
        });
    }

    private void handOver(ResponsePublisher<GetObjectResponse> plaintext, Subscriber<? super ByteBuffer> subscriber) {
        try {
            source.requireAnswer(plaintext.response());
        } catch (RuntimeException | Error e) {
            plaintext.subscribe(new CancellingSubscriber());
            throw e;
        }
        plaintext.subscribe(subscriber);
    }

    private Throwable meaningOf(@Nullable Throwable thrown) {
        Throwable cause = thrown == null ? new IllegalStateException("neither of both") : Futures.cause(thrown);
        return cause instanceof RuntimeException known ? source.meaningOf(known) : cause;
    }

    private static void fail(Subscriber<? super ByteBuffer> subscriber, Throwable failure) {
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long more) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(failure);
    }
}
