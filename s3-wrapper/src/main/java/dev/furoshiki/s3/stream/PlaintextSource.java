package dev.furoshiki.s3.stream;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * A caller's body, read once from front to back, that knows before the next read whether anything follows.
 *
 * <p>Not thread-safe.
 */
public final class PlaintextSource implements AutoCloseable {

    private static final int NOTHING = -1;

    private final InputStream in;
    private final OptionalLong declaredLength;
    private long readBytes;
    private int lookahead = NOTHING;
    private boolean ended;

    /**
     * @param declaredLength how much to read: more is left in the stream, less is an error, as the SDK has it; empty to
     *     read to the end
     */
    public PlaintextSource(InputStream in, OptionalLong declaredLength) {
        this.in = in;
        this.declaredLength = declaredLength;
        this.ended = declaredLength.isPresent() && declaredLength.getAsLong() == 0;
        if (declaredLength.isEmpty() && in instanceof BufferedInputStream) {
            // For a retry that never comes here, the SDK has it keep everything from its beginning in memory.
            in.mark(1);
        }
    }

    /**
     * Fills the buffer up to {@code length}, less only at the end.
     *
     * @return how many bytes were read; 0 at the end
     */
    public int read(byte[] buffer, int length) throws IOException {
        if (ended) {
            return 0;
        }
        int wanted = length;
        if (declaredLength.isPresent()) {
            wanted = (int) Math.min(length, declaredLength.getAsLong() - readBytes);
        }
        int got = fromLookahead(buffer, wanted);
        got += in.readNBytes(buffer, got, wanted - got);
        readBytes += got;
        noticeEnd(got, wanted);
        return got;
    }

    /** Whether everything was read. */
    public boolean isEnded() {
        return ended;
    }

    private int fromLookahead(byte[] buffer, int wanted) {
        if (lookahead == NOTHING || wanted == 0) {
            return 0;
        }
        buffer[0] = (byte) lookahead;
        lookahead = NOTHING;
        return 1;
    }

    private void noticeEnd(int got, int wanted) throws IOException {
        if (declaredLength.isPresent()) {
            ended = readBytes == declaredLength.getAsLong();
            if (got < wanted) {
                throw new EOFException("the body ended after " + readBytes + " bytes, and its length was given as "
                        + declaredLength.getAsLong());
            }
            return;
        }
        if (got == wanted) {
            lookahead = in.read();
        }
        ended = got < wanted || lookahead == NOTHING;
    }

    /** Closes the stream beneath. */
    @Override
    public void close() throws IOException {
        in.close();
    }
}
