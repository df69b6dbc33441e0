package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.SegmentWriter;
import dev.furoshiki.s3.translation.PutTranslation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** One long body as a multipart upload: part after part through one buffer, completed as a whole or aborted. */
final class MultipartPut {

    private static final String OCTET_STREAM = "application/octet-stream";

    private final S3Client s3;
    private final PartBuffers buffers;
    private final PutTranslation put;

    MultipartPut(S3Client s3, PartBuffers buffers, PutTranslation put) {
        this.s3 = s3;
        this.buffers = buffers;
        this.put = put;
    }

    /**
     * @param first the first part, sealed already
     * @param used how much of it
     */
    PutObjectResponse put(NewObject object, SegmentWriter writer, byte[] first, int used) throws IOException {
        String uploadId = s3.createMultipartUpload(put.creation(object)).uploadId();
        try {
            List<CompletedPart> parts = upload(uploadId, writer, first, used);
            return put.answer(s3.completeMultipartUpload(put.completion(uploadId, parts)));
        } catch (RuntimeException | IOException | Error e) {
            abort(uploadId, e);
            throw e;
        }
    }

    private List<CompletedPart> upload(String uploadId, SegmentWriter writer, byte[] first, int used)
            throws IOException {
        List<CompletedPart> parts = new ArrayList<>();
        parts.add(uploadPart(uploadId, 1, first, used));
        // The first buffer stays its owner's; parts grow now and then.
        byte @Nullable [] grown = null;
        try {
            for (int number = 2; !writer.isDone(); number++) {
                int segments = put.parts().segmentsIn(number);
                int size = segments * ObjectLayout.STORED_SEGMENT_BYTES;
                if (size > (grown == null ? first : grown).length) {
                    giveBack(grown);
                    grown = buffers.take(size);
                }
                byte[] buffer = grown == null ? first : grown;
                int length = writer.fill(buffer, segments);
                parts.add(uploadPart(uploadId, number, buffer, length));
            }
        } finally {
            giveBack(grown);
        }
        return parts;
    }

    private void giveBack(byte @Nullable [] buffer) {
        if (buffer != null) {
            buffers.give(buffer);
        }
    }

    private CompletedPart uploadPart(String uploadId, int number, byte[] buffer, int length) {
        return PutTranslation.completed(
                number,
                s3.uploadPart(put.part(uploadId, number, length), ObjectPut.replayable(buffer, length, OCTET_STREAM)));
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
