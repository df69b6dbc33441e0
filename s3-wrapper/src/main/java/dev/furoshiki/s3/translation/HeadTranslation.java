package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.ByteRange;
import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.PlaintextFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One HeadObject, with plaintext lengths. They are computed from what the store says and prove nothing, but where the number of parts
 * is told; only that and a request for checksums open the keys. Immutable.
 */
public final class HeadTranslation {

    static final String OPERATION = "headObject";

    private static final String ARCHIVED = "InvalidObjectState";
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final ObjectName name;
    private final HeadObjectRequest request;
    private final @Nullable PartNumber part;
    private final Encryption encryption;

    private HeadTranslation(
            ObjectName name, HeadObjectRequest request, @Nullable PartNumber part, Encryption encryption) {
        this.name = name;
        this.request = request;
        this.part = part;
        this.encryption = encryption;
    }

    /**
     * Reads a request.
     *
     * @throws OperationRefusedException when it cannot be carried out on an encrypted object
     */
    public static HeadTranslation of(HeadObjectRequest request, Encryption encryption) {
        ObjectName name = Names.of(request.bucket(), request.key());
        RawHeaders.requireHarmless(OPERATION, request);
        PartNumber part = PartNumber.of(request.partNumber(), request.range());
        return new HeadTranslation(name, request, part, encryption);
    }

    /** What is asked of the store. */
    public HeadObjectRequest stored() {
        // Range and part are of the plaintext, so the server must not see them.
        return request.toBuilder().range(null).partNumber(null).build();
    }

    /** Whether the answer to {@link #stored} is of a plaintext object, as far as that says. */
    public boolean isOfPlaintext(HeadObjectResponse response) {
        return envelopeOf(response).isEmpty();
    }

    /**
     * Asks whether an answer of which {@link #isOfPlaintext} has lost its envelope, by the first byte of the object: of an answer to
     * HEAD nobody can say whether it came whole.
     *
     * @param proof of {@link #proof}
     * @return empty where an object without an envelope is expected, or where none with one is as long
     */
    public Optional<GetObjectRequest> confirmation(GetTranslation proof, HeadObjectResponse response) {
        if (encryption.isDeclaredPlaintext(name) || !ObjectLayout.isStoredLength(response.contentLength())) {
            return Optional.empty();
        }
        return Optional.of(
                proof.tail(response.eTag()).toBuilder().range("bytes=0-0").build());
    }

    /** Whether the object has no envelope, as the answer to {@link #confirmation} says. */
    public boolean isConfirmed(GetObjectResponse response) {
        boolean isPlaintext = Envelopes.find(response.metadata(), name).isEmpty();
        if (isPlaintext) {
            encryption.requirePlaintextExpected(name, response.missingMeta());
        }
        return isPlaintext;
    }

    /**
     * What it says that the first byte was not to be had.
     *
     * @return true of an archived object, of whose bytes nobody gets one, so that the answer to HEAD has to be believed; false when the
     *     object was replaced
     * @throws S3Exception that failure, where it says neither
     */
    public boolean isConfirmedWithout(S3Exception failed) {
        if (GetTranslation.isReplaced(failed) || failed.statusCode() == RANGE_NOT_SATISFIABLE) {
            return false;
        } else if (failed.awsErrorDetails() != null
                && ARCHIVED.equals(failed.awsErrorDetails().errorCode())) {
            return true;
        }
        throw failed;
    }

    /**
     * The caller's own request, for a plaintext object.
     *
     * @param response to {@link #stored}, which is the object that this is pinned to
     * @return empty where that is what the caller is told
     */
    public Optional<HeadObjectRequest> asWritten(HeadObjectResponse response) {
        if (request.range() == null && part == null) {
            return Optional.empty();
        } else if (response.eTag() == null) {
            return Optional.of(request);
        }
        // The caller's conditions held for that.
        return Optional.of(request.toBuilder()
                .ifMatch(response.eTag())
                .ifNoneMatch(null)
                .ifModifiedSince(null)
                .ifUnmodifiedSince(null)
                .build());
    }

    /**
     * What the caller is told of a plaintext object.
     *
     * @param response to {@link #asWritten}
     * @return empty when it is of an encrypted one by now: its lengths would be those of a range or part of the stored bytes
     */
    public Optional<HeadObjectResponse> answerAsWritten(HeadObjectResponse response) {
        return isOfPlaintext(response) ? Optional.of(response) : Optional.empty();
    }

