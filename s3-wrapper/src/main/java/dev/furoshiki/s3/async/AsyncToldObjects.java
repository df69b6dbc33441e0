package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.translation.AttributesTranslation;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.HeadTranslation;
import dev.furoshiki.s3.translation.ProvenLengths;
import dev.furoshiki.s3.translation.Tail;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
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
                                    .thenCompose(response -> head.isOfPlaintext(response)
                                            ? plaintext(head, proof, response, answer)
                                            : encrypted(head, proof, response, answer))),
                    answer);
            return answer;
        });
    }

    /** Empty when the object was replaced in between. */
    private CompletableFuture<Optional<HeadObjectResponse>> encrypted(
            HeadTranslation head, GetTranslation proof, HeadObjectResponse response, CompletableFuture<?> answer) {
        if (head.isOfPart()) {
            return tail(proof, response.eTag(), tail -> head.answer(response, tail), answer);
        }
        return CompletableFuture.completedFuture(response)
                .thenApplyAsync(
                        told -> Optional.of(head.answer(told)), head.opensKeys() ? shared.executor() : Runnable::run);
    }

    /** Likewise, or when the answer has lost its envelope on the way. */
    private CompletableFuture<Optional<HeadObjectResponse>> plaintext(
            HeadTranslation head, GetTranslation proof, HeadObjectResponse response, CompletableFuture<?> answer) {
        return isConfirmed(head, head.confirmation(proof, response), answer).thenCompose(isConfirmed -> {
            Optional<HeadObjectRequest> asWritten = head.asWritten(response);
            if (!isConfirmed) {
                return CompletableFuture.completedFuture(Optional.empty());
            } else if (asWritten.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.of(response));
            }
            return asked(s3.headObject(asWritten.get()), answer)
                    .handle((told, thrown) -> asWritten(head, told, thrown));
        });
    }

    private static Optional<HeadObjectResponse> asWritten(
            HeadTranslation head, @Nullable HeadObjectResponse told, @Nullable Throwable thrown) {
        if (told != null) {
            return head.answerAsWritten(told);
        } else if (GetTranslation.isReplaced(said(thrown))) {
            return Optional.empty();
        }
        throw said(thrown);
    }

    private CompletableFuture<Boolean> isConfirmed(
            HeadTranslation head, Optional<GetObjectRequest> confirmation, CompletableFuture<?> answer) {
        if (confirmation.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        return asked(s3.getObject(confirmation.get(), CollectingTransformer.ofHead(shared.parts())), answer)
                .handle((chunk, thrown) -> {
                    if (chunk == null) {
                        return head.isConfirmedWithout(said(thrown));
                    }
                    shared.parts().give(chunk.buffer());
                    return head.isConfirmed(chunk.response());
                });
    }

    /** What S3 said; throws what somebody else did. */
    private static S3Exception said(@Nullable Throwable thrown) {
        Throwable cause = thrown == null ? null : Futures.cause(thrown);
        if (cause instanceof S3Exception said) {
            return said;
        }
        throw new CompletionException(cause);
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
                                            ? withParts(attributes, proof, response, answer)
                                            : CompletableFuture.completedFuture(
                                                    Optional.of(attributes.answer(response))))),
                    answer);
            return answer;
        });
    }

    private CompletableFuture<Optional<GetObjectAttributesResponse>> withParts(
            AttributesTranslation attributes,
            GetTranslation proof,
            GetObjectAttributesResponse response,
            CompletableFuture<?> answer) {
        return tail(proof, attributes.eTag(response), Function.identity(), answer)
                .thenCompose(tail -> tail instanceof Tail.Plaintext
                        ? asked(s3.getObjectAttributes(attributes.asWritten()), answer)
                                .thenApply(asWritten -> attributes.plaintextAnswer(response, asWritten))
                        : CompletableFuture.completedFuture(attributes.answer(response, tail)));
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

    /** @param told on the executor */
    private <T> CompletableFuture<T> tail(
            GetTranslation get, @Nullable String eTag, Function<Tail, T> told, CompletableFuture<?> answer) {
        return asked(s3.getObject(get.tail(eTag), collectingASegment()), answer)
                .handleAsync((chunk, thrown) -> told.apply(tail(get, eTag, chunk, thrown)), shared.executor());
    }

    private CollectingTransformer collectingASegment() {
        return new CollectingTransformer(shared.parts(), ObjectLayout.STORED_SEGMENT_BYTES);
    }

    private Tail tail(GetTranslation get, @Nullable String eTag, @Nullable Chunk chunk, @Nullable Throwable thrown) {
        try {
            if (chunk != null) {
                return Tail.of(chunk.proveLength(get, shared.parts()));
            }
            return Tail.without(get, said(thrown), eTag);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static <T> CompletableFuture<T> asked(CompletableFuture<T> asked, CompletableFuture<?> answer) {
        Futures.cancelWith(answer, asked);
        return asked;
    }
}
