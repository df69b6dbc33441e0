package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.PlaintextFacts;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * One PutObject: the requests that store it encrypted, as one or as a multipart upload, and the answer to its caller.
 *
 * <p>The settings of the PutObject go to each request that has a member of that name; nothing becomes visible before the upload is
 * completed, which is where the conditions (If-Match, If-None-Match) are checked. For one request; not thread-safe.
 */
public final class PutTranslation {

    static final String OPERATION = "putObject";

    private final ObjectName name;
    private final PutObjectRequest bare;
    private final OptionalLong length;
    private final @Nullable String contentType;
    private final PartPlan parts;
    private final PlaintextChecksums checksums;

    private PutTranslation(
            ObjectName name,
            PutObjectRequest request,
            OptionalLong length,
            @Nullable String contentType,
            Encryption encryption) {
        this.name = name;
        this.length = length;
        this.contentType = contentType;
        this.checksums = new PlaintextChecksums(request);
        this.parts = PartPlan.of(length, encryption.partBytes(), encryption.multipartThresholdBytes());
        this.bare = withoutChecksums(request);
    }

    /**
     * Reads a request.
     *
     * @param length of the plaintext, as the body tells it; empty where it does not. The request's own goes before
     * @param contentType of the body, for a request that names none
     * @throws OperationRefusedException when the request cannot be carried out on an encrypted object
     */
    public static PutTranslation of(
            PutObjectRequest request, OptionalLong length, @Nullable String contentType, Encryption encryption) {
        ObjectName name = Names.of(request.bucket(), request.key());
        requireAccepted(request, name, encryption);
        Long given = request.contentLength();
        return new PutTranslation(
                name, request, given == null ? length : OptionalLong.of(given), contentType, encryption);
    }

    /** The object that is put. */
    public ObjectName name() {
        return name;
    }

    /** Of the plaintext; empty when nobody knows. */
    public OptionalLong length() {
        return length;
    }

    /** How a body that is longer than the first part goes on. */
    public PartPlan parts() {
        return parts;
    }

    /** What the first part takes as stored, or less where the body is known to be shorter. */
    public int firstBufferBytes() {
        long wholePart = (long) parts.segmentsIn(1) * ObjectLayout.STORED_SEGMENT_BYTES;
        return (int)
                (length.isPresent() ? Math.min(wholePart, ObjectLayout.storedLength(length.getAsLong())) : wholePart);
    }

    /** What is to be fed with the plaintext. */
    public List<? extends Checksum> checksums() {
        return checksums.running();
    }

    /**
     * All of it in one request, once all was read.
     *
     * @param storedBytes how long it is, sealed
     * @throws software.amazon.awssdk.services.s3.model.S3Exception BadDigest, where a checksum that was given does not match
     */
    public PutObjectRequest single(NewObject object, long plaintextBytes, int storedBytes) {
        checksums.verify();
        PlaintextFacts facts = new PlaintextFacts(plaintextBytes, checksums.computed());
        return bare.toBuilder()
                .metadata(UserMetadata.with(bare.metadata(), object.envelope(facts), name))
                .contentLength((long) storedBytes)
                .build();
    }

    /** Begins a multipart upload. */
    public CreateMultipartUploadRequest creation(NewObject object) {
        CreateMultipartUploadRequest.Builder builder = Members.copy(bare, CreateMultipartUploadRequest.builder());
        if (bare.contentType() == null) {
            builder.contentType(contentType);
        }
        return builder.metadata(UserMetadata.with(bare.metadata(), object.envelope(promisedFacts()), name))
                .overrideConfiguration(override())
                .build();
    }

    /** What can be sealed before the body was read; null when its length is not known. */
    private @Nullable PlaintextFacts promisedFacts() {
        return length.isPresent() ? new PlaintextFacts(length.getAsLong(), checksums.promised()) : null;
    }

    /**
     * Sends one part of it.
     *
     * @param number from 1
     */
    public UploadPartRequest part(String uploadId, int number, int storedBytes) {
        return Members.copy(bare, UploadPartRequest.builder())
                .uploadId(uploadId)
                .partNumber(number)
                .contentLength((long) storedBytes)
                .overrideConfiguration(override())
                .build();
    }

    /** A part as the completion names it. */
    public static CompletedPart completed(int number, UploadPartResponse response) {
        return Members.copy(response, CompletedPart.builder())
                .partNumber(number)
                .build();
    }

    /**
     * Makes the upload an object, once all was read.
     *
     * @throws software.amazon.awssdk.services.s3.model.S3Exception as {@link #single} does
     */
    public CompleteMultipartUploadRequest completion(String uploadId, List<CompletedPart> uploaded) {
        checksums.verify();
        return Members.copy(bare, CompleteMultipartUploadRequest.builder())
                .uploadId(uploadId)
                .multipartUpload(
                        CompletedMultipartUpload.builder().parts(uploaded).build())
                .overrideConfiguration(override())
                .build();
    }

    /** Removes what was uploaded. */
    public AbortMultipartUploadRequest abortion(String uploadId) {
        return Members.copy(bare, AbortMultipartUploadRequest.builder())
                .uploadId(uploadId)
                .overrideConfiguration(override())
                .build();
    }

    /** What the server said, with the plaintext's checksums in place of the ciphertext's. */
    public PutObjectResponse answer(PutObjectResponse response) {
        return answer(response.toBuilder());
    }

    /**
     * Likewise.
     *
     * @throws software.amazon.awssdk.core.exception.SdkClientException when the answer does not say that the upload is complete
     */
    public PutObjectResponse answer(CompleteMultipartUploadResponse response) {
        WholeAnswers.require(
                response.eTag(), "completeMultipartUpload", "nothing says whether " + name + " was stored");
        PutObjectResponse.Builder answer = Members.copy(response, PutObjectResponse.builder());
        answer.responseMetadata(response.responseMetadata());
        answer.sdkHttpResponse(response.sdkHttpResponse());
        return answer(answer);
    }

    private PutObjectResponse answer(PutObjectResponse.Builder answer) {
        ChecksumMembers.replace(answer, checksums.computed());
        return answer.size(null).applyMutation(RawResponses::hideStoredLengths).build();
    }

    private AwsRequestOverrideConfiguration override() {
        return bare.overrideConfiguration()
                .orElseGet(() -> AwsRequestOverrideConfiguration.builder().build());
    }

    private static void requireAccepted(PutObjectRequest request, ObjectName name, Encryption encryption) {
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
}