    /** Asks for the proof of the length, before an answer {@link #isOfPart} is translated. */
    public GetTranslation proof(ProvenLengths lengths) {
        return GetTranslation.ofProof(request, name, encryption, lengths);
    }

    /** Whether a part is asked for, whose length has to be proven where it is of an encrypted object. */
    public boolean isOfPart() {
        return part != null;
    }

    /**
     * What the caller is told of a part of an encrypted object.
     *
     * @param tail of what had the answer's ETag
     * @return empty when the answer is of another object, and both are to be asked for again
     * @throws S3Exception InvalidPartNumber, where the object has no such part
     */
    public Optional<HeadObjectResponse> answer(HeadObjectResponse response, Tail tail) {
        return tail instanceof Tail.Encrypted proven && proven.plaintextLength() == plaintextLength(response)
                ? Optional.of(answer(response))
                : Optional.empty();
    }

    /** Whether {@link #answer} may call the key service. */
    public boolean opensKeys() {
        return request.checksumMode() == ChecksumMode.ENABLED;
    }

    /** What the caller is told of an encrypted object. */
    public HeadObjectResponse answer(HeadObjectResponse response) {
        ObjectEnvelope envelope = envelopeOf(response).orElseThrow();
        long length = plaintextLength(response);
        Optional<ByteRange> range =
                request.range() == null ? Optional.empty() : ByteRange.parse(OPERATION, request.range());
        Optional<Span> span = range.map(asked -> asked.within(length).orElseThrow(ServiceErrors::invalidRange));
        boolean isOfAll = span.isEmpty();
        if (part != null) {
            span = spanOf(part, length);
            isOfAll = PartNumber.isOnly(length);
        }
        boolean checksums = opensKeys() && isOfAll;
        return rewritten(response, length, span, checksums ? checksums(envelope, length) : Map.of());
    }

    private static Optional<Span> spanOf(PartNumber part, long length) {
        if (!part.isIn(length)) {
            throw ServiceErrors.noSuchPart();
        }
        return part.range().within(length);
    }

    private Optional<ObjectEnvelope> envelopeOf(HeadObjectResponse response) {
        WholeAnswers.require(response.contentLength(), OPERATION, "nothing says what " + name + " is");
        Optional<ObjectEnvelope> envelope = Envelopes.find(response.metadata(), name);
        if (envelope.isEmpty()) {
            encryption.requirePlaintextExpected(name, response.missingMeta());
        }
        return envelope;
    }

    private Map<Integer, byte[]> checksums(ObjectEnvelope envelope, long length) {
        try (OpenObject object = encryption.open(envelope, name)) {
            if (object.facts().isPresent() && object.facts().get().length() != length) {
                throw new TamperedObjectException(
                        name + " is not what was stored there: its length is not the one that was sealed; restore it"
                                + " from a backup or an earlier version",
                        null);
            }
            return object.facts().map(PlaintextFacts::checksums).orElse(Map.of());
        }
    }

    private long plaintextLength(HeadObjectResponse response) {
        Long stored = response.contentLength();
        if (stored == null || !ObjectLayout.isStoredLength(stored)) {
            throw new TamperedObjectException(
                    name + " has an envelope, but no encrypted object is " + stored
                            + " bytes long: it was cut or extended; restore it from a backup or an earlier version",
                    null);
        }
        return ObjectLayout.plaintextLength(stored);
    }

    private HeadObjectResponse rewritten(
            HeadObjectResponse response, long length, Optional<Span> span, Map<Integer, byte[]> checksums) {
        Map<String, String> headers = new LinkedHashMap<>();
        HeadObjectResponse.Builder answer = response.toBuilder();
        long contentLength = span.map(Span::length).orElse(length);
        answer.contentLength(contentLength);
        headers.put("Content-Length", Long.toString(contentLength));
        span.ifPresent(told -> {
            answer.contentRange(told.contentRange(length));
            headers.put("Content-Range", told.contentRange(length));
        });
        Integer parts = part == null ? null : PartNumber.told(OPERATION, length);
        if (parts != null) {
            headers.put(RawResponses.PARTS_COUNT, parts.toString());
        }
        ChecksumMembers.replace(answer, checksums);
        answer.metadata(Envelopes.withoutEnvelope(response.metadata())).partsCount(parts);
        RawResponses.rewrite(answer, headers);
        return answer.build();
    }
}
