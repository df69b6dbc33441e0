package dev.furoshiki.s3.stream;

import dev.furoshiki.s3.object.ObjectLayout;
import java.io.IOException;

/**
 * Seals a body that is pulled into buffers, part by part.
 *
 * <p>Not thread-safe.
 */
public final class SegmentWriter implements AutoCloseable {

    private final PlaintextSource source;
    private final SegmentSealer sealer;
    private final SegmentBuffers buffers;
    private final byte[] plaintext;

    public SegmentWriter(PlaintextSource source, SegmentSealer sealer, SegmentBuffers buffers) {
        this.source = source;
        this.sealer = sealer;
        this.buffers = buffers;
        this.plaintext = buffers.takePlaintext();
    }

    /**
     * Seals the next segments into a buffer that has room for them.
     *
     * @param maxSegments how many at most; fewer when the body ends
     * @return how many bytes of the buffer are used
     */
    public int fill(byte[] out, int maxSegments) throws IOException {
        int used = 0;
        for (int i = 0; i < maxSegments && !isDone(); i++) {
            int length = source.read(plaintext, ObjectLayout.PLAINTEXT_SEGMENT_BYTES);
            used += sealer.seal(plaintext, length, source.isEnded(), out, used);
        }
        return used;
    }

    /** Whether the final segment was sealed. */
    public boolean isDone() {
        return sealer.isDone();
    }

    /** How much plaintext was sealed so far. */
    public long plaintextBytes() {
        return sealer.plaintextBytes();
    }

    @Override
    public void close() {
        buffers.givePlaintext(plaintext);
    }
}
