package dev.furoshiki.s3;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** As many bytes as wanted, each computed from its position, and a sink that compares with them. */
final class SyntheticStream extends InputStream {

    private final long length;
    private long position;

    SyntheticStream(long length) {
        this.length = length;
    }

    private static byte at(long position) {
        return (byte) ((position * 0x9E3779B97F4A7C15L) >>> 56);
    }

    @Override
    public int read() {
        return position < length ? at(position++) & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, buffer.length);
        if (position == length) {
            return -1;
        }
        int possible = (int) Math.min(count, length - position);
        for (int i = 0; i < possible; i++) {
            buffer[offset + i] = at(position++);
        }
        return possible;
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
            for (int i = 0; i < count; i++) {
                if (buffer[offset + i] != at(position)) {
                    throw new IllegalStateException("byte " + position + " is wrong");
                }
                position++;
            }
        }
    }
}
