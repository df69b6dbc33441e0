package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.stream.SegmentSealer;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.PutTranslation;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * PutObject, encrypting: a body of up to one part is sealed once into a buffer that retries replay; a longer one, or one of unknown
 * length that turns out longer, becomes a multipart upload, some parts at a time. The body is subscribed to once, and asked for more
 * only while there is a buffer for it. Thread-safe.
 */
public final class AsyncObjectPut {

    private final S3AsyncClient s3;
    private final Encryption encryption;
    private final AsyncBuffers buffers;

    public AsyncObjectPut(S3AsyncClient s3, Encryption encryption, AsyncBuffers buffers) {
        this.s3 = s3;
        this.encryption = encryption;
        this.buffers = buffers;
    }

    public CompletableFuture<PutObjectResponse> put(PutObjectRequest request, AsyncRequestBody body) {
        return Futures.failingLater(() -> {
            PutTranslation put = PutTranslation.of(request, lengthOf(body), body.contentType(), encryption);
            CompletableFuture<PutObjectResponse> answer = new CompletableFuture<>();
            CompletableFuture<NewObject> drawn =
                    CompletableFuture.supplyAsync(() -> encryption.newObject(put.name()), buffers.executor());
            Futures.atEnd(drawn, (object, refused) -> {
                if (refused == null) {
                    start(put, object, body, answer);
                } else {
                    answer.completeExceptionally(Futures.told(refused));
                }
            });
            return answer;
        });
    }

    private void start(
            PutTranslation put, NewObject object, AsyncRequestBody body, CompletableFuture<PutObjectResponse> answer) {
        Futures.atEnd(answer, (response, thrown) -> object.close());
        try {
            SegmentSealer sealer = new SegmentSealer(object.segments(), put.checksums());
            AsyncUpload upload = new AsyncUpload(s3, put, object, sealer, body.contentType(), answer);
            SealingSubscriber subscriber = new SealingSubscriber(put, sealer, buffers, upload);
            Futures.atEnd(answer, (response, thrown) -> subscriber.stop());
            subscriber.subscribeTo(body);
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private static OptionalLong lengthOf(AsyncRequestBody body) {
        return body.contentLength().map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
