package dev.furoshiki.s3.stream;

import dev.furoshiki.crypto.SegmentedAead;
import java.util.List;
import java.util.zip.Checksum;

/**
 * Seals the segments of one body one after the other: each position is encrypted once, and what comes out is what retries replay.
 *
 * <p>Not thread-safe.
 */
public final class SegmentSealer {

    private final SegmentedAead segments;
    private final List<? extends Checksum> checksums;
    private long position;
    private long plaintextBytes;
    private boolean isDone;

    /** @param checksums fed with the plaintext */
    public SegmentSealer(SegmentedAead segments, List<? extends Checksum> checksums) {
        this(segments, checksums, 0);
    }

    /** @param position of the first segment: that of a part within its body */
    public SegmentSealer(SegmentedAead segments, List<? extends Checksum> checksums, long position) {
        this.segments = segments;
        this.checksums = checksums;
        this.position = position;
    }

    /**
     * Seals the next segment.
     *
     * @param length of the plaintext: 64 KiB, less only in the final segment, none only in a body without bytes
     * @return how many bytes were written
     */
    public int seal(byte[] plaintext, int length, boolean isFinal, byte[] out, int at) {
        if (isDone) {
            throw new IllegalStateException("the final segment was sealed");
        }
        for (Checksum checksum : checksums) {
            checksum.update(plaintext, 0, length);
        }
        int written = segments.encryptSegment(position, isFinal, plaintext, 0, length, out, at);
        position++;
        plaintextBytes += length;
        isDone = isFinal;
        return written;
    }

    /** How much was sealed so far. */
    public long plaintextBytes() {
        return plaintextBytes;
    }

    /** Whether the final segment was. */
    public boolean isDone() {
        return isDone;
    }
}
