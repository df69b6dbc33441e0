package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.stream.SegmentSealer;
import dev.furoshiki.s3.translation.PutTranslation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * The requests that store one body: one, or those of a multipart upload, which is completed as a whole or aborted. Parts are sent by
 * one thread at a time; failing and cancelling is anybody's.
 */
final class AsyncUpload {

    private static final String OCTET_STREAM = "application/octet-stream";

    private final S3AsyncClient s3;
    private final PutTranslation put;
    private final NewObject object;
    private final SegmentSealer sealer;
    private final String contentType;
    private final CompletableFuture<PutObjectResponse> answer;

    /** Guards what follows; nothing is sent under it. */
    private final Object state = new Object();

    private boolean hasFailed;
    /** The id of a multipart upload, as soon as one is to be begun. */
    private @Nullable CompletableFuture<String> uploadId;

    private final List<CompletableFuture<CompletedPart>> parts = new ArrayList<>();
    /** Of a multipart upload. */
    private @Nullable CompletableFuture<PutObjectResponse> completion;

    /** @param answer completed when all is done; cancelling it aborts */
    AsyncUpload(
            S3AsyncClient s3,
            PutTranslation put,
            NewObject object,
            SegmentSealer sealer,
            String contentType,
            CompletableFuture<PutObjectResponse> answer) {
        this.s3 = s3;
        this.put = put;
        this.object = object;
        this.sealer = sealer;
        this.contentType = contentType;
        this.answer = answer;
        Futures.atEnd(answer, (response, thrown) -> {
            if (answer.isCancelled()) {
                fail(thrown);
            }
        });
    }

    /** Whether nothing more is to be sent. */
    boolean hasFailed() {
        synchronized (state) {
            return hasFailed;
        }
    }

    /**
     * Sends a part, or all of a body that has but one.
     *
     * @return complete when the buffer is not read any more, with whether it can be used again
     */
    CompletableFuture<Boolean> send(int number, byte[] buffer, int length, boolean isLast) {
        if (number == 1 && isLast) {
            return sendAll(buffer, length);
        }
        CompletableFuture<CompletedPart> part = new CompletableFuture<>();
        CompletableFuture<String> id = idForPart(part);
        if (id == null) {
            return CompletableFuture.completedFuture(true);
        }
        SealedRequestBody body = new SealedRequestBody(buffer, length, OCTET_STREAM);
        if (number == 1) {
            Futures.forward(
                    Futures.failingLater(() -> s3.createMultipartUpload(put.creation(object)))
                            .thenApply(created -> created.uploadId()),
                    id);
        }
        Futures.forward(id.thenCompose(begun -> sendPart(begun, number, body)), part);
        Futures.atEnd(part, (done, thrown) -> {
            if (thrown != null) {
                fail(Futures.cause(thrown));
            }
        });
        if (isLast) {
            complete(id);
        }
        return part.handle((done, thrown) -> thrown == null && body.wasSentOnce());
    }

    /** From here on a failure waits for the part; null where there has been one. */
    private @Nullable CompletableFuture<String> idForPart(CompletableFuture<CompletedPart> part) {
        synchronized (state) {
            if (hasFailed) {
                return null;
            }
            CompletableFuture<String> id = uploadId == null ? new CompletableFuture<>() : uploadId;
            uploadId = id;
            parts.add(part);
            return id;
        }
    }

    private CompletableFuture<Boolean> sendAll(byte[] buffer, int length) {
        if (hasFailed()) {
            return CompletableFuture.completedFuture(true);
        }
        SealedRequestBody body = new SealedRequestBody(buffer, length, contentType);
        CompletableFuture<PutObjectResponse> stored =
                s3.putObject(put.single(object, sealer.plaintextBytes(), length), body);
        Futures.cancelWith(answer, stored);
        Futures.atEnd(stored.thenApply(put::answer), this::end);
        return stored.handle((response, thrown) -> thrown == null && body.wasSentOnce());
    }

    private void end(@Nullable PutObjectResponse told, @Nullable Throwable thrown) {
        if (thrown == null) {
            answer.complete(told);
        } else {
            fail(Futures.cause(thrown));
        }
    }

    private CompletableFuture<CompletedPart> sendPart(String begun, int number, SealedRequestBody body) {
        if (hasFailed()) {
            return CompletableFuture.failedFuture(new IllegalStateException("the upload has failed"));
        }
        return s3.uploadPart(put.part(begun, number, body.length()), body)
                .thenApply(response -> PutTranslation.completed(number, response));
    }

    private void complete(CompletableFuture<String> id) {
        CompletableFuture<PutObjectResponse> completed = new CompletableFuture<>();
        synchronized (state) {
            completion = completed;
        }
        Futures.atEnd(completed, this::end);
        Futures.forward(
                all().thenCompose(uploaded -> {
                            if (hasFailed()) {
                                throw new IllegalStateException("the upload has failed");
                            }
                            return s3.completeMultipartUpload(put.completion(id.join(), uploaded));
                        })
                        .thenApply(put::answer),
                completed);
    }

    private CompletableFuture<List<CompletedPart>> all() {
        List<CompletableFuture<CompletedPart>> sent;
        synchronized (state) {
            sent = List.copyOf(parts);
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .thenApply(done -> sent.stream().map(CompletableFuture::join).toList());
    }

    /**
     * Ends it: what was begun is aborted when nothing of it is on its way any more, since a part that arrives after the abortion would
     * be kept and paid for; and then the answer fails.
     */
    void fail(Throwable cause) {
        CompletableFuture<String> id;
        synchronized (state) {
            if (hasFailed) {
                return;
            }
            hasFailed = true;
            id = uploadId;
        }
        if (id == null) {
            answer.completeExceptionally(cause);
            return;
        }
        CompletableFuture<Boolean> ended = all().handle((uploaded, thrown) -> thrown == null)
                .thenCompose(any -> completing().handle((stored, thrown) -> thrown == null))
                .thenCompose(
                        isStored -> isStored ? CompletableFuture.completedFuture(true) : id.thenCompose(this::abort));
        Futures.atEnd(ended, (aborted, thrown) -> {
            Throwable other = thrown == null ? cause : Futures.cause(thrown);
            if (!id.isCompletedExceptionally() && !other.equals(cause)) {
                cause.addSuppressed(other);
            }
            answer.completeExceptionally(cause);
        });
    }

    private CompletableFuture<?> completing() {
        synchronized (state) {
            return completion == null
                    ? CompletableFuture.failedFuture(new IllegalStateException("never completed"))
                    : completion;
        }
    }

    private CompletableFuture<Boolean> abort(String begun) {
        return s3.abortMultipartUpload(put.abortion(begun)).thenApply(aborted -> true);
    }
}
