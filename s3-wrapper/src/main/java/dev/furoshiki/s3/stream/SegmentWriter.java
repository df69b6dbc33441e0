package dev.furoshiki.s3.stream;

import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.s3.object.ObjectLayout;
import java.io.IOException;
import java.util.List;
import java.util.zip.Checksum;

/**
 * Seals a body into buffers, part by part: each position is encrypted once, and the buffer is what retries replay.
 *
 * <p>Not thread-safe.
 */
public final class SegmentWriter implements AutoCloseable {

    private final PlaintextSource source;
    private final SegmentedAead segments;
    private final List<? extends Checksum> checksums;
    private final SegmentBuffers buffers;
    private final byte[] plaintext;
    private long position;

    /** @param checksums fed with the plaintext */
    public SegmentWriter(
            PlaintextSource source,
            SegmentedAead segments,
            List<? extends Checksum> checksums,
            SegmentBuffers buffers) {
        this.source = source;
        this.segments = segments;
        this.checksums = checksums;
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
            for (Checksum checksum : checksums) {
                checksum.update(plaintext, 0, length);
            }
            used += segments.encryptSegment(position, source.isEnded(), plaintext, 0, length, out, used);
            position++;
        }
        return used;
    }

    /** Whether the final segment was sealed. */
    public boolean isDone() {
        return position > 0 && source.isEnded();
    }

    @Override
    public void close() {
        buffers.givePlaintext(plaintext);
    }
}
