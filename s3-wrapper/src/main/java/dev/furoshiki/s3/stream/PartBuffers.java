package dev.furoshiki.s3.stream;

import dev.furoshiki.s3.object.ObjectLayout;

/** Buffers for sealed bodies and parts of them: large ones are kept, small ones made to measure. Thread-safe. */
public final class PartBuffers {

    /** Below this an array costs less than a buffer of a whole part kept from somebody else. */
    private static final int MADE_TO_MEASURE_BYTES = 1 << 20;

    private final int partBytes;
    private final BufferPool parts;
    private final SegmentBuffers segments = new SegmentBuffers();

    /**
     * @param partSegments how many segments the common part holds
     * @param maxIdle how many buffers of that size are kept while nobody uses them
     */
    public PartBuffers(int partSegments, int maxIdle) {
        this.partBytes = partSegments * ObjectLayout.STORED_SEGMENT_BYTES;
        this.parts = new BufferPool(partBytes, maxIdle);
    }

    /** How long the buffers are that are kept. */
    public int partBytes() {
        return partBytes;
    }

    /** An array of at least that many bytes, to be given back. */
    public byte[] take(int sizeBytes) {
        return isPooled(sizeBytes) ? parts.take() : new byte[sizeBytes];
    }

    /** How long the array is that {@link #take} gives. */
    public int sizeOf(int sizeBytes) {
        return isPooled(sizeBytes) ? partBytes : sizeBytes;
    }

    private boolean isPooled(int sizeBytes) {
        return sizeBytes == partBytes || (sizeBytes > MADE_TO_MEASURE_BYTES && sizeBytes < partBytes);
    }

    public void give(byte[] buffer) {
        parts.give(buffer);
    }

    /** For how many common parts an array of that size counts: one at least. */
    public int partsIn(int sizeBytes) {
        return Math.max(1, (int) ((sizeBytes + partBytes - 1L) / partBytes));
    }

    /** How many of whole parts were taken and not given back. */
    public int lent() {
        return parts.lent();
    }

    public SegmentBuffers segments() {
        return segments;
    }
}
