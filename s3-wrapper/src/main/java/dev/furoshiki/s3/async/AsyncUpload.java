package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.stream.SegmentSealer;
import dev.furoshiki.s3.translation.PutTranslation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

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

    /** Complete when a multipart upload has begun, with its id; null in one request. */
    private volatile @Nullable CompletableFuture<String> uploadId;

    private final List<CompletableFuture<CompletedPart>> parts = new ArrayList<>();
    private final AtomicBoolean hasFailed = new AtomicBoolean();

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
        answer.whenComplete((response, thrown) -> {
            if (answer.isCancelled()) {
                fail(thrown);
            }
        });
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
        CompletableFuture<String> id = number == 1 ? begin() : uploadId;
        if (id == null || hasFailed.get()) {
            return CompletableFuture.completedFuture(true);
        }
        SealedRequestBody body = new SealedRequestBody(buffer, length, OCTET_STREAM);
        CompletableFuture<CompletedPart> part = id.thenCompose(begun -> sendPart(begun, number, body));
        synchronized (parts) {
            parts.add(part);
        }
        part.whenComplete((done, thrown) -> {
            if (thrown != null) {
                fail(Futures.cause(thrown));
            }
        });
        if (isLast) {
            completeWhenUploaded(id);
        }
        return part.handle((done, thrown) -> thrown == null && body.wasSentOnce());
    }

    private CompletableFuture<Boolean> sendAll(byte[] buffer, int length) {
        SealedRequestBody body = new SealedRequestBody(buffer, length, contentType);
        CompletableFuture<PutObjectResponse> stored =
                s3.putObject(put.single(object, sealer.plaintextBytes(), length), body);
        Futures.cancelWith(answer, stored);
        stored.thenApply(put::answer).whenComplete(this::end);
        return stored.handle((response, thrown) -> thrown == null && body.wasSentOnce());
    }

    private void end(@Nullable PutObjectResponse told, @Nullable Throwable thrown) {
        if (thrown == null) {
            answer.complete(told);
        } else {
            fail(Futures.cause(thrown));
        }
    }

    private CompletableFuture<String> begin() {
        CompletableFuture<String> begun =
                s3.createMultipartUpload(put.creation(object)).thenApply(CreateMultipartUploadResponse::uploadId);
        uploadId = begun;
        return begun;
    }

    private CompletableFuture<CompletedPart> sendPart(String begun, int number, SealedRequestBody body) {
        if (hasFailed.get()) {
            return CompletableFuture.failedFuture(new IllegalStateException("the upload has failed"));
        }
        CompletableFuture<UploadPartResponse> sent = s3.uploadPart(put.part(begun, number, body.length()), body);
        // Only then: a part that arrives after the abortion would be kept and paid for.
        Futures.cancelWith(answer, sent);
        return sent.thenApply(response -> PutTranslation.completed(number, response));
    }

    private void completeWhenUploaded(CompletableFuture<String> id) {
        all().thenCompose(uploaded -> s3.completeMultipartUpload(put.completion(id.join(), uploaded)))
                .thenApply(put::answer)
                .whenComplete(this::end);
    }

    private CompletableFuture<List<CompletedPart>> all() {
        List<CompletableFuture<CompletedPart>> sent;
        synchronized (parts) {
            sent = List.copyOf(parts);
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .thenApply(done -> sent.stream().map(CompletableFuture::join).toList());
    }

    /** Ends it: what was begun is aborted when no part is on its way any more, and then the answer fails. */
    void fail(Throwable cause) {
        if (!hasFailed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<String> id = uploadId;
        if (id == null) {
            answer.completeExceptionally(cause);
            return;
        }
        all().handle((uploaded, thrown) -> id)
                .thenCompose(begun -> begun)
                .thenCompose(begun -> s3.abortMultipartUpload(put.abortion(begun)))
                .whenComplete((aborted, thrown) -> {
                    Throwable other = thrown == null ? cause : Futures.cause(thrown);
                    if (!id.isCompletedExceptionally() && !other.equals(cause)) {
                        cause.addSuppressed(other);
                    }
                    answer.completeExceptionally(cause);
                });
    }
}
