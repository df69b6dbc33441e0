package dev.furoshiki.s3.async;

import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.stream.PartRoom;
import dev.furoshiki.s3.stream.PartSealer;
import dev.furoshiki.s3.translation.CompletionTranslation;
import dev.furoshiki.s3.translation.PartSource;
import dev.furoshiki.s3.translation.PartTranslation;
import dev.furoshiki.s3.translation.UploadCreation;
import dev.furoshiki.s3.translation.UploadTranslation;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Uploads whose parts the caller sends: a part is sealed once into a buffer that retries replay, and its body is asked for more when
 * what came is sealed. Thread-safe.
 */
public final class AsyncUploads {

    private static final String OCTET_STREAM = "application/octet-stream";

    private final S3AsyncClient s3;
    private final UploadTranslation uploads;
    private final AsyncBuffers shared;
    private final PartRoom room;

    public AsyncUploads(S3AsyncClient s3, UploadTranslation uploads, AsyncBuffers shared) {
        this.s3 = s3;
        this.uploads = uploads;
        this.shared = shared;
        this.room = uploads.room(2L * shared.inFlight() * shared.parts().partBytes());
    }

    public CompletableFuture<CreateMultipartUploadResponse> create(CreateMultipartUploadRequest request) {
        return Futures.answering(answer -> {
            UploadCreation creation = uploads.creation(request);
            return CompletableFuture.supplyAsync(creation::draw, shared.executor())
                    .thenCompose(object -> begin(creation, object, answer));
        });
    }

    private CompletableFuture<CreateMultipartUploadResponse> begin(
            UploadCreation creation, NewObject object, CompletableFuture<?> answer) {
        CompletableFuture<CreateMultipartUploadResponse> begun = Futures.failingLater(
                        () -> Futures.cancelledWith(answer, s3.createMultipartUpload(creation.stored(object))))
                .thenApply(response -> creation.answer(response, object));
        Futures.atEnd(begun, (response, thrown) -> object.close());
        return begun;
    }

    public CompletableFuture<UploadPartResponse> uploadPart(UploadPartRequest request, AsyncRequestBody body) {
        return uploadPart(() -> uploads.part(request, lengthOf(body)), body, PartBody.OF_CALLER);
    }

