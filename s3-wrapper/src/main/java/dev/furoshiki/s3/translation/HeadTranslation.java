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
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * One HeadObject, with plaintext lengths. They are computed from what the store says and prove nothing; only a request for
 * checksums opens the keys. Immutable.
 */
public final class HeadTranslation {

    static final String OPERATION = "headObject";

    private final ObjectName name;
    private final HeadObjectRequest request;
    private final Encryption encryption;

    private HeadTranslation(ObjectName name, HeadObjectRequest request, Encryption encryption) {
        this.name = name;
        this.request = request;
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
        if (request.partNumber() != null) {
            throw new OperationRefusedException(
                    OPERATION,
                    "the parts of an encrypted object are not parts of its plaintext",
                    "ask for the whole object");
        }
        return new HeadTranslation(name, request, encryption);
    }

    /** What is asked of the store. */
    public HeadObjectRequest stored() {
        // The range is of the plaintext, so the server must not see it.
        return request.toBuilder().range(null).build();
    }

    /** The caller's own request, which is that for an object which is declared to be plaintext. */
    public HeadObjectRequest asWritten() {
        return request;
    }

    /** Whether {@link #asWritten} is to be asked for the answer, since that of {@link #stored} is of a plaintext object. */
    public boolean isToBeAskedAgain(HeadObjectResponse response) {
        return request.range() != null && envelopeOf(response).isEmpty();
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
        boolean checksums = opensKeys() && span.isEmpty();
        return rewritten(response, length, span, checksums ? checksums(envelope.get(), length) : Map.of());
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

    private static HeadObjectResponse rewritten(
            HeadObjectResponse response, long length, Optional<Span> span, Map<Integer, byte[]> checksums) {
        Map<String, String> headers = new LinkedHashMap<>();
        HeadObjectResponse.Builder answer = response.toBuilder();
        long contentLength = span.map(Span::length).orElse(length);
        answer.contentLength(contentLength);
        headers.put("Content-Length", Long.toString(contentLength));
        span.ifPresent(part -> {
            answer.contentRange(part.contentRange(length));
            headers.put("Content-Range", part.contentRange(length));
        });
        ChecksumMembers.replace(answer, checksums);
        answer.metadata(Envelopes.withoutEnvelope(response.metadata())).partsCount(null);
        RawResponses.rewrite(answer, headers);
        return answer.build();
    }
}
