package dev.furoshiki.s3.operation;

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
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * HeadObject with plaintext lengths. They are computed from what the store says and prove nothing; only a request for
 * checksums opens the keys. Thread-safe.
 */
public final class ObjectHead {

    static final String OPERATION = "headObject";

    private final S3Client s3;
    private final Encryption encryption;

    public ObjectHead(S3Client s3, Encryption encryption) {
        this.s3 = s3;
        this.encryption = encryption;
    }

    public HeadObjectResponse head(HeadObjectRequest request) {
        ObjectName name = Names.of(request.bucket(), request.key());
        requireAccepted(request);
        // The range is of the plaintext, so the server must not see it.
        HeadObjectResponse response =
                s3.headObject(request.toBuilder().range(null).build());
        Optional<ObjectEnvelope> envelope = Envelopes.find(response.metadata(), name);
        if (envelope.isEmpty()) {
            return plaintext(request, response, name);
        }
        long length = plaintextLength(response, name);
        Optional<ByteRange> range =
                request.range() == null ? Optional.empty() : ByteRange.parse(OPERATION, request.range());
        Optional<Span> span = range.map(asked -> asked.within(length).orElseThrow(ServiceErrors::invalidRange));
        boolean checksums = request.checksumMode() == ChecksumMode.ENABLED && span.isEmpty();
        return rewritten(response, length, span, checksums ? checksums(envelope.get(), name, length) : Map.of());
    }

    private HeadObjectResponse plaintext(HeadObjectRequest request, HeadObjectResponse response, ObjectName name) {
        encryption.requirePlaintextExpected(name, response.missingMeta());
        return request.range() == null ? response : s3.headObject(request);
    }

    private Map<Integer, byte[]> checksums(ObjectEnvelope envelope, ObjectName name, long length) {
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

    private static long plaintextLength(HeadObjectResponse response, ObjectName name) {
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

    private static void requireAccepted(HeadObjectRequest request) {
        RawHeaders.requireHarmless(OPERATION, request);
        if (request.partNumber() != null) {
            throw new OperationRefusedException(
                    OPERATION,
                    "the parts of an encrypted object are not parts of its plaintext",
                    "ask for the whole object");
        }
    }
}
