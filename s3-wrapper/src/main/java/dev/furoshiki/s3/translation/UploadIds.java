package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** The ids of uploads as callers give them, and requests that go out under the store's. Stateless. */
final class UploadIds {

    private UploadIds() {}

    /**
     * The token that an upload goes on with.
     *
     * @throws UploadRefusedException when it is none: without it the keys of the upload are not to be had
     */
    static UploadToken token(String operation, @Nullable String id, ObjectName name) {
        if (id == null || !UploadToken.isToken(id)) {
            throw new UploadRefusedException(
                    operation + " is refused for " + name
                            + ": the upload id is not one that createMultipartUpload returned here,"
                            + " and the keys of the upload are in that (listMultipartUploads tells the store's ids, as does a"
                            + " plain client); give that id back, or abort the upload and begin another",
                    null);
        }
        return UploadToken.parse(id, name);
    }

    /** The store's own id, of a token or as it is. */
    static @Nullable String ofStore(@Nullable String id, ObjectName name) {
        return id != null && UploadToken.isToken(id)
                ? UploadToken.parse(id, name).uploadId()
                : id;
    }

    /** The request for a part without what speaks of the plaintext. */
    static UploadPartRequest bare(UploadPartRequest request) {
        UploadPartRequest.Builder bare = Members.clear(request.toBuilder(), ChecksumMembers.namesIn(request));
        if (request.checksumAlgorithm() == null) {
            // The store wants the stored bytes' in place of the plaintext's: the upload was begun with that algorithm,
            // maybe.
            ChecksumMembers.givenIn(request).keySet().stream()
                    .filter(ChecksumMembers::isForStoredBytes)
                    .findFirst()
                    .ifPresent(bare::checksumAlgorithm);
        } else if (!ChecksumMembers.isForStoredBytes(request.checksumAlgorithmAsString())) {
            bare.checksumAlgorithm((String) null);
        }
        return bare.build();
    }

    /**
     * Asks for the parts of an upload as another request of it does.
     *
     * @param behind the part number that the list goes on behind; null from the beginning
     */
    static ListPartsRequest listing(S3Request request, String uploadId, @Nullable Integer behind) {
        return Members.copy((SdkPojo) request, ListPartsRequest.builder())
                .uploadId(uploadId)
                .partNumberMarker(behind)
                .overrideConfiguration(override(request))
                .build();
    }

    /** That of a request, for another that is sent on its way: without conditions set by hand, which are on the object. */
    static AwsRequestOverrideConfiguration override(S3Request request) {
        AwsRequestOverrideConfiguration given = request.overrideConfiguration()
                .orElseGet(() -> AwsRequestOverrideConfiguration.builder().build());
        Map<String, List<String>> headers = new LinkedHashMap<>(given.headers());
        headers.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("if-"));
        return given.toBuilder().headers(headers).build();
    }

    static <B extends SdkPojo> B withoutChecksums(B answer) {
        return ChecksumMembers.replace(answer, Map.of());
    }
}
