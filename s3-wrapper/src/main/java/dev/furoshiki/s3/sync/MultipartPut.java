package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.stream.SegmentWriter;
import dev.furoshiki.s3.translation.PutTranslation;
import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * One long body as a multipart upload: sealed part after part by the thread that calls, some of them on their way at a time, completed
 * as a whole or aborted.
 */
final class MultipartPut {

    private final S3Client s3;
    private final SyncBuffers shared;
    private final PutTranslation put;

    MultipartPut(S3Client s3, SyncBuffers shared, PutTranslation put) {
        this.s3 = s3;
        this.shared = shared;
        this.put = put;
    }

    /**
     * @param first the first part, sealed already; the buffer is given back
     * @param used how much of it
     */
    PutObjectResponse put(NewObject object, SegmentWriter writer, byte[] first, int used) throws IOException {
        try (PartUploads parts = new PartUploads(s3, put, shared, first)) {
            String uploadId = s3.createMultipartUpload(put.creation(object)).uploadId();
            try {
                parts.send(uploadId, 1, first, used);
                List<CompletedPart> uploaded = uploadRest(uploadId, writer, parts);
                return put.answer(s3.completeMultipartUpload(put.completion(uploadId, uploaded)));
            } catch (RuntimeException | IOException | Error e) {
                parts.cancel();
                abort(uploadId, e);
                throw e;
            }
        }
    }

    private List<CompletedPart> uploadRest(String uploadId, SegmentWriter writer, PartUploads parts)
            throws IOException {
        for (int number = 2; !writer.isDone(); number++) {
            int segments = put.parts().segmentsIn(number);
            byte[] buffer = parts.buffer(segments);
            int length = writer.fill(buffer, segments);
            parts.send(uploadId, number, buffer, length);
        }
        return parts.all();
    }

    private void abort(String uploadId, Throwable cause) {
        // The SDK sends nothing from an interrupted thread, and parts left behind would be kept and paid for.
        boolean interrupted = Thread.interrupted();
        try {
            s3.abortMultipartUpload(put.abortion(uploadId));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
