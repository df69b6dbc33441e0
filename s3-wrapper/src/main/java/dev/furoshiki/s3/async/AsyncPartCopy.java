package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.PartCopyTranslation;
import dev.furoshiki.s3.translation.PartCopying;
import dev.furoshiki.s3.translation.PartSource;
import dev.furoshiki.s3.translation.ProvenLengths;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/** UploadPartCopy: the range is got, opened, and sealed as a part of the upload. No connection waits for room. Thread-safe. */
public final class AsyncPartCopy {

    private final S3AsyncClient s3;
    private final Encryption encryption;
    private final AsyncObjectGet get;
    private final AsyncUploads uploads;
    private final AsyncBuffers shared;
    private final ProvenLengths lengths;

    public AsyncPartCopy(
            S3AsyncClient s3,
            Encryption encryption,
            AsyncObjectGet get,
            AsyncUploads uploads,
            AsyncBuffers shared,
            ProvenLengths lengths) {
        this.s3 = s3;
        this.encryption = encryption;
        this.get = get;
        this.uploads = uploads;
        this.shared = shared;
        this.lengths = lengths;
    }

    public CompletableFuture<UploadPartCopyResponse> copy(UploadPartCopyRequest request) {
        return Futures.answering(answer -> {
            PartCopyTranslation copy = PartCopyTranslation.of(request, encryption, lengths);
            return Futures.cancelledWith(
                            answer,
                            s3.getObject(
                                    copy.end(),
                                    new CollectingTransformer(shared.parts(), ObjectLayout.STORED_SEGMENT_BYTES)))
                    .thenApplyAsync(end -> copy.copying(end.response(), proven(copy, end)), shared.executor())
                    // What is refused once the end was got comes out as it is.
                    .exceptionallyCompose(thrown -> copyingOfNothing(copy, said(thrown), answer))
                    .thenCompose(copying -> send(copy, copying, answer));
        });
    }

    private CompletableFuture<PartCopying> copyingOfNothing(
            PartCopyTranslation copy, S3Exception failed, CompletableFuture<?> answer) {
        GetObjectRequest all = copy.withoutEnd(failed);
        return Futures.cancelledWith(answer, s3.getObject(all, CollectingTransformer.ofHead(shared.parts())))
                .handleAsync((found, thrown) -> copyingOfNothing(copy, found, thrown), shared.executor());
    }

    private PartCopying copyingOfNothing(PartCopyTranslation copy, @Nullable Chunk found, @Nullable Throwable thrown) {
        if (found == null) {
            throw copy.meaningOf(said(thrown));
        }
        shared.parts().give(found.buffer());
        return copy.copyingOfNothing(found.response());
    }

    /** What S3 said; throws what somebody else did. */
    private static S3Exception said(@Nullable Throwable thrown) {
        Throwable cause = Futures.cause(thrown == null ? new IllegalStateException("neither of both") : thrown);
        if (cause instanceof S3Exception said) {
            return said;
        }
        throw new CompletionException(cause);
    }

    private Optional<Long> proven(PartCopyTranslation copy, Chunk end) {
        try {
            return end.proveLength(copy.proof(), shared.parts());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private CompletableFuture<UploadPartCopyResponse> send(
            PartCopyTranslation copy, PartCopying copying, CompletableFuture<UploadPartCopyResponse> answer) {
        if (answer.isDone()) {
            throw new CancellationException("cancelled before anything was copied");
        } else if (copying instanceof PartCopying.InStore plaintext) {
            return Futures.cancelledWith(answer, s3.uploadPartCopy(plaintext.request()))
                    .thenApply(copy::answer);
        }
        PartSource source = ((PartCopying.Through) copying).source();
        SourcePublisher plaintext = new SourcePublisher(get, source, answer);
        return Futures.cancelledWith(answer, uploads.uploadPart(source, plaintext))
                .thenApply(source::answer);
    }
}
