package dev.furoshiki.s3.stream;

import dev.furoshiki.s3.object.ObjectLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Seals one part of an upload into a buffer of its own, whose bytes its retries replay. What kind of part it is may be said at its end.
 * Before bytes come the buffer is no longer than the common part.
 *
 * <p>Not thread-safe. Closing it gives the buffer back, but where that was {@link #keepBuffer kept}.
 */
public final class PartSealer implements AutoCloseable {

    private final SegmentSealer sealer;
    private final PartBuffers buffers;
    private final int sizeBytes;
    private final long mostBytes;
    private final Supplier<RuntimeException> tooLong;
    private final byte[] plaintext;
    private int filled;
    /** Taken when there is something to put into it, so that a body that is waited for has none. */
    private byte[] sealed = new byte[0];

    private int used;
    private boolean isClosed;

    /**
     * @param sealer begins where the part does
     * @param sizeBytes how long the part will be as stored, as far as that is known
     * @param mostBytes how much plaintext it may hold, at most: 1 GiB
     * @param tooLong what is thrown when there is more
     */
    public PartSealer(
            SegmentSealer sealer,
            PartBuffers buffers,
            int sizeBytes,
            long mostBytes,
            Supplier<RuntimeException> tooLong) {
        this.sealer = sealer;
        this.buffers = buffers;
        this.sizeBytes = sizeBytes;
        this.mostBytes = mostBytes;
        this.tooLong = tooLong;
        this.plaintext = buffers.segments().takePlaintext();
    }

    /** Takes all of a body. */
    public void read(PlaintextSource source) throws IOException {
        while (!source.isEnded()) {
            sealFull();
            filled += source.read(plaintext, ObjectLayout.PLAINTEXT_SEGMENT_BYTES);
            requireShort();
        }
    }

    /** Takes all of the bytes. */
    public void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            sealFull();
            int length = Math.min(bytes.remaining(), ObjectLayout.PLAINTEXT_SEGMENT_BYTES - filled);
            bytes.get(plaintext, filled, length);
            filled += length;
            requireShort();
        }
    }

    private void requireShort() {
        if (plaintextBytes() > mostBytes) {
            throw tooLong.get();
        }
    }

    private void sealFull() {
        if (filled == ObjectLayout.PLAINTEXT_SEGMENT_BYTES) {
            seal(false);
        }
    }

    /**
     * Seals the rest.
     *
     * @param isLast whether the final segment is in this part: behind a full segment an empty one, so that the length of what is stored
     *     tells. Else the part has to end with a full one
     */
    public void finish(boolean isLast) {
        if (!isLast && filled != ObjectLayout.PLAINTEXT_SEGMENT_BYTES) {
            throw new IllegalStateException("a part that goes on ends with a full segment");
        }
        sealFull();
        if (isLast) {
            seal(true);
        }
    }

    private void seal(boolean isFinal) {
        int needed = used + filled + ObjectLayout.OVERHEAD_BYTES;
        if (needed > sealed.length) {
            byte[] larger = buffers.take(Math.max(needed, grown()));
            System.arraycopy(sealed, 0, larger, 0, used);
            buffers.give(sealed);
            sealed = larger;
        }
        used += sealer.seal(plaintext, filled, isFinal, sealed, used);
        filled = 0;
    }

    private int grown() {
        if (used == 0) {
            return Math.min(sizeBytes, buffers.partBytes());
        }
        if (sealed.length < sizeBytes) {
            return sizeBytes;
        }
        return (int) Math.min(2L * sealed.length, ObjectLayout.storedLength(mostBytes) + ObjectLayout.OVERHEAD_BYTES);
    }

    /** How much plaintext was taken. */
    public long plaintextBytes() {
        return sealer.plaintextBytes() + filled;
    }

    /** Not a copy. */
    public byte[] buffer() {
        return sealed;
    }

    /** How much of the buffer is used. */
    public int length() {
        return used;
    }

    /** Somebody may read the buffer on: it is not given to another. */
    public void keepBuffer() {
        sealed = new byte[0];
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            Arrays.fill(plaintext, (byte) 0);
            buffers.segments().givePlaintext(plaintext);
            buffers.give(sealed);
        }
    }
}
