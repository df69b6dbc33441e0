package dev.furoshiki.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/** Requests of a plain client for copies of parts: what goes out, what is done before a GET does, and what is wrong on its way. */
final class CopyRequests implements ExecutionInterceptor {

    /** What is wrong with the store, or on the way to it. */
    enum Trouble {
        /** Nobody may list parts. */
        NO_LISTS,
        /** Whoever asks for a range gets everything. */
        NO_RANGES,
        /** Whole answers are not what their checksum is of, which the SDK says at their end. */
        OTHER_CHECKSUM,
        /** Whole answers cannot be received. */
        NO_BODY
    }

    private final List<Object> sent = Collections.synchronizedList(new ArrayList<>());
    volatile int gets;
    private volatile Consumer<Integer> beforeGet = number -> {};
    volatile Runnable beforeCopy = () -> {};
    volatile Set<Trouble> troubles = Set.of();

    @Override
    public synchronized void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        sent.add(context.request());
        if (context.request() instanceof ListPartsRequest && troubles.contains(Trouble.NO_LISTS)) {
            AwsErrorDetails denied =
                    AwsErrorDetails.builder().errorCode("AccessDenied").build();
            throw S3Exception.builder().statusCode(403).awsErrorDetails(denied).build();
        }
        if (context.request() instanceof GetObjectRequest) {
            beforeGet.accept(++gets);
        } else if (context.request() instanceof UploadPartCopyRequest) {
            beforeCopy.run();
        }
    }

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.request() instanceof GetObjectRequest && troubles.contains(Trouble.NO_RANGES)
                ? context.httpRequest().toBuilder().removeHeader("Range").build()
                : context.httpRequest();
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return isOfAll(context.request()) && troubles.contains(Trouble.OTHER_CHECKSUM)
                ? context.responseBody().map(AlteredBody::new)
                : context.responseBody();
    }

    @Override
    public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        if (isOfAll(context.request()) && troubles.contains(Trouble.NO_BODY)) {
            return Optional.of(subscriber -> {
                throw new IllegalStateException("cannot be subscribed to");
            });
        }
        return isOfAll(context.request()) && troubles.contains(Trouble.OTHER_CHECKSUM)
                ? context.responsePublisher().map(body -> subscriber -> body.subscribe(new Altered(subscriber)))
                : context.responsePublisher();
    }

    private static boolean isOfAll(SdkRequest request) {
        return request instanceof GetObjectRequest get && get.range() == null;
    }

    void before(int number, Runnable action) {
        forget();
        beforeGet = get -> {
            if (get == number) {
                action.run();
            }
        };
    }

    void forget() {
        sent.clear();
        gets = 0;
        beforeGet = get -> {};
        beforeCopy = () -> {};
        troubles = Set.of();
    }

    <T> List<T> of(Class<T> type) {
        return List.copyOf(sent).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static SdkClientException otherChecksum() {
        return SdkClientException.create("Data read has a different checksum than expected");
    }

    private static final class AlteredBody extends FilterInputStream {

        AlteredBody(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return notAtEnd(super.read());
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return notAtEnd(super.read(into, offset, length));
        }

        private static int notAtEnd(int read) {
            if (read < 0) {
                throw otherChecksum();
            }
            return read;
        }
    }

    private record Altered(Subscriber<? super ByteBuffer> subscriber) implements Subscriber<ByteBuffer> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            subscriber.onNext(bytes);
        }

        @Override
        public void onError(Throwable thrown) {
            subscriber.onError(thrown);
        }

        @Override
        public void onComplete() {
            subscriber.onError(otherChecksum());
        }
    }
}
