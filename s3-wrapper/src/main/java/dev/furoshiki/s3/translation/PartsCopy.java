package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * A copy of more than S3 copies at once: a multipart upload whose parts are ranges of the source's stored bytes, cut anywhere, each
 * pinned to the ETag that the keys were found beside. What S3 takes over of a copy by itself, but not of an upload, are the tags.
 *
 * <p>The members of the CopyObject go to each request that has one of that name. Immutable.
 */
public final class PartsCopy {

    private static final int NOT_IMPLEMENTED = 501;

    private final CopySource source;
    private final @Nullable String foundVersion;
    private final ObjectName destination;
    private final CopyObjectRequest copy;
    private final long storedBytes;
    private final long partBytes;

    /**
     * A copy of these many bytes.
     *
     * @param foundVersion which version of the source that is, as the store said; null where it has none
     * @param copy as it would be sent for a shorter object: envelope, headers and the source's ETag in it
     */
    PartsCopy(
            CopySource source,
            @Nullable String foundVersion,
            ObjectName destination,
            CopyObjectRequest copy,
            long storedBytes,
            CopySizes sizes) {
        this.source = source;
        this.foundVersion = foundVersion;
        this.destination = destination;
        this.copy = copy;
        this.storedBytes = storedBytes;
        long least = (storedBytes + PartPlan.MAX_PARTS - 1) / PartPlan.MAX_PARTS;
        this.partBytes = Math.max(sizes.partBytes(), least);
    }

    /** Asks for the tags that the copy is to have; empty when the request says which. */
    public Optional<GetObjectTaggingRequest> tags() {
        if (copy.taggingDirective() == TaggingDirective.REPLACE) {
            return Optional.empty();
        }
        GetObjectTaggingRequest.Builder tags = GetObjectTaggingRequest.builder()
                .bucket(source.name().bucket())
                .key(source.name().key())
                .versionId(source.versionId())
                .expectedBucketOwner(copy.expectedSourceBucketOwner())
                .requestPayer(copy.requestPayerAsString());
        return Optional.of(tags.overrideConfiguration(override()).build());
    }

    /**
     * What it says that the tags were not to be had.
     *
     * @return that there are none, where the store knows no tags
     * @throws S3Exception that failure elsewhere, as S3 itself refuses to copy tags that the caller may not read
     */
    public List<Tag> tagsWithout(S3Exception failed) {
        if (failed.statusCode() == NOT_IMPLEMENTED) {
            return List.of();
        }
        throw failed;
    }

    /**
     * Begins the upload.
     *
     * @param tags of the source; null where the request says which
     */
    public CreateMultipartUploadRequest creation(@Nullable List<Tag> tags) {
        CreateMultipartUploadRequest.Builder creation = Members.copy(copy, CreateMultipartUploadRequest.builder());
        if (tags != null && tags.isEmpty()) {
            creation.tagging((String) null);
        } else if (tags != null) {
            creation.tagging(Tagging.builder().tagSet(tags).build());
        }
        return creation.bucket(destination.bucket())
                .key(destination.key())
                .overrideConfiguration(override())
                .build();
    }

    /** The id that the parts belong to. */
    public String uploadId(CreateMultipartUploadResponse created) {
        WholeAnswers.require(
                created.uploadId(), "createMultipartUpload", "nothing says where the parts of " + destination + " go");
        return created.uploadId();
    }

    /** How many parts there are. */
    public int count() {
        return (int) ((storedBytes + partBytes - 1) / partBytes);
    }

    /**
     * Copies a part.
     *
     * @param number from 1
     */
    public UploadPartCopyRequest part(String uploadId, int number) {
        long first = (number - 1) * partBytes;
        long last = Math.min(storedBytes, first + partBytes) - 1;
        return Members.copy(copy, UploadPartCopyRequest.builder())
                .destinationBucket(destination.bucket())
                .destinationKey(destination.key())
                .uploadId(uploadId)
                .partNumber(number)
                .copySourceRange("bytes=" + first + "-" + last)
                .overrideConfiguration(override())
                .build();
    }

    /** A part as the completion names it. */
    public CompletedPart completed(int number, UploadPartCopyResponse response) {
        WholeAnswers.require(
                response.copyPartResult(), "uploadPartCopy", "nothing says whether part " + number + " was copied");
        return Members.copy(response.copyPartResult(), CompletedPart.builder())
                .partNumber(number)
                .build();
    }

    /** Makes the upload an object; the conditions on what stands there before are in it. */
    public CompleteMultipartUploadRequest completion(String uploadId, List<CompletedPart> parts) {
        return Members.copy(copy, CompleteMultipartUploadRequest.builder())
                .bucket(destination.bucket())
                .key(destination.key())
                .uploadId(uploadId)
                .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build())
                .overrideConfiguration(override())
                .build();
    }

    /** Removes what was copied. */
    public AbortMultipartUploadRequest abortion(String uploadId) {
        return Members.copy(copy, AbortMultipartUploadRequest.builder())
                .bucket(destination.bucket())
                .key(destination.key())
                .uploadId(uploadId)
                .overrideConfiguration(override())
                .build();
    }

    /** What the server said, as of a copy: an upload's completion does not tell when the object was last modified. */
    public CopyObjectResponse answer(CompleteMultipartUploadResponse response) {
        WholeAnswers.require(
                response.eTag(), "completeMultipartUpload", "nothing says whether " + destination + " was stored");
        CopyObjectResponse.Builder answer = Members.copy(response, CopyObjectResponse.builder());
        answer.copyObjectResult(CopyObjectResult.builder().eTag(response.eTag()).build());
        answer.responseMetadata(response.responseMetadata());
        answer.sdkHttpResponse(response.sdkHttpResponse());
        return answer.copySourceVersionId(foundVersion)
                .applyMutation(RawResponses::hideStoredLengths)
                .build();
    }

    private AwsRequestOverrideConfiguration override() {
        return copy.overrideConfiguration()
                .orElseGet(() -> AwsRequestOverrideConfiguration.builder().build());
    }
}
