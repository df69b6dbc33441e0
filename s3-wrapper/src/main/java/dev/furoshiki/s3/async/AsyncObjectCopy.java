package dev.furoshiki.s3.async;

import dev.furoshiki.s3.translation.CopyTranslation;
import dev.furoshiki.s3.translation.Copying;
import dev.furoshiki.s3.translation.Encryption;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** CopyObject: the store copies, in one request or some parts at a time, and the keys follow. Thread-safe. */
public final class AsyncObjectCopy {

    private final S3AsyncClient s3;
    private final Encryption encryption;
    private final AsyncBuffers shared;

    public AsyncObjectCopy(S3AsyncClient s3, Encryption encryption, AsyncBuffers shared) {
        this.s3 = s3;
        this.encryption = encryption;
        this.shared = shared;
    }

    public CompletableFuture<CopyObjectResponse> copy(CopyObjectRequest request) {
        return Futures.failingLater(() -> {
            CopyTranslation copy = CopyTranslation.of(request, encryption);
            CompletableFuture<CopyObjectResponse> answer = new CompletableFuture<>();
            Futures.forward(copying(copy, answer).thenCompose(copying -> send(copy, copying, answer)), answer);
            return answer;
        });
    }

    private CompletableFuture<Copying> copying(CopyTranslation copy, CompletableFuture<?> answer) {
        return found(copy.source(), answer)
                .exceptionallyCompose(thrown -> found(withoutBytes(copy, thrown), answer))
                .thenApplyAsync(copy::copying, shared.executor());
    }

    private CompletableFuture<GetObjectResponse> found(GetObjectRequest request, CompletableFuture<?> answer) {
        CompletableFuture<Chunk> asked = s3.getObject(request, CollectingTransformer.ofHead(shared.parts()));
        Futures.cancelWith(answer, asked);
        return asked.thenApply(chunk -> {
            shared.parts().give(chunk.buffer());
            return chunk.response();
        });
    }

    private static GetObjectRequest withoutBytes(CopyTranslation copy, Throwable thrown) {
        if (Futures.cause(thrown) instanceof S3Exception said) {
            return copy.withoutBytes(said);
        }
        throw new CompletionException(Futures.cause(thrown));
    }

    private CompletableFuture<CopyObjectResponse> send(
            CopyTranslation copy, Copying copying, CompletableFuture<CopyObjectResponse> answer) {
        if (answer.isDone()) {
            throw new CancellationException("cancelled before anything was copied");
        }
        return copying instanceof Copying.InOne one
                ? s3.copyObject(one.request()).thenApply(copy::answer)
                : new AsyncPartsCopy(s3, ((Copying.InParts) copying).parts(), shared.inFlight(), answer).start();
    }
}
