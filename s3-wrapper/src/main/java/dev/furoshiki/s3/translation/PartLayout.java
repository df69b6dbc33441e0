package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectLayout;

/**
 * How the parts of an upload make one body (docs/formats/upload-token-v1.md): full ones of one size, and a last one that holds the final
 * segment. Stateless.
 */
final class PartLayout {

    /** S3's limit. */
    static final int MAX_PARTS = PartPlan.MAX_PARTS;

    /** S3's limit for every part but the last. */
    static final int LEAST_FULL_BYTES = 5 << 20;

    private static final int LEAST_FULL_SEGMENTS = LEAST_FULL_BYTES / ObjectLayout.PLAINTEXT_SEGMENT_BYTES;

    /** S3's limit for a part is 5 GiB. */
    private static final int MOST_FULL_SEGMENTS = 1024 * LEAST_FULL_SEGMENTS;

    private PartLayout() {}

    /** Whether a part of that much plaintext may be other than the last. */
    static boolean canBeFull(long plaintextBytes) {
        return plaintextBytes % ObjectLayout.PLAINTEXT_SEGMENT_BYTES == 0 && areFull(segmentsOf(plaintextBytes));
    }

    private static boolean areFull(long segments) {
        return segments >= LEAST_FULL_SEGMENTS && segments <= MOST_FULL_SEGMENTS;
    }

    /** How much plaintext a full part holds. */
    static long plaintextBytes(int partSegments) {
        return (long) partSegments * ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
    }

    static long segmentsOf(long plaintextBytes) {
        return plaintextBytes / ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
    }

    /** Whether a part as stored is a full one: the last one never has such a size. */
    static boolean isFull(long storedBytes) {
        return storedBytes % ObjectLayout.STORED_SEGMENT_BYTES == 0 && areFull(segmentsOfStored(storedBytes));
    }

    /** Whether a part as stored may hold the final segment. */
    static boolean canBeLast(long storedBytes) {
        return storedBytes % ObjectLayout.STORED_SEGMENT_BYTES != 0 && ObjectLayout.isStoredLength(storedBytes);
    }

    /** How many full segments a part has that is stored in so many bytes. */
    static long segmentsOfStored(long storedBytes) {
        return storedBytes / ObjectLayout.STORED_SEGMENT_BYTES;
    }

    /** How many bytes a last part takes: its plaintext, and the final segment, an empty one where the plaintext fills its segments. */
    static long storedLast(long plaintextBytes) {
        return plaintextBytes + ObjectLayout.OVERHEAD_BYTES * (segmentsOf(plaintextBytes) + 1);
    }
}
