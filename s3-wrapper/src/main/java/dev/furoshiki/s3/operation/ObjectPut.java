package dev.furoshiki.s3.operation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.PlaintextFacts;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.stream.PlaintextSource;
import dev.furoshiki.s3.stream.SegmentWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * PutObject, encrypting: a body of up to one part is sealed once into a buffer that retries replay; a longer one, or one
 * of unknown length that turns out longer, becomes a multipart upload. Thread-safe.
 */
public final class ObjectPut {

    static final String OPERATION = "putObject";

    private final S3Client s3;
    private final Encryption encryption;
    private final PartBuffers buffers;

    public ObjectPut(S3Client s3, Encryption encryption, PartBuffers buffers) {
        this.s3 = s3;
        this.encryption = encryption;
        this.buffers = buffers;
    }

    public PutObjectResponse put(PutObjectRequest request, RequestBody body) {
        ObjectName name = Names.of(request.bucket(), request.key());
        requireAccepted(request, name);
        PlaintextChecksums checksums = new PlaintextChecksums(request);
        OptionalLong length = lengthOf(request, body);
        PartPlan plan = PartPlan.of(length, encryption.partBytes());
        try (PlaintextSource source =
                        new PlaintextSource(body.contentStreamProvider().newStream(), length);
                NewObject object = encryption.newObject(name);
                SegmentWriter writer =
                        new SegmentWriter(source, object.segments(), checksums.running(), buffers.segments())) {
            SealedBody sealed = new SealedBody(name, object, writer, source, checksums, length);
            PutObjectRequest bare = withoutChecksums(request);
            return putSealed(bare, sealed, plan, body.contentType());
        } catch (IOException e) {
            throw SdkClientException.create("the body for " + name + " could not be read: " + e.getMessage(), e);
        }
    }

    /** The first buffer shows whether the body ends in it. */
    private PutObjectResponse putSealed(PutObjectRequest request, SealedBody body, PartPlan plan, String contentType)
            throws IOException {
        int segments = plan.segmentsIn(1);
        byte[] buffer = buffers.take(firstBufferBytes(body.length(), segments));
        try {
            int used = body.writer().fill(buffer, segments);
            if (!body.writer().isDone()) {
                return new MultipartPut(s3, buffers, plan).put(request, body, buffer, used, contentType);
            }
            body.checksums().verify();
            PlaintextFacts facts = new PlaintextFacts(
                    body.source().readBytes(), body.checksums().computed());
            PutObjectResponse response =
                    s3.putObject(withEnvelope(request, body, facts, used), replayable(buffer, used, contentType));
            return answer(response.toBuilder(), body);
        } finally {
            buffers.give(buffer);
        }
    }

    private static PutObjectRequest withEnvelope(
            PutObjectRequest request, SealedBody body, PlaintextFacts facts, int storedBytes) {
        Map<String, String> metadata =
                UserMetadata.with(request.metadata(), body.object().envelope(facts), body.name());
        return request.toBuilder()
                .metadata(metadata)
                .contentLength((long) storedBytes)
                .build();
    }

    /** What the server said, with the plaintext's checksums in place of the ciphertext's. */
    static PutObjectResponse answer(PutObjectResponse.Builder response, SealedBody body) {
        ChecksumMembers.replace(response, body.checksums().computed());
        return response.size(null)
                .applyMutation(RawResponses::hideStoredLengths)
                .build();
    }

    /** A body that yields the same bytes however often it is read. */
    static RequestBody replayable(byte[] buffer, int length, String contentType) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(buffer, 0, length), length, contentType);
    }

    private static int firstBufferBytes(OptionalLong length, int segments) {
        long wholePart = (long) segments * ObjectLayout.STORED_SEGMENT_BYTES;
        return (int)
                (length.isPresent() ? Math.min(wholePart, ObjectLayout.storedLength(length.getAsLong())) : wholePart);
    }

    private static OptionalLong lengthOf(PutObjectRequest request, RequestBody body) {
        Long given = request.contentLength();
        if (given != null) {
            return OptionalLong.of(given);
        }
        return body.optionalContentLength().map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private void requireAccepted(PutObjectRequest request, ObjectName name) {
        RawHeaders.requireHarmless(OPERATION, request);
        UserMetadata.requireUnreserved(request.metadata(), name);
        if (request.writeOffsetBytes() != null) {
            throw new OperationRefusedException(
                    OPERATION, "an encrypted object cannot be appended to", "write the whole object anew");
        }
        if (encryption.isDeclaredPlaintext(name)) {
            throw new OperationRefusedException(
                    OPERATION,
                    name + " lies where this client was told that objects are plaintext",
                    "write it through the plain client, or under another name");
        }
    }

    private static PutObjectRequest withoutChecksums(PutObjectRequest request) {
        PutObjectRequest.Builder bare = Members.clear(request.toBuilder(), ChecksumMembers.namesIn(request));
        if (!ChecksumMembers.isForStoredBytes(request.checksumAlgorithmAsString())) {
            bare.checksumAlgorithm((String) null);
        }
        return bare.build();
    }

    /**
     * A body on its way, with all that belongs to it.
     *
     * @param length as it was given; empty when nobody knew
     */
    record SealedBody(
            ObjectName name,
            NewObject object,
            SegmentWriter writer,
            PlaintextSource source,
            PlaintextChecksums checksums,
            OptionalLong length) {

        /** What can be sealed before the body was read; null when its length is not known. */
        @Nullable
        PlaintextFacts promisedFacts() {
            return length.isPresent() ? new PlaintextFacts(length.getAsLong(), checksums.promised()) : null;
        }
    }
}
