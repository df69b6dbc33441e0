package dev.furoshiki.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The exact bytes of a file's lines, one after the other. Not thread-safe. */
final class LineReader implements AutoCloseable {

    /** Longer than any record: what has no end in so many bytes is not held in memory to look for it. */
    private static final int LONGEST_LINE = 64 * 1024 * 1024;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long remaining;
    private long position;

    /** @param sizeBytes no further than this, though the file may be written to meanwhile */
    LineReader(Path file, long sizeBytes) throws IOException {
        this.in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
        this.remaining = sizeBytes;
    }

    /** The next line with its line break; without one when the file ends before it, or it is too long; null at the end. */
    byte @Nullable [] next() throws IOException {
        line.reset();
        while (remaining > 0 && line.size() < LONGEST_LINE) {
            int b = in.read();
            if (b < 0) {
                remaining = 0;
                break;
            }
            remaining--;
            line.write(b);
            if (b == '\n') {
                break;
            }
        }
        position += line.size();
        return line.size() == 0 ? null : line.toByteArray();
    }

    /** How many bytes the lines had that were read. */
    long position() {
        return position;
    }

    static boolean isWhole(byte[] line) {
        return line[line.length - 1] == '\n';
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
