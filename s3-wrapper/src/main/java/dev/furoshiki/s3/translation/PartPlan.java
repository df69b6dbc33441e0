package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ObjectLayout;
import java.util.OptionalLong;

/**
 * How many segments each part of a multipart upload holds, so that 10,000 parts suffice. Immutable.
 *
 * <p>With the length known all parts are equal but the last, or there is one. With it unknown they grow by the first part's size with
 * every 75 parts: at 8 MiB that ends at 5 TiB, and the first 600 MiB need one buffer of 8 MiB.
 */
public final class PartPlan {

    /** S3's limit. */
    static final int MAX_PARTS = 10_000;

    private static final int PARTS_OF_ONE_SIZE = 75;

    /** What a Java array can hold of a part as stored. */
    private static final int MAX_SEGMENTS = (Integer.MAX_VALUE - 8) / ObjectLayout.STORED_SEGMENT_BYTES;

    private final int firstSegments;
    private final int growthSegments;

    private PartPlan(int firstSegments, int growthSegments) {
        this.firstSegments = firstSegments;
        this.growthSegments = growthSegments;
    }

    /**
     * @param leastBytes how much plaintext a part holds at least; a multiple of 64 KiB
     * @param thresholdBytes up to which length, where it is known, the first part holds all
     * @throws OperationRefusedException when the body is too long for 10,000 parts that fit into memory
     */
    static PartPlan of(OptionalLong length, int leastBytes, int thresholdBytes) {
        int leastSegments = leastBytes / ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
        if (length.isEmpty()) {
            return new PartPlan(leastSegments, leastSegments);
        }
        long bytes = length.getAsLong();
        long segments = bytes / ObjectLayout.PLAINTEXT_SEGMENT_BYTES + 1;
        long segmentsInPart = bytes <= thresholdBytes
                ? Math.max(leastSegments, segments)
                : Math.max(leastSegments, (segments + MAX_PARTS - 1) / MAX_PARTS);
        if (segmentsInPart > MAX_SEGMENTS) {
            throw new OperationRefusedException(
                    "putObject",
                    "a body of " + bytes + " bytes is too long for " + MAX_PARTS + " parts of 2 GiB",
                    "split it into several objects");
        }
        return new PartPlan((int) segmentsInPart, 0);
    }

    /**
     * How many segments a part holds at most.
     *
     * @param partNumber from 1
     */
    public int segmentsIn(int partNumber) {
        if (partNumber > MAX_PARTS) {
            throw new OperationRefusedException(
                    "putObject",
                    "the body goes on after " + MAX_PARTS + " parts, the most S3 takes",
                    "give its length, so that larger parts are chosen");
        }
        long segments = firstSegments + (long) growthSegments * ((partNumber - 1) / PARTS_OF_ONE_SIZE);
        return (int) Math.min(segments, MAX_SEGMENTS);
    }
}
