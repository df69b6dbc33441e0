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
            return ask(copy.end(), answer)
                    .exceptionallyCompose(thrown -> ask(withoutEnd(copy, Futures.cause(thrown)), answer))
                    .thenApplyAsync(end -> copying(copy, end), shared.executor())
                    .thenCompose(copying -> send(copy, copying, answer));
        });
    }

    private CompletableFuture<Chunk> ask(GetObjectRequest request, CompletableFuture<?> answer) {
        CollectingTransformer oneSegment = new CollectingTransformer(shared.parts(), ObjectLayout.STORED_SEGMENT_BYTES);
        return Futures.cancelledWith(answer, s3.getObject(request, oneSegment));
    }

    private static GetObjectRequest withoutEnd(PartCopyTranslation copy, Throwable cause) {
        if (cause instanceof S3Exception said) {
            return copy.withoutEnd(said);
        }
        throw new CompletionException(cause);
    }

    private PartCopying copying(PartCopyTranslation copy, Chunk end) {
        Optional<Long> length;
        try {
            length = end.proveLength(copy.proof(), shared.parts());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
        return copy.copying(end.response(), length);
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
