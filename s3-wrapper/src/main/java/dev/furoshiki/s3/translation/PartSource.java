package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ByteRange.Closed;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.utils.DateUtils;

/** The plaintext of a part that is copied: a range of one object, and no other that comes to stand there. Immutable. */
public final class PartSource {

    private final GetTranslation get;
    private final GetObjectResponse found;
    private final @Nullable Closed range;
    private final long length;
    private final boolean isEncrypted;
    private final UploadPartRequest part;

    /**
     * @param found the answer that it is pinned to
     * @param range of the plaintext; null for all of it
     * @param length of the range
     * @param part that it becomes
     */
    PartSource(
            GetTranslation get,
            GetObjectResponse found,
            @Nullable Closed range,
            long length,
            boolean isEncrypted,
            UploadPartRequest part) {
        this.get = get;
        this.found = found;
        this.range = range;
        this.length = length;
        this.isEncrypted = isEncrypted;
        this.part = part;
    }

    /** How much plaintext there is. */
    public long length() {
        return length;
    }

    /** Whether it is opened on its way: else it is plaintext where it lies, too. */
    public boolean isEncrypted() {
        return isEncrypted;
    }

    UploadPartRequest part() {
        return part;
    }

    /** Asks for the plaintext, of an encrypting client. */
    public GetObjectRequest request() {
        // The caller's conditions held for what the ETag is of.
        return get.asWritten().toBuilder()
                .range(range == null ? null : range.header())
                .ifMatch(found.eTag())
                .ifNoneMatch(null)
                .ifModifiedSince(null)
                .ifUnmodifiedSince(null)
                .build();
    }

    /**
     * Compares the answer to {@link #request} with what was found before, as there are servers that disregard conditions.
     *
     * @throws dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException when it is of another object
     */
    public void requireAnswer(GetObjectResponse response) {
        if (!found.eTag().equals(response.eTag())
                || response.contentLength() == null
                || response.contentLength() != length) {
            throw get.replaced();
        }
    }

    /** What the failure of the {@link #request} says: that the object was replaced, or what it says itself. */
    public RuntimeException meaningOf(RuntimeException failure) {
        return get.restOf(found, length).meaningOf(failure);
    }

    /** What was said of the part, as of a copied one. */
    public UploadPartCopyResponse answer(UploadPartResponse response) {
        UploadPartCopyResponse.Builder answer = Members.copy(response, UploadPartCopyResponse.builder());
        answer.responseMetadata(response.responseMetadata());
        answer.sdkHttpResponse(response.sdkHttpResponse());
        return answer.copySourceVersionId(found.versionId())
                .copyPartResult(Members.copy(response, CopyPartResult.builder())
                        .lastModified(storedAt(response))
                        .build())
                .build();
    }

    /** By the server's clock, which is what S3 tells of a copied part, but not of an uploaded one; null where it does not say. */
    private static @Nullable Instant storedAt(UploadPartResponse response) {
        try {
            return response.sdkHttpResponse() == null
                    ? null
                    : response.sdkHttpResponse()
                            .firstMatchingHeader("Date")
                            .map(DateUtils::parseRfc822Date)
                            .orElse(null);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
