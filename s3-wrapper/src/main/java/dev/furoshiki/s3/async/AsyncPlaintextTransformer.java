package dev.furoshiki.s3.async;

import dev.furoshiki.s3.translation.GetTranslation;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Hands an object through that is declared to be plaintext, and is. For one request. */
final class AsyncPlaintextTransformer<T> implements AsyncResponseTransformer<GetObjectResponse, T> {

    private final GetTranslation get;
    private final AsyncResponseTransformer<GetObjectResponse, T> transformer;
    private volatile boolean hasMetEnvelope;
    private volatile CompletableFuture<T> prepared = new CompletableFuture<>();

    AsyncPlaintextTransformer(GetTranslation get, AsyncResponseTransformer<GetObjectResponse, T> transformer) {
        this.get = get;
        this.transformer = transformer;
    }

    /** Whether the request was ended since the object is encrypted after all, or may be. */
    boolean hasMetEnvelope() {
        return hasMetEnvelope;
    }

    @Override
    public CompletableFuture<T> prepare() {
        hasMetEnvelope = false;
        CompletableFuture<T> begun = Futures.relay(transformer.prepare());
        prepared = begun;
        return begun;
    }

    @Override
    public void onResponse(GetObjectResponse response) {
        hasMetEnvelope = !get.isExpectedPlaintext(response);
        if (!hasMetEnvelope) {
            transformer.onResponse(response);
        }
    }

    @Override
    public void onStream(SdkPublisher<ByteBuffer> publisher) {
        if (!hasMetEnvelope) {
            transformer.onStream(publisher);
            return;
        }
        publisher.subscribe(new CancellingSubscriber());
        prepared.completeExceptionally(SdkClientException.create("given up to ask again"));
    }

    @Override
    public void exceptionOccurred(Throwable error) {
        if (!hasMetEnvelope) {
            transformer.exceptionOccurred(error);
        }
        prepared.completeExceptionally(error);
    }

    @Override
    public String name() {
        return transformer.name();
    }
}
