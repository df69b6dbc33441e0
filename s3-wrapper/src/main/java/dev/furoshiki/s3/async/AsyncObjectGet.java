package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.ProvenLengths;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * GetObject, decrypting. An object is asked for in ranges of one part, the first of which carries the envelope; some more are asked
 * for ahead. The SDK receives each whole, so that what it does again is seen by nobody, and the caller's transformer is called once.
 * Thread-safe.
 */
public final class AsyncObjectGet {

    private final S3AsyncClient s3;
    private final Encryption encryption;
    private final AsyncBuffers shared;
    private final ProvenLengths lengths;

    public AsyncObjectGet(S3AsyncClient s3, Encryption encryption, AsyncBuffers shared, ProvenLengths lengths) {
        this.s3 = s3;
        this.encryption = encryption;
        this.shared = shared;
        this.lengths = lengths;
    }

    public <T> CompletableFuture<T> get(
            GetObjectRequest request, AsyncResponseTransformer<GetObjectResponse, T> transformer) {
        return Futures.failingLater(() -> {
            GetTranslation get = GetTranslation.of(request, encryption, lengths);
            return get.mayBePlaintext() ? plaintextFirst(get, transformer) : encrypted(get, transformer, null);
        });
    }

    private <T> CompletableFuture<T> encrypted(
            GetTranslation get,
            AsyncResponseTransformer<GetObjectResponse, T> transformer,
            @Nullable Throwable toPlaintext) {
        int segments = encryption.partBytes() / ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
        return new AsyncRead<>(s3, get, shared, segments, transformer, toPlaintext).start();
    }

    /** What may be plaintext is, as a rule: then the caller's transformer has it from the client beneath. */
    private <T> CompletableFuture<T> plaintextFirst(
            GetTranslation get, AsyncResponseTransformer<GetObjectResponse, T> transformer) {
        AsyncPlaintextTransformer<T> plaintext = new AsyncPlaintextTransformer<>(get, transformer);
        CompletableFuture<T> answer = new CompletableFuture<>();
        CompletableFuture<T> asked = s3.getObject(get.asWritten(), plaintext);
        Futures.cancelWith(answer, asked);
        Futures.atEnd(asked, (value, thrown) -> {
            Throwable cause = thrown == null ? null : Futures.cause(thrown);
            if (cause == null) {
                answer.complete(value);
            } else if (plaintext.hasMetEnvelope() || (get.isRanged() && get.isUnsatisfiable(cause))) {
                // Of a range behind the end nobody says whether it is of plaintext.
                CompletableFuture<T> decrypted = Futures.failingLater(() -> encrypted(get, transformer, cause));
                Futures.cancelWith(answer, decrypted);
                Futures.forward(decrypted, answer);
            } else {
                answer.completeExceptionally(cause);
            }
        });
        return answer;
    }
}
