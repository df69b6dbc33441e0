package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ObjectName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

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
        if (request.copySource() == null) {
            return new CopySource(Names.of(request.sourceBucket(), request.sourceKey()), request.sourceVersionId());
        } else if (request.sourceBucket() != null || request.sourceKey() != null || request.sourceVersionId() != null) {
            throw unreadable(operation, request.copySource());
        }
        Matcher matcher = TEXT.matcher(request.copySource());
        // Whether a plus is a space depends on who decodes it.
        if (!matcher.matches() || matcher.group(3).contains("+")) {
            throw unreadable(operation, request.copySource());
        }
        try {
            String bucket = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            String key = PercentEncoding.decode(matcher.group(3));
            return new CopySource(Names.of(bucket, key), matcher.group(4));
        } catch (IllegalArgumentException e) {
            OperationRefusedException refusal = unreadable(operation, request.copySource());
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private static OperationRefusedException unreadable(String operation, String copySource) {
        return new OperationRefusedException(
                operation,
                "its copySource \"" + copySource + "\" does not say for certain which object it is of",
                "set sourceBucket, sourceKey and sourceVersionId instead of it");
    }
}
