package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.MalformedEnvelopeException;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectName;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/**
 * One CopyObject: S3 copies the stored bytes, which name no place, and the object key is wrapped anew for the place it goes to, under
 * the keys of this client. That the keys are those of the bytes is what the store is told to compare (the source's ETag). Immutable.
 */
public final class CopyTranslation {

    static final String OPERATION = "copyObject";

    /** What S3 copies in one request. */
    private static final long MOST_BYTES = 5L << 30;

    private final CopySource source;
    private final ObjectName destination;
    private final CopyObjectRequest request;
    private final Encryption encryption;

    private CopyTranslation(
            CopySource source, ObjectName destination, CopyObjectRequest request, Encryption encryption) {
        this.source = source;
        this.destination = destination;
        this.request = request;
        this.encryption = encryption;
    }

    /**
     * Reads a request.
     *
     * @throws OperationRefusedException when it cannot be carried out on an encrypted object
     */
    public static CopyTranslation of(CopyObjectRequest request, Encryption encryption) {
        ObjectName destination = Names.of(request.destinationBucket(), request.destinationKey());
        RawHeaders.requireHarmless(OPERATION, request);
        UserMetadata.requireUnreserved(request.metadata(), destination);
        return new CopyTranslation(CopySource.of(OPERATION, request), destination, request, encryption);
    }

    /** Asks for what stands beside the source's bytes. */
    public HeadObjectRequest source() {
        return HeadObjectRequest.builder()
                .bucket(source.name().bucket())
                .key(source.name().key())
                .versionId(source.versionId())
                .expectedBucketOwner(request.expectedSourceBucketOwner())
                .requestPayer(request.requestPayerAsString())
                .sseCustomerAlgorithm(request.copySourceSSECustomerAlgorithm())
                .sseCustomerKey(request.copySourceSSECustomerKey())
                .sseCustomerKeyMD5(request.copySourceSSECustomerKeyMD5())
                .build();
    }

    /**
     * The copy: may call key services.
     *
     * @param found the answer to {@link #source}
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when the source is not encrypted, damaged, or too large
     * @throws dev.furoshiki.key.KmsException when a key service refuses
     */
    public CopyObjectRequest copy(HeadObjectResponse found) {
        WholeAnswers.require(found.eTag(), "headObject", "nothing says what " + source.name() + " is");
        Optional<ObjectEnvelope> envelope = Envelopes.find(found.metadata(), source.name());
        boolean toPlaintext = encryption.isDeclaredPlaintext(destination);
        if (envelope.isEmpty()) {
            encryption.requirePlaintextExpected(source.name(), found.missingMeta());
            return toPlaintext ? request : refuse("it is plaintext, and " + destination + " is no place for that");
        }
        if (toPlaintext) {
            return refuse(destination + " lies where this client was told that objects are plaintext");
        }
        requireCopyable(found);
        return rewrapped(found, encryption.rewrapped(envelope.get(), source.name(), destination));
    }

    @SuppressWarnings("deprecation") // of the members that S3 would have read or copied, each has to be set or unset
    private CopyObjectRequest rewrapped(HeadObjectResponse found, ObjectEnvelope envelope) {
        boolean replaces = request.metadataDirective() == MetadataDirective.REPLACE;
        Map<String, String> metadata = replaces ? request.metadata() : Envelopes.withoutEnvelope(found.metadata());
        CopyObjectRequest.Builder copy = request.toBuilder();
        if (!replaces) {
            // What S3 would have copied by itself.
            copy.contentType(found.contentType())
                    .cacheControl(found.cacheControl())
                    .contentDisposition(found.contentDisposition())
                    .contentEncoding(found.contentEncoding())
                    .contentLanguage(found.contentLanguage())
                    .expires(found.expires());
        }
        return copy.copySource(null)
                .sourceBucket(source.name().bucket())
                .sourceKey(source.name().key())
                .sourceVersionId(source.versionId())
                .copySourceIfMatch(found.eTag())
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(UserMetadata.with(metadata, envelope, destination))
                .build();
    }

    private void requireCopyable(HeadObjectResponse found) {
        if (found.contentLength() == null || found.contentLength() > MOST_BYTES) {
            refuse("it has " + found.contentLength() + " stored bytes, and S3 copies 5 GiB in one request");
        }
        if (found.missingMeta() != null && found.missingMeta() > 0) {
            throw new MalformedEnvelopeException(
                    "the server kept back " + found.missingMeta() + " metadata entries of " + source.name()
                            + ", which the copy would lose; read the object and put it under the new name",
                    null);
        }
        String asked = request.copySourceIfMatch();
        if (asked != null && !asked.equals("*") && !unquoted(asked).equals(unquoted(found.eTag()))) {
            throw ServiceErrors.preconditionFailed();
        }
    }

    private static String unquoted(String eTag) {
        return eTag.replace("\"", "");
    }

    private CopyObjectRequest refuse(String reason) {
        throw new OperationRefusedException(
                OPERATION,
                source.name() + " cannot be copied to " + destination + ": " + reason,
                "read the object and put it under the new name");
    }

    /** What the server said, without the checksums of stored bytes. */
    public CopyObjectResponse answer(CopyObjectResponse response) {
        WholeAnswers.require(
                response.copyObjectResult(), OPERATION, "nothing says whether " + destination + " was stored");
        CopyObjectResponse.Builder answer = response.toBuilder();
        answer.copyObjectResult(ChecksumMembers.replace(response.copyObjectResult().toBuilder(), Map.of())
                .build());
        return answer.applyMutation(RawResponses::hideStoredLengths).build();
    }
}
