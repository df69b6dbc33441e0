package dev.furoshiki.s3.sync;

import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.PartRoom;
import dev.furoshiki.s3.stream.PartSealer;
import dev.furoshiki.s3.stream.PlaintextSource;
import dev.furoshiki.s3.translation.CompletionTranslation;
import dev.furoshiki.s3.translation.PartSource;
import dev.furoshiki.s3.translation.PartTranslation;
import dev.furoshiki.s3.translation.UploadCreation;
import dev.furoshiki.s3.translation.UploadTranslation;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
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
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Uploads whose parts the caller sends: a part is sealed once into a buffer that retries replay. Thread-safe. */
public final class ObjectUploads {

    private static final String OCTET_STREAM = "application/octet-stream";

    private final S3Client s3;
    private final UploadTranslation uploads;
    private final PartBuffers buffers;
    private final PartRoom room;

    public ObjectUploads(S3Client s3, UploadTranslation uploads, PartBuffers buffers) {
        this.s3 = s3;
        this.uploads = uploads;
        this.buffers = buffers;
        this.room = uploads.room(0);
    }

    public CreateMultipartUploadResponse create(CreateMultipartUploadRequest request) {
        UploadCreation creation = uploads.creation(request);
        try (NewObject object = creation.draw()) {
            return creation.answer(s3.createMultipartUpload(creation.stored(object)), object);
        }
    }

    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        OptionalLong length = body.optionalContentLength().map(OptionalLong::of).orElse(OptionalLong.empty());
        PartTranslation part = uploads.part(request, length);
        return uploadPart(part, sealing -> {
            PartSealer sealer = sealing.begin();
            try (PlaintextSource source =
                    new PlaintextSource(body.contentStreamProvider().newStream(), part.length())) {
                sealer.read(source);
            }
        });
    }

    /** Uploads a range of another object. */
    UploadPartResponse uploadPart(PartSource source, Plaintext plaintext) {
        return uploadPart(uploads.part(source), plaintext);
    }

    /** Brings the plaintext of one part: of several times that it is begun the last one counts. */
    interface Plaintext {
        void into(PartSealing sealing) throws IOException;
    }

    private UploadPartResponse uploadPart(PartTranslation part, Plaintext plaintext) {
        try (SegmentedAead segments = part.open()) {
            place(part);
            return send(part, segments, plaintext);
        } catch (IOException e) {
            throw SdkClientException.create(
                    "part " + part.number() + " for " + part.name() + " could not be read: " + e.getMessage(), e);
        } finally {
            part.end();
        }
    }

    private UploadPartResponse send(PartTranslation part, SegmentedAead segments, Plaintext plaintext)
            throws IOException {
        PartRoom.Share share = await(part);
        try (PartSealing sealing = new PartSealing(part, segments, buffers)) {
            plaintext.into(sealing);
            PartSealer sealer = sealing.sealer();
            UploadPartRequest stored = part.stored(sealer);
            RequestBody sealed = ObjectPut.replayable(sealer.buffer(), sealer.length(), OCTET_STREAM);
            return part.answer(s3.uploadPart(stored, sealed), sealer.length());
        } finally {
            share.close();
        }
    }

    /** Finds out where the part lies, or leaves that to the refusal. */
    private void place(PartTranslation part) {
        if (part.isToBeListed()) {
            list(part);
        }
        if (!part.isPlaced()) {
            try {
                part.sibling().get(PartTranslation.MOST_WAIT_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                list(part);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw AbortedException.create("interrupted while part waited for the one before it", e);
            }
        }
    }

    private void list(PartTranslation part) {
        try {
            part.learn(s3.listParts(part.listing()));
        } catch (S3Exception e) {
            if (!part.goesOnUnlisted(e)) {
                throw e;
            }
        }
    }

    /** Waits for the parts of other threads, where those hold what there is. */
    private PartRoom.Share await(PartTranslation part) {
        CompletableFuture<PartRoom.Share> granted = room.take(part.mostHeldBytes(buffers));
        try {
            return granted.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            if (!granted.cancel(false)) {
                granted.join().close();
            }
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while a part waited for others to be sent", e);
        }
    }

    public CompleteMultipartUploadResponse complete(CompleteMultipartUploadRequest request) {
        CompletionTranslation completion = uploads.completion(request);
        try (SegmentedAead segments = completion.open()) {
            while (completion.isToBeListed()) {
                completion.take(s3.listParts(completion.listing()));
            }
            completion.check();
            if (completion.needsEnd()) {
                byte[] end = completion.end(segments);
                completion.ended(
                        s3.uploadPart(completion.endRequest(), ObjectPut.replayable(end, end.length, OCTET_STREAM)));
            }
        }
        try {
            return completion.answer(s3.completeMultipartUpload(completion.stored()));
        } catch (S3Exception e) {
            completion.failed(e);
            throw e;
        }
    }

    public AbortMultipartUploadResponse abort(AbortMultipartUploadRequest request) {
        AbortMultipartUploadRequest stored = uploads.stored(request);
        AbortMultipartUploadResponse response = s3.abortMultipartUpload(stored);
        uploads.aborted(stored);
        return response;
    }

    public ListPartsResponse list(ListPartsRequest request) {
        return uploads.answer(request, s3.listParts(uploads.stored(request)));
    }

    public ListMultipartUploadsResponse list(ListMultipartUploadsRequest request) {
        return uploads.answer(request, s3.listMultipartUploads(uploads.stored(request)));
    }
}