    private static OptionalLong lengthOf(AsyncRequestBody body) {
        return body.contentLength().map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** Uploads a range of another object. */
    CompletableFuture<UploadPartResponse> uploadPart(PartSource source, Publisher<ByteBuffer> plaintext) {
        return uploadPart(
                () -> uploads.part(source), plaintext, source.isEncrypted() ? PartBody.OPENED : PartBody.OF_STORE);
    }

    private CompletableFuture<UploadPartResponse> uploadPart(
            Supplier<PartTranslation> reading, Publisher<ByteBuffer> body, PartBody kind) {
        return Futures.answering(answer -> {
            PartTranslation part = reading.get();
            Futures.atEnd(answer, (response, thrown) -> part.end());
            return CompletableFuture.supplyAsync(part::open, shared.executor())
                    .thenCompose(segments -> {
                        CompletableFuture<UploadPartResponse> sent = Futures.failingLater(() -> place(part, answer))
                                .thenCompose(placed -> sendWithRoom(part, segments, body, kind, answer));
                        Futures.atEnd(sent, (response, thrown) -> segments.close());
                        return sent;
                    })
                    // Before its caller hears of it, too.
                    .whenComplete((response, thrown) -> part.end());
        });
    }

    /** Finds out where the part lies, or leaves that to the refusal. */
    private CompletableFuture<Boolean> place(PartTranslation part, CompletableFuture<?> answer) {
        if (!part.isToBeListed()) {
            return CompletableFuture.completedFuture(true);
        }
        return ask(part, answer).thenCompose(listed -> {
            if (part.isPlaced()) {
                return CompletableFuture.completedFuture(true);
            }
            CompletableFuture<Integer> sibling =
                    part.sibling().completeOnTimeout(0, PartTranslation.MOST_WAIT_SECONDS, TimeUnit.SECONDS);
            Futures.cancelWith(answer, sibling);
            // Not on the thread that times out for all, nor on that of the sibling's call.
            return sibling.thenComposeAsync(
                    any -> part.isPlaced() ? CompletableFuture.completedFuture(true) : ask(part, answer),
                    shared.executor());
        });
    }

    private CompletableFuture<Boolean> ask(PartTranslation part, CompletableFuture<?> answer) {
        return Futures.cancelledWith(answer, s3.listParts(part.listing())).handle((listed, thrown) -> {
            if (listed != null) {
                part.learn(listed);
            } else if (thrown != null && !part.goesOnUnlisted(Futures.cause(thrown))) {
                throw new CompletionException(Futures.cause(thrown));
            }
            return true;
        });
    }

    /** How many bytes its parts hold now. */
    long heldBytes() {
        return room.heldBytes();
    }

    private CompletableFuture<UploadPartResponse> sendWithRoom(
            PartTranslation part,
            SegmentedAead segments,
            Publisher<ByteBuffer> body,
            PartBody kind,
            CompletableFuture<?> answer) {
        CompletableFuture<PartRoom.Share> granted =
                Futures.cancelledWith(answer, room.take(part.mostHeldBytes(shared.parts())));
        CompletableFuture<UploadPartResponse> sent =
                granted.thenComposeAsync(share -> send(part, segments, body, kind, answer), shared.executor());
        Futures.atEnd(sent, (response, thrown) -> {
            if (!granted.isCompletedExceptionally()) {
                granted.join().close();
            }
        });
        return sent;
    }

    private CompletableFuture<UploadPartResponse> send(
            PartTranslation part,
            SegmentedAead segments,
            Publisher<ByteBuffer> body,
            PartBody kind,
            CompletableFuture<?> answer) {
        CompletableFuture<PartSealer> taken = new CompletableFuture<>();
        PartSubscriber subscriber = new PartSubscriber(
                part.name(), part.length(), kind, part.sealer(segments, shared.parts()), shared.executor(), taken);
        Futures.atEnd(answer, (response, thrown) -> {
            if (thrown != null) {
                // Cancelled, or completed by its owner: orTimeout.
                taken.completeExceptionally(Futures.cause(thrown));
            }
        });
        CompletableFuture<UploadPartResponse> sent =
                taken.thenComposeAsync(sealer -> send(part, sealer, answer), shared.executor());
        Futures.atEnd(sent, (response, thrown) -> subscriber.stop());
        if (!taken.isDone()) {
            subscriber.subscribeTo(body);
        }
        return sent;
    }

    private CompletableFuture<UploadPartResponse> send(
            PartTranslation part, PartSealer sealer, CompletableFuture<?> answer) {
        UploadPartRequest stored = part.stored(sealer);
        int length = sealer.length();
        SealedRequestBody sealed = new SealedRequestBody(sealer.buffer(), length, OCTET_STREAM);
        CompletableFuture<UploadPartResponse> asked = Futures.cancelledWith(answer, s3.uploadPart(stored, sealed));
        return asked.whenComplete((response, thrown) -> {
                    if (thrown != null || !sealed.wasSentOnce()) {
                        // An attempt that was given up may still read it.
                        sealer.keepBuffer();
                    }
                })
                .thenApply(response -> part.answer(response, length));
    }

    public CompletableFuture<CompleteMultipartUploadResponse> complete(CompleteMultipartUploadRequest request) {
        return Futures.answering(answer -> {
            CompletionTranslation completion = uploads.completion(request);
            return CompletableFuture.supplyAsync(completion::open, shared.executor())
                    .thenCompose(segments -> prepare(completion, segments, answer))
                    .thenCompose(prepared -> complete(completion, answer));
        });
    }

    private CompletableFuture<Boolean> prepare(
            CompletionTranslation completion, SegmentedAead segments, CompletableFuture<?> answer) {
        CompletableFuture<Boolean> prepared =
                Futures.failingLater(() -> list(completion, answer).thenCompose(all -> {
                    completion.check();
                    return end(completion, segments, answer);
                }));
        Futures.atEnd(prepared, (any, thrown) -> segments.close());
        return prepared;
    }

    private CompletableFuture<CompleteMultipartUploadResponse> complete(
            CompletionTranslation completion, CompletableFuture<?> answer) {
        return Futures.cancelledWith(answer, s3.completeMultipartUpload(completion.stored()))
                .whenComplete((response, thrown) -> {
                    if (thrown != null) {
                        completion.failed(Futures.cause(thrown));
                    }
                })
                .thenApply(completion::answer);
    }

    private CompletableFuture<Boolean> list(CompletionTranslation completion, CompletableFuture<?> answer) {
        if (!completion.isToBeListed()) {
            return CompletableFuture.completedFuture(true);
        }
        return Futures.cancelledWith(answer, s3.listParts(completion.listing())).thenCompose(page -> {
            completion.take(page);
            return list(completion, answer);
        });
    }

    private CompletableFuture<Boolean> end(
            CompletionTranslation completion, SegmentedAead segments, CompletableFuture<?> answer) {
        if (!completion.needsEnd()) {
            return CompletableFuture.completedFuture(true);
        }
        byte[] end = completion.end(segments);
        SealedRequestBody sealed = new SealedRequestBody(end, end.length, OCTET_STREAM);
        return Futures.cancelledWith(answer, s3.uploadPart(completion.endRequest(), sealed))
                .thenApply(response -> {
                    completion.ended(response);
                    return true;
                });
    }

    public CompletableFuture<AbortMultipartUploadResponse> abort(AbortMultipartUploadRequest request) {
        return Futures.answering(answer -> {
            AbortMultipartUploadRequest stored = uploads.stored(request);
            return Futures.cancelledWith(answer, s3.abortMultipartUpload(stored))
                    .thenApply(response -> {
                        uploads.aborted(stored);
                        return response;
                    });
        });
    }

    public CompletableFuture<ListPartsResponse> list(ListPartsRequest request) {
        return Futures.answering(answer -> Futures.cancelledWith(answer, s3.listParts(uploads.stored(request)))
                .thenApply(response -> uploads.answer(request, response)));
    }

    public CompletableFuture<ListMultipartUploadsResponse> list(ListMultipartUploadsRequest request) {
        return Futures.answering(
                answer -> Futures.cancelledWith(answer, s3.listMultipartUploads(uploads.stored(request)))
                        .thenApply(response -> uploads.answer(request, response)));
    }
}
