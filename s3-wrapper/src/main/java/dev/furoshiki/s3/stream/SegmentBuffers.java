package dev.furoshiki.s3.stream;

import dev.furoshiki.s3.object.ObjectLayout;
import java.util.Arrays;

/** The buffers that one segment passes through: as stored, and as plaintext. Thread-safe. */
public final class SegmentBuffers {

    private static final int MAX_IDLE = 32;

    private final BufferPool stored = new BufferPool(ObjectLayout.STORED_SEGMENT_BYTES, MAX_IDLE);
    private final BufferPool plaintext = new BufferPool(ObjectLayout.PLAINTEXT_SEGMENT_BYTES, MAX_IDLE);

    byte[] takeStored() {
        return stored.take();
    }

    void giveStored(byte[] buffer) {
        stored.give(buffer);
    }

    public byte[] takePlaintext() {
        return plaintext.take();
    }

    /** Wipes it first. */
    public void givePlaintext(byte[] buffer) {
        Arrays.fill(buffer, (byte) 0);
        plaintext.give(buffer);
    }

    /** How many were taken and not given back: none, when nothing is read or written. */
    public int lent() {
        return stored.lent() + plaintext.lent();
    }
}
