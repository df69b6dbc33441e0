package dev.furoshiki.s3.operation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.ByteRange;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.stream.SegmentBuffers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * GetObject, decrypting: whole or a range, from one answer of the server that carries envelope and body together.
 *
 * <p>Further requests are made for ranges only: to prove the length of an object that was stored without knowing it,
 * once; to prove that a range is behind the end, when the server says so; and when the object turns out to be declared
 * plaintext.
 * Thread-safe.
 */
public final class ObjectGet {

    static final String OPERATION = "getObject";

    /** More than one round means that somebody replaces the object while it is read. */
    private static final int MAX_ROUNDS = 8;

    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3Client s3;
    private final Encryption encryption;
    private final SegmentBuffers buffers;
    private final ProvenLengths lengths = new ProvenLengths();

    public ObjectGet(S3Client s3, Encryption encryption, SegmentBuffers buffers) {
        this.s3 = s3;
        this.encryption = encryption;
        this.buffers = buffers;
    }

    public <T> T get(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        ObjectName name = Names.of(request.bucket(), request.key());
        requireAccepted(request);
        Optional<ByteRange> range =
                request.range() == null ? Optional.empty() : ByteRange.parse(OPERATION, request.range());
        // What is malformed goes out as it came: servers refuse it or ignore it, and no range of stored bytes is taken.
        GetObjectRequest stored = request.toBuilder()
                .range(range.map(ByteRange::storedHeader).orElse(request.range()))
                .build();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            DecryptingTransformer<T> decrypting =
                    new DecryptingTransformer<>(name, range, encryption, buffers, lengths, transformer);
            try {
                return decrypting.follow(() -> s3.getObject(stored, decrypting));
            } catch (SdkException e) {
                boolean unsatisfiable = range.isPresent() && statusOf(e) == RANGE_NOT_SATISFIABLE;
                if (decrypting.hasRefused() || !(decrypting.isGivenUp() || unsatisfiable)) {
                    throw e;
                }
                Optional<Long> length = decrypting.hasMetPlaintext()
                        ? Optional.empty()
                        : provenLength(request, name, decrypting.unprovenETag());
                if (length.isEmpty()) {
                    return plaintext(request, name, transformer);
                } else if (unsatisfiable && range.get().within(length.get()).isEmpty()) {
                    throw e;
                }
            }
        }
        throw SdkClientException.create(name + " was replaced " + MAX_ROUNDS + " times while a range of it was read;"
                + " try again, or name a version");
    }

    private <T> T plaintext(
            GetObjectRequest request, ObjectName name, ResponseTransformer<GetObjectResponse, T> transformer) {
        PlaintextTransformer<T> plaintext = new PlaintextTransformer<>(name, encryption, transformer);
        return plaintext.follow(() -> s3.getObject(request, plaintext));
    }

    /**
     * Reads and verifies the final segment. What it proves is remembered by object id, so that the range can be asked
     * for again without pinning anything.
     *
     * @param eTag of the answer that raised the question; null when there was none
     * @return the plaintext length; empty when the object is declared plaintext, and is
     */
    private Optional<Long> provenLength(GetObjectRequest request, ObjectName name, @Nullable String eTag) {
        GetObjectRequest tail = request.toBuilder()
                .range("bytes=-" + ObjectLayout.STORED_SEGMENT_BYTES)
                .ifMatch(eTag == null ? request.ifMatch() : eTag)
                .ifNoneMatch(null)
                .ifModifiedSince(null)
                .ifUnmodifiedSince(null)
                .build();
        LengthProof proof = new LengthProof(name, encryption, buffers, lengths);
        try {
            return proof.follow(() -> s3.getObject(tail, proof));
        } catch (S3Exception e) {
            if (eTag != null && e.statusCode() == PRECONDITION_FAILED) {
                // Replaced in between: the next round looks at the new one.
                return Optional.of(0L);
            } else if (e.statusCode() == RANGE_NOT_SATISFIABLE && encryption.isDeclaredPlaintext(name)) {
                return Optional.empty();
            } else if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                throw new TamperedObjectException(
                        name + " holds no bytes, which no encrypted object does: it was cut, or stored by a plain"
                                + " client; restore it from a backup or an earlier version",
                        e);
            }
            throw e;
        }
    }

    private static int statusOf(SdkException e) {
        return e instanceof S3Exception answer ? answer.statusCode() : 0;
    }

    private static void requireAccepted(GetObjectRequest request) {
        RawHeaders.requireHarmless(OPERATION, request);
        if (request.partNumber() != null) {
            throw new OperationRefusedException(
                    OPERATION,
                    "the parts of an encrypted object are not parts of its plaintext",
                    "ask for a range of bytes instead");
        }
    }
}
