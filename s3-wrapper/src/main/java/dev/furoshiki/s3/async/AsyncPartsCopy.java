package dev.furoshiki.s3.async;

import dev.furoshiki.s3.translation.PartsCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** The requests of one copy in parts, some at a time: completed as a whole, or aborted when none is on its way any more. */
final class AsyncPartsCopy {

    private final S3AsyncClient s3;
    private final PartsCopy parts;
    private final int inFlight;
    private final CompletableFuture<?> answer;
    private final AtomicInteger next = new AtomicInteger(1);
    private final AtomicReferenceArray<CompletedPart> completed;
    private volatile boolean hasFailed;

    /** @param answer of the caller: once it is done, no further part is sent */
    AsyncPartsCopy(S3AsyncClient s3, PartsCopy parts, int inFlight, CompletableFuture<?> answer) {
        this.s3 = s3;
        this.parts = parts;
        this.inFlight = inFlight;
        this.answer = answer;
        this.completed = new AtomicReferenceArray<>(parts.count());
    }

    CompletableFuture<CopyObjectResponse> start() {
        return creation()
                .thenCompose(s3::createMultipartUpload)
                .thenCompose(created -> copyAll(parts.uploadId(created)));
    }

    private CompletableFuture<CreateMultipartUploadRequest> creation() {
        Optional<GetObjectTaggingRequest> tags = parts.tags();
        return tags.isEmpty()
                ? CompletableFuture.completedFuture(parts.creation(null))
                : s3.getObjectTagging(tags.get()).handle((told, thrown) -> parts.creation(tags(told, thrown)));
    }

    private List<Tag> tags(@Nullable GetObjectTaggingResponse told, @Nullable Throwable thrown) {
        if (told != null) {
            return told.tagSet();
        }
        Throwable cause = Futures.cause(thrown == null ? new IllegalStateException("neither of both") : thrown);
        if (cause instanceof S3Exception said) {
            return parts.tagsWithout(said);
        }
        throw new CompletionException(cause);
    }

    private CompletableFuture<CopyObjectResponse> copyAll(String uploadId) {
        List<CompletableFuture<Boolean>> lanes = new ArrayList<>();
        for (int lane = 0; lane < Math.min(inFlight, parts.count()); lane++) {
            lanes.add(new CompletableFuture<>());
        }
        lanes.forEach(lane -> copyNext(uploadId, lane));
        return CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new))
                .thenCompose(all -> complete(uploadId))
                .exceptionallyCompose(thrown -> aborted(uploadId, Futures.cause(thrown)));
    }

    /** One part after the other, while there are some: parts that are done at once take no stack. */
    private void copyNext(String uploadId, CompletableFuture<Boolean> lane) {
        while (true) {
            int number = next.getAndIncrement();
            if (number > parts.count() || hasFailed || answer.isDone()) {
                lane.complete(true);
                return;
            }
            CompletableFuture<CompletedPart> part = Futures.failingLater(
                            () -> s3.uploadPartCopy(parts.part(uploadId, number)))
                    .thenApply(response -> parts.completed(number, response));
            CompletableFuture<Boolean> settled =
                    part.handle((copied, thrown) -> isSettled(number, copied, thrown, lane));
            if (!settled.isDone()) {
                Futures.atEnd(settled, (isCopied, never) -> {
                    if (Boolean.TRUE.equals(isCopied)) {
                        copyNext(uploadId, lane);
                    }
                });
                return;
            } else if (!settled.join()) {
                return;
            }
        }
    }

    private boolean isSettled(
            int number, @Nullable CompletedPart copied, @Nullable Throwable thrown, CompletableFuture<Boolean> lane) {
        if (thrown != null) {
            hasFailed = true;
            lane.completeExceptionally(Futures.cause(thrown));
            return false;
        }
        completed.set(number - 1, copied);
        return true;
    }

    private CompletableFuture<CopyObjectResponse> complete(String uploadId) {
        if (answer.isDone()) {
            throw new CancellationException("cancelled before all was copied");
        }
        List<CompletedPart> all =
                IntStream.range(0, completed.length()).mapToObj(completed::get).toList();
        return s3.completeMultipartUpload(parts.completion(uploadId, all)).thenApply(parts::answer);
    }

    private CompletableFuture<CopyObjectResponse> aborted(String uploadId, Throwable cause) {
        return Futures.failingLater(() -> s3.abortMultipartUpload(parts.abortion(uploadId)))
                .handle((aborted, thrown) -> {
                    if (thrown != null) {
                        cause.addSuppressed(Futures.cause(thrown));
                    }
                    throw new CompletionException(cause);
                });
    }
}
