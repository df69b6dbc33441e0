package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectLayout;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * What is known of a part that this process has sealed.
 *
 * @param firstSegment where it lies
 * @param fingerprint in base64, by which the same plaintext is known again
 * @param plaintextBytes how many there were
 * @param isLast whether the final segment was sealed into it
 * @param stored null until the store has answered
 */
record KnownPart(
        long firstSegment,
        String fingerprint,
        long plaintextBytes,
        boolean isLast,
        @Nullable Stored stored) {

    /**
     * A part that the store has.
     *
     * @param part its number, ETag and the checksums of its stored bytes
     * @param bytes how long it is as stored
     * @param told the checksums of the plaintext that its caller was told, by algorithm; none where another process stored it
     */
    record Stored(CompletedPart part, long bytes, Map<String, String> told) {

        boolean hasETag(@Nullable String eTag) {
            return eTag != null && unquoted(part.eTag()).equals(unquoted(eTag));
        }

        private static String unquoted(@Nullable String eTag) {
            return eTag == null ? "" : eTag.replace("\"", "");
        }
    }

    /** How long it is as stored. */
    long storedBytes() {
        return isLast ? PartLayout.storedLast(plaintextBytes) : ObjectLayout.storedLength(plaintextBytes);
    }

    KnownPart storedAs(@Nullable Stored answered) {
        return new KnownPart(firstSegment, fingerprint, plaintextBytes, isLast, answered);
    }
}
