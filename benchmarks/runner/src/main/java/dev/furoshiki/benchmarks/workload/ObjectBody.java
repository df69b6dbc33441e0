package dev.furoshiki.benchmarks.workload;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Bytes of an object that need not fit into the heap: a block of random ones, again and again. Its length is a prime, so that neither
 * segments nor parts of the object that changed places go unnoticed. Immutable.
 */
final class ObjectBody {

    private static final int PERIOD = (1 << 20) + 7;
    private static final int PIECE_BYTES = 64 << 10;
    private static final int SAMPLE_BYTES = 16;

    private final byte[] block;
    private final long length;

    ObjectBody(long seed, long length) {
        this.length = length;
        this.block = new byte[(int) Math.max(SAMPLE_BYTES, Math.min(length, PERIOD))];
        new SplittableRandom(seed).nextBytes(block);
    }

    long length() {
        return length;
    }

    /** All of it; a stream of its own each time. */
    InputStream stream() {
        return new Stream();
    }

    /** All of it in pieces, which share their memory; each is to be read through a duplicate. */
    ByteBuffer[] pieces() {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (long at = 0; at < length; ) {
            int from = (int) (at % block.length);
            int count = (int) Math.min(Math.min(PIECE_BYTES, block.length - from), length - at);
            pieces.add(ByteBuffer.wrap(block, from, count).slice());
            at += count;
        }
        return pieces.toArray(ByteBuffer[]::new);
    }

    /** Whether these are its bytes at that place. */
    boolean has(long place, ByteBuffer bytes) {
        if (place + bytes.remaining() > length) {
            return false;
        }
        ByteBuffer left = bytes.duplicate();
        for (long at = place; left.hasRemaining(); ) {
            int from = (int) (at % block.length);
            int count = Math.min(left.remaining(), block.length - from);
            if (!left.slice(left.position(), count).equals(ByteBuffer.wrap(block, from, count))) {
                return false;
            }
            left.position(left.position() + count);
            at += count;
        }
        return true;
    }

    /** Whether a part of it that comes again with every block stands among what a store holds. */
    boolean isReadableIn(byte[] stored) {
        ByteBuffer sample = ByteBuffer.wrap(block, (block.length - SAMPLE_BYTES) / 2, SAMPLE_BYTES);
        for (int at = 0; at <= stored.length - SAMPLE_BYTES; at++) {
            if (stored[at] == sample.get(sample.position())
                    && ByteBuffer.wrap(stored, at, SAMPLE_BYTES).equals(sample)) {
                return true;
            }
        }
        return false;
    }

    /** How much of an object has to be looked at for {@link #isReadableIn}. */
    static long bytesToSearch() {
        return 2L * PERIOD;
    }

    private final class Stream extends InputStream {

        private long at;

        @Override
        public int read() {
            return at == length ? -1 : block[(int) (at++ % block.length)] & 0xff;
        }

        @Override
        public int read(byte[] out, int offset, int count) {
            Objects.checkFromIndexSize(offset, count, out.length);
            if (count > 0 && at == length) {
                return -1;
            }
            int wanted = (int) Math.min(count, length - at);
            for (int done = 0; done < wanted; ) {
                int from = (int) (at % block.length);
                int more = Math.min(wanted - done, block.length - from);
                System.arraycopy(block, from, out, offset + done, more);
                done += more;
                at += more;
            }
            return wanted;
        }
    }
}
