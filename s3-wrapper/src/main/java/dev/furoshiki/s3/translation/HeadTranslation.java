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
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * One HeadObject, with plaintext lengths. They are computed from what the store says and prove nothing, but where the number of parts
 * is told; only that and a request for checksums open the keys. Immutable.
 */
public final class HeadTranslation {

    static final String OPERATION = "headObject";

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

    /** The caller's own request, which is that for an object which is declared to be plaintext. */
    public HeadObjectRequest asWritten() {
        return request;
    }

    /** Whether {@link #asWritten} is to be asked for the answer, since that of {@link #stored} is of a plaintext object. */
    public boolean isToBeAskedAgain(HeadObjectResponse response) {
        return (request.range() != null || part != null) && envelopeOf(response).isEmpty();
    }

    /** Asks for the proof of the length, before an answer of which {@link #isOfPart} is translated. */
    public GetTranslation proof(ProvenLengths lengths) {
        return GetTranslation.ofProof(request, name, encryption, lengths);
    }

    /** Whether a part was asked for, of an encrypted object. */
    public boolean isOfPart(HeadObjectResponse response) {
        return part != null && envelopeOf(response).isPresent();
    }

    /**
     * What the caller is told of the part.
     *
     * @param proven the length of what had the answer's ETag
     * @return empty when the answer is of another object, and both are to be asked for again
     * @throws software.amazon.awssdk.services.s3.model.S3Exception InvalidPartNumber, where the object has no such part
     */
    public Optional<HeadObjectResponse> answer(HeadObjectResponse response, long proven) {
        return plaintextLength(response) == proven ? Optional.of(answer(response)) : Optional.empty();
    }

    /** Whether {@link #answer} may call the key service. */
    public boolean opensKeys() {
        return request.checksumMode() == ChecksumMode.ENABLED;
    }

    /** What the caller is told, whichever was asked. */
    public HeadObjectResponse answer(HeadObjectResponse response) {
        Optional<ObjectEnvelope> envelope = envelopeOf(response);
        if (envelope.isEmpty()) {
            return response;
        }
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
        return rewritten(response, length, span, checksums ? checksums(envelope.get(), length) : Map.of());
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
