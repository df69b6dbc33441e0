package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.translation.AttributesTranslation;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.HeadTranslation;
import dev.furoshiki.s3.translation.ProvenLengths;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * HeadObject and GetObjectAttributes. Where parts are asked for, the length that decides how many there are is proven by one request
 * more. Thread-safe.
 */
public final class AsyncToldObjects {

    private final S3AsyncClient s3;
    private final Encryption encryption;
    private final AsyncBuffers shared;
    private final ProvenLengths lengths;

    public AsyncToldObjects(S3AsyncClient s3, Encryption encryption, AsyncBuffers shared, ProvenLengths lengths) {
        this.s3 = s3;
        this.encryption = encryption;
        this.shared = shared;
        this.lengths = lengths;
    }

    public CompletableFuture<HeadObjectResponse> head(HeadObjectRequest request) {
        return Futures.failingLater(() -> {
            HeadTranslation head = HeadTranslation.of(request, encryption);
            GetTranslation proof = head.proof(lengths);
            CompletableFuture<HeadObjectResponse> answer = new CompletableFuture<>();
            Futures.forward(
                    until(
                            1,
                            proof,
                            () -> asked(s3.headObject(head.stored()), answer)
                                    .thenCompose(response -> head.isOfPart(response)
                                            ? proven(
                                                    proof,
                                                    response.eTag(),
                                                    length -> head.answer(response, length),
                                                    answer)
                                            : withoutPart(head, response, answer)
                                                    .thenApply(Optional::of))),
                    answer);
            return answer;
        });
    }

    private CompletableFuture<HeadObjectResponse> withoutPart(
            HeadTranslation head, HeadObjectResponse response, CompletableFuture<?> answer) {
        CompletableFuture<HeadObjectResponse> last = head.isToBeAskedAgain(response)
                ? asked(s3.headObject(head.asWritten()), answer)
                : CompletableFuture.completedFuture(response);
        return last.thenApplyAsync(head::answer, head.opensKeys() ? shared.executor() : Runnable::run);
    }

    public CompletableFuture<GetObjectAttributesResponse> attributes(GetObjectAttributesRequest request) {
        return Futures.failingLater(() -> {
            AttributesTranslation attributes = AttributesTranslation.of(request, encryption);
            GetTranslation proof = attributes.proof(lengths);
            CompletableFuture<GetObjectAttributesResponse> answer = new CompletableFuture<>();
            Futures.forward(
                    until(
                            1,
                            proof,
                            () -> asked(s3.getObjectAttributes(attributes.stored()), answer)
                                    .thenCompose(response -> attributes.isOfParts()
                                            ? proven(
                                                    proof,
                                                    attributes.eTag(response),
                                                    length -> attributes.answer(response, length),
                                                    answer)
                                            : CompletableFuture.completedFuture(
                                                    Optional.of(attributes.answer(response))))),
                    answer);
            return answer;
        });
    }

    /** Asks until answer and proof are of the same object. */
    private static <T> CompletableFuture<T> until(
            int round, GetTranslation proof, Supplier<CompletableFuture<Optional<T>>> ask) {
        return ask.get().thenCompose(told -> {
            if (told.isPresent()) {
                return CompletableFuture.completedFuture(told.get());
            }
            return round == GetTranslation.MAX_ROUNDS
                    ? CompletableFuture.failedFuture(proof.replacedTooOften())
                    : until(round + 1, proof, ask);
        });
    }

    private <T> CompletableFuture<Optional<T>> proven(
            GetTranslation get, @Nullable String eTag, LongFunction<Optional<T>> told, CompletableFuture<?> answer) {
        CollectingTransformer tail = new CollectingTransformer(shared.parts(), ObjectLayout.STORED_SEGMENT_BYTES);
        return asked(s3.getObject(get.tail(eTag), tail), answer)
                .handleAsync(
                        (chunk, thrown) -> length(get, eTag, chunk, thrown).flatMap(told::apply), shared.executor());
    }

    /** Empty when the object was replaced in between. */
    private Optional<Long> length(
            GetTranslation get, @Nullable String eTag, @Nullable Chunk tail, @Nullable Throwable thrown) {
        try {
            if (tail != null) {
                return tail.proveLength(get, shared.parts());
            }
            Throwable cause = thrown == null ? null : Futures.cause(thrown);
            if (!(cause instanceof S3Exception said)) {
                throw new CompletionException(cause);
            }
            return GetTranslation.isReplaced(said) ? Optional.empty() : get.lengthWithout(said, eTag);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static <T> CompletableFuture<T> asked(CompletableFuture<T> asked, CompletableFuture<?> answer) {
        Futures.cancelWith(answer, asked);
        return asked;
    }
}
