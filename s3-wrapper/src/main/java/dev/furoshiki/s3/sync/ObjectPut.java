package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.stream.PlaintextSource;
import dev.furoshiki.s3.stream.SegmentSealer;
import dev.furoshiki.s3.stream.SegmentWriter;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.PutTranslation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.OptionalLong;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * PutObject, encrypting: a body of up to one part is sealed once into a buffer that retries replay; a longer one, or one
 * of unknown length that turns out longer, becomes a multipart upload, some parts at a time. Thread-safe.
 */
public final class ObjectPut {

    private final S3Client s3;
    private final Encryption encryption;
    private final SyncBuffers shared;

    public ObjectPut(S3Client s3, Encryption encryption, SyncBuffers shared) {
        this.s3 = s3;
        this.encryption = encryption;
        this.shared = shared;
    }

    public PutObjectResponse put(PutObjectRequest request, RequestBody body) {
        PutTranslation put = PutTranslation.of(request, lengthOf(body), body.contentType(), encryption);
        try (PlaintextSource source =
                        new PlaintextSource(body.contentStreamProvider().newStream(), put.length());
                NewObject object = encryption.newObject(put.name());
                SegmentWriter writer = new SegmentWriter(
                        source,
                        new SegmentSealer(object.segments(), put.checksums()),
                        shared.parts().segments())) {
            return putSealed(put, object, writer, body.contentType());
        } catch (IOException e) {
            throw SdkClientException.create("the body for " + put.name() + " could not be read: " + e.getMessage(), e);
        }
    }

    /** The first buffer shows whether the body ends in it. */
    private PutObjectResponse putSealed(PutTranslation put, NewObject object, SegmentWriter writer, String contentType)
            throws IOException {
        byte[] buffer = shared.parts().take(put.firstBufferBytes());
        boolean isHandedOver = false;
        try {
            int used = writer.fill(buffer, put.parts().segmentsIn(1));
            if (!writer.isDone()) {
                isHandedOver = true;
                return new MultipartPut(s3, shared, put).put(object, writer, buffer, used);
            }
            PutObjectRequest single = put.single(object, writer.plaintextBytes(), used);
            return put.answer(s3.putObject(single, replayable(buffer, used, contentType)));
        } finally {
            if (!isHandedOver) {
                shared.parts().give(buffer);
            }
        }
    }

    /** A body that yields the same bytes however often it is read. */
    static RequestBody replayable(byte[] buffer, int length, String contentType) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(buffer, 0, length), length, contentType);
    }

    private static OptionalLong lengthOf(RequestBody body) {
        return body.optionalContentLength().map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
