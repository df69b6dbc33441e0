package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ObjectName;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * Which object a copy is of.
 *
 * @param versionId null for the newest
 */
record CopySource(ObjectName name, @Nullable String versionId) {

    /** {@code bucket/key} or {@code arn:…:accesspoint/name/object/key}, the key percent-encoded, a version behind it. */
    private static final Pattern TEXT =
            Pattern.compile("/?(?:(arn:[^/]+/[^/]+)/object/|([^/]+)/)(.+?)(?:\\?versionId=([^?]+))?");

    /** @throws OperationRefusedException when it cannot be read without guessing */
    @SuppressWarnings("deprecation") // the SDK still sends a copySource that is set
    static CopySource of(String operation, CopyObjectRequest request) {
        return of(
                operation,
                request.copySource(),
                request.sourceBucket(),
                request.sourceKey(),
                request.sourceVersionId());
    }

    /** @throws OperationRefusedException when it cannot be read without guessing */
    @SuppressWarnings("deprecation") // the SDK still sends a copySource that is set
    static CopySource of(String operation, UploadPartCopyRequest request) {
        return of(
                operation,
                request.copySource(),
                request.sourceBucket(),
                request.sourceKey(),
                request.sourceVersionId());
    }

    private static CopySource of(
            String operation,
            @Nullable String copySource,
            @Nullable String bucket,
            @Nullable String key,
            @Nullable String versionId) {
        if (copySource == null) {
            return new CopySource(Names.of(bucket, key), versionId);
        } else if (bucket != null || key != null || versionId != null) {
            throw unreadable(operation, copySource);
        }
        return parse(operation, copySource);
    }

    private static CopySource parse(String operation, String copySource) {
        Matcher matcher = TEXT.matcher(copySource);
        // Whether a plus is a space depends on who decodes it.
        if (!matcher.matches() || matcher.group(3).contains("+")) {
            throw unreadable(operation, copySource);
        }
        try {
            String bucket = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            String key = PercentEncoding.decode(matcher.group(3));
            return new CopySource(Names.of(bucket, key), matcher.group(4));
        } catch (IllegalArgumentException e) {
            OperationRefusedException refusal = unreadable(operation, copySource);
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    /**
     * Asks for bytes of it.
     *
     * @param copy whose members about its source are taken over: what S3 encrypts it with, and conditions
     */
    GetObjectRequest.Builder get(S3Request copy, @Nullable String expectedOwner, @Nullable String payer) {
        return Members.copyBehind("CopySource", copy, GetObjectRequest.builder(), Set.of("Range"))
                .bucket(name.bucket())
                .key(name.key())
                .versionId(versionId)
                .expectedBucketOwner(expectedOwner)
                .requestPayer(payer);
    }

    private static OperationRefusedException unreadable(String operation, String copySource) {
        return new OperationRefusedException(
                operation,
                "its copySource \"" + copySource + "\" does not say for certain which object it is of",
                "set sourceBucket, sourceKey and sourceVersionId instead of it");
    }
}
