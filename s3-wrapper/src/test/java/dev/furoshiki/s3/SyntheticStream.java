package dev.furoshiki.s3;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** As many bytes as wanted, each known from its position, at the cost of a copy; and a sink that compares with them. */
final class SyntheticStream extends InputStream {

    /** A prime, so that no segment begins as another does. */
    private static final int PERIOD = 65_521;

    private static final byte[] PATTERN = new byte[PERIOD];

    static {
        new Random(20_261_129).nextBytes(PATTERN);
    }

    private final long length;
    private long position;

    SyntheticStream(long length) {
        this.length = length;
    }

    /** How many of the next bytes stand together in the pattern. */
    private static int run(long position, int most) {
        return Math.min(most, PERIOD - (int) (position % PERIOD));
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, buffer.length);
        if (position == length) {
            return -1;
        }
        int read = run(position, (int) Math.min(count, length - position));
        System.arraycopy(PATTERN, (int) (position % PERIOD), buffer, offset, read);
        position += read;
        return read;
    }

    /** The next bytes; null at the end. */
    @Nullable
    ByteBuffer next() {
        if (position == length) {
            return null;
        }
        int read = run(position, (int) Math.min(PERIOD, length - position));
        ByteBuffer next =
                ByteBuffer.wrap(PATTERN, (int) (position % PERIOD), read).asReadOnlyBuffer();
        position += read;
        return next;
    }

    /** Compares what is written to it with the stream's bytes from a position on. */
    static final class Sink extends OutputStream {
        private final long first;
        private long position;

        Sink(long first) {
            this.first = first;
            this.position = first;
        }

        long received() {
            return position - first;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int count) {
            int compared = 0;
            while (compared < count) {
                int run = run(position, count - compared);
                int from = (int) (position % PERIOD);
                int at = offset + compared;
                if (!Arrays.equals(PATTERN, from, from + run, buffer, at, at + run)) {
                    throw new IllegalStateException("some of the bytes from " + position + " on are wrong");
                }
                position += run;
                compared += run;
            }
        }
    }
}
