package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The answers that tell sizes but carry no metadata. Immutable.
 *
 * <p>Without metadata nothing says which objects are encrypted, so it is declared: all are, but where the client was
 * told that objects are plaintext. A size that no encrypted object can have (0, or too few bytes in the last segment) is
 * told as it is. In a bucket of both kinds an undeclared plaintext object is listed too short by 32 bytes for every 64
 * KiB begun; HeadObject refuses it.
 */
public final class ListTranslation {

    private final Encryption encryption;

    public ListTranslation(Encryption encryption) {
        this.encryption = encryption;
    }

    public ListObjectsV2Response answer(ListObjectsV2Request request, ListObjectsV2Response response) {
        WholeAnswers.require(response.name(), "listObjectsV2", "nothing says what lies in the bucket");
        if (!response.hasContents()) {
            return response;
        }
        return response.toBuilder()
                .contents(objects(request.bucket(), response.contents()))
                .applyMutation(RawResponses::hideStoredLengths)
                .build();
    }

    public ListObjectsResponse answer(ListObjectsRequest request, ListObjectsResponse response) {
        WholeAnswers.require(response.name(), "listObjects", "nothing says what lies in the bucket");
        if (!response.hasContents()) {
            return response;
        }
        return response.toBuilder()
                .contents(objects(request.bucket(), response.contents()))
                .applyMutation(RawResponses::hideStoredLengths)
                .build();
    }

    public ListObjectVersionsResponse answer(ListObjectVersionsRequest request, ListObjectVersionsResponse response) {
        WholeAnswers.require(response.name(), "listObjectVersions", "nothing says what lies in the bucket");
        if (!response.hasVersions()) {
            return response;
        }
        List<ObjectVersion> versions = response.versions().stream()
                .map(version -> ChecksumMembers.forget(version.toBuilder())
                        .size(plaintextSize(request.bucket(), version.key(), version.size()))
                        .build())
                .toList();
        return response.toBuilder().versions(versions).build();
    }

    /** The size is the plaintext's; parts and checksums of stored bytes are not told. */
    GetObjectAttributesResponse answer(GetObjectAttributesRequest request, GetObjectAttributesResponse response) {
        return response.toBuilder()
                .checksum((software.amazon.awssdk.services.s3.model.Checksum) null)
                .objectSize(plaintextSize(request.bucket(), request.key(), response.objectSize()))
                .applyMutation(RawResponses::hideStoredLengths)
                .build();
    }

    private List<S3Object> objects(String bucket, List<S3Object> objects) {
        return objects.stream()
                .map(object -> ChecksumMembers.forget(object.toBuilder())
                        .size(plaintextSize(bucket, object.key(), object.size()))
                        .build())
                .toList();
    }

    private @Nullable Long plaintextSize(String bucket, String key, @Nullable Long stored) {
        if (stored == null
                || !ObjectLayout.isStoredLength(stored)
                || encryption.isDeclaredPlaintext(new ObjectName(bucket, key))) {
            return stored;
        }
        return ObjectLayout.plaintextLength(stored);
    }
}
