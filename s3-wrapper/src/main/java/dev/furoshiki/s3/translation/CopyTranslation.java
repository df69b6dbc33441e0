package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.MalformedEnvelopeException;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.StoredSpan;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.AnnotationDirective;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/**
 * One CopyObject: S3 copies the stored bytes, which name no place, and the object key is wrapped anew for the place it goes to, under
 * the keys of this client. That the keys are those of the bytes is what the store is told to compare (the source's ETag). Immutable.
 */
public final class CopyTranslation {

    static final String OPERATION = "copyObject";

    private static final int RANGE_NOT_SATISFIABLE = 416;

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

    /**
     * Asks for what stands beside the source's bytes, and for the first of them: of an answer to HEAD nobody can say whether it came
     * whole, and what had been cut off of metadata and headers would be lost to the copy.
     */
    public GetObjectRequest source() {
        return source.get(request, request.expectedSourceBucketOwner(), request.requestPayerAsString())
                // Compared with the answer, or by the copy: one that does not hold has another status there.
                .ifMatch(null)
                .ifNoneMatch(null)
                .ifModifiedSince(null)
                .ifUnmodifiedSince(null)
                .range("bytes=0-" + (ObjectLayout.OVERHEAD_BYTES - 1))
                .overrideConfiguration(request.overrideConfiguration().orElse(null))
                .build();
    }

    /**
     * The copy: may call key services.
     *
     * @param found the answer to {@link #source} or {@link #withoutBytes}, of whose body a byte has come, unless it has none
     * @throws dev.furoshiki.s3.exception.S3EncryptionException when the source is not encrypted, or damaged
     * @throws dev.furoshiki.key.KmsException when a key service refuses
     */
    public Copying copying(GetObjectResponse found) {
        WholeAnswers.require(found.eTag(), "getObject", "nothing says what " + source.name() + " is");
        Optional<ObjectEnvelope> envelope = Envelopes.find(found.metadata(), source.name());
        if (envelope.isEmpty()) {
            return new Copying.InOne(plaintext(found));
        }
        if (encryption.isDeclaredPlaintext(destination)) {
            throw refusal(destination + " lies where this client was told that objects are plaintext");
        }
        StoredSpan span = OpenAnswer.spanOf(found, source.name());
        long storedBytes = span.total();
        requireWholeMetadata(found);
        requireDate(found);
        requireConditions(found);
        CopyObjectRequest copy = rewrapped(
                found, encryption.rewrapped(envelope.get(), source.name(), span.plaintextLength(), destination));
        if (storedBytes <= encryption.copySizes().mostBytesInOne()) {
            return new Copying.InOne(copy);
        }
        if (request.annotationDirective() == AnnotationDirective.COPY) {
            throw refusal("it has " + storedBytes
                    + " stored bytes, which are copied in parts, and S3 takes no annotations" + " along with those");
        }
        return new Copying.InParts(
                new PartsCopy(source, found.versionId(), destination, copy, storedBytes, encryption.copySizes()));
    }

    /**
     * Asks for all of a source of which S3 says that it has no first bytes: what the copy is pinned to, no answer to a range of it says.
     *
     * @throws S3Exception that failure, where it says something else
     */
    public GetObjectRequest withoutBytes(S3Exception failed) {
        if (failed.statusCode() != RANGE_NOT_SATISFIABLE) {
            throw failed;
        }
        return source().toBuilder().range(null).build();
    }

    /** Pinned as well: what is encrypted by the time of the copy would lie without its envelope where plaintext is. */
    private CopyObjectRequest plaintext(GetObjectResponse found) {
        encryption.requirePlaintextExpected(source.name(), found.missingMeta());
        if (!encryption.isDeclaredPlaintext(destination)) {
            throw refusal("it is plaintext, and " + destination + " is no place for that");
        }
        requireConditions(found);
        return request.toBuilder().copySourceIfMatch(found.eTag()).build();
    }

    @SuppressWarnings("deprecation") // of the members that S3 would have read or copied, each has to be set or unset
    private CopyObjectRequest rewrapped(GetObjectResponse found, ObjectEnvelope envelope) {
        Map<String, String> metadata = replaces() ? request.metadata() : Envelopes.withoutEnvelope(found.metadata());
        CopyObjectRequest.Builder copy = request.toBuilder();
        if (!replaces()) {
            // What S3 would have copied by itself.
            copy.contentType(found.contentType())
                    .cacheControl(found.cacheControl())
                    .contentDisposition(found.contentDisposition())
                    .contentEncoding(found.contentEncoding())
                    .contentLanguage(found.contentLanguage())
                    .expires(found.expires());
        }
        if (request.taggingDirectiveAsString() == null) {
            // What S3 does by itself: a client that copies in parts has to be told.
            copy.taggingDirective(TaggingDirective.COPY);
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

    private void requireWholeMetadata(GetObjectResponse found) {
        if (found.missingMeta() != null && found.missingMeta() > 0) {
            throw new MalformedEnvelopeException(
                    "the server kept back " + found.missingMeta() + " metadata entries of " + source.name()
                            + ", which the copy would lose; read the object and put it under the new name",
                    null);
        }
    }

    /** S3 copies whatever stands there; the SDK sends dates only. */
    @SuppressWarnings("deprecation") // whether it was understood
    private void requireDate(GetObjectResponse found) {
        if (!replaces() && found.expiresString() != null && found.expires() == null) {
            throw new OperationRefusedException(
                    OPERATION,
                    "the Expires of " + source.name() + " is \"" + found.expiresString()
                            + "\", which is no date, so that the copy would lose it",
                    "say metadata and headers of the copy, with metadataDirective(REPLACE)");
        }
    }

    private boolean replaces() {
        return request.metadataDirective() == MetadataDirective.REPLACE;
    }

    /** Those that S3 does not compare beside the ETag that the copy is pinned to. */
    private void requireConditions(GetObjectResponse found) {
        String asked = request.copySourceIfMatch();
        if (asked != null && !asked.equals("*") && !unquoted(asked).equals(unquoted(found.eTag()))) {
            throw ServiceErrors.preconditionFailed();
        }
        Instant unmodifiedSince = request.copySourceIfUnmodifiedSince();
        if (asked == null
                && unmodifiedSince != null
                && (found.lastModified() == null || found.lastModified().isAfter(unmodifiedSince))) {
            throw ServiceErrors.preconditionFailed();
        }
    }

    private static String unquoted(String eTag) {
        return eTag.replace("\"", "");
    }

    private OperationRefusedException refusal(String reason) {
        return new OperationRefusedException(
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
