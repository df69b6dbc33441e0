package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ByteRange;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * A request for stored bytes.
 *
 * @param range which of them; null for all, or for what the server makes of a range that is malformed
 */
public record StoredGet(GetObjectRequest request, @Nullable ByteRange range) {

    String described() {
        return range == null ? "no range that S3 knows" : range.header();
    }
}
