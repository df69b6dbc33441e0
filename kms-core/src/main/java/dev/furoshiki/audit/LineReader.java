package dev.furoshiki.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The exact bytes of a file's lines, one after the other. Not thread-safe. */
final class LineReader implements AutoCloseable {

    /** Longer than any record: what has no end in so many bytes is not held in memory to look for it. */
    static final int LONGEST_LINE = 64 * 1024 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int start;
    private int end;
    private long remaining;
    private long position;

    /** @param sizeBytes no further than this, though the file may be written to meanwhile */
    LineReader(Path file, long sizeBytes) throws IOException {
        this.in = Files.newInputStream(file);
        this.remaining = sizeBytes;
    }

    /** The next line with its line break; without one when the file ends before it, or it is too long; null at the end. */
    byte @Nullable [] next() throws IOException {
        line.reset();
        boolean isWhole = false;
        while (!isWhole && line.size() < LONGEST_LINE && fill()) {
            int next = start;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            isWhole = next < end;
            int length = next - start + (isWhole ? 1 : 0);
            line.write(buffer, start, length);
            start += length;
        }
        position += line.size();
        return line.size() == 0 ? null : line.toByteArray();
    }

    /** How many bytes the lines had that were read. */
    long position() {
        return position;
    }

    /** Whether every byte was read. */
    boolean isAtEnd() {
        return start == end && remaining == 0;
    }

    static boolean isWhole(byte[] line) {
        return line[line.length - 1] == '\n';
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Whether there is a byte to look at. */
    private boolean fill() throws IOException {
        if (start < end) {
            return true;
        }
        int read = remaining == 0 ? -1 : in.read(buffer, 0, (int) Math.min(buffer.length, remaining));
        if (read < 0) {
            remaining = 0;
            return false;
        }
        start = 0;
        end = read;
        remaining -= read;
        return true;
    }
}
