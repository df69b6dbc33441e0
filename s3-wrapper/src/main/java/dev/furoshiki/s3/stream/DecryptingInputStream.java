package dev.furoshiki.s3.stream;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.StoredSpan;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;

/**
 * The plaintext of stored segments: a byte comes out only after the tag of its segment was verified.
 *
 * <p>The last byte comes out only after everything behind it in the answer was verified too, an empty final segment
 * included, so that a reader who stops at the length it was told has read a proven object. The key is asked for again
 * every 8 MiB, so that a read ends when the key is disabled. For one reading thread;
 * any other may close it.
 */
public final class DecryptingInputStream extends InputStream {

    private static final int SEGMENTS_BETWEEN_REVALIDATIONS = 128;

    private final AbortableInputStream stored;
    private final StoredSegments inMemory;
    private final OpenObject object;
    private final StoredSpan span;
    private final SegmentBuffers buffers;
    private final long endSegment;

    private long nextSegment;
    private long decrypted;
    private long toSkip;
    private long remaining;

    private final byte[] sealed;
    private final byte[] plaintext;
    private int from;
    private int to;

    /** Held while reading: who closes or aborts from another thread must not give away buffers that are in use. */
    private final ReentrantLock reading = new ReentrantLock();

    private State state = State.OPEN;
    private @Nullable Exception failure;
    private boolean failuresAsIo;

    private enum State {
        OPEN,
        ENDED,
        FAILED,
        CLOSED
    }

    /** Of an answer that is read as it comes. */
    public DecryptingInputStream(
            AbortableInputStream stored,
            OpenObject object,
            StoredSpan span,
            @Nullable Span plain,
            SegmentBuffers buffers) {
        this(stored, StoredSegments.NOWHERE, object, span, plain, buffers);
    }

    /**
     * @param stored begins at {@code span.first()}
     * @param inMemory the same bytes: what is taken of the one is gone from the other
     * @param plain which plaintext bytes come out; null for none, when only the segments are to be verified
     */
    public DecryptingInputStream(
            AbortableInputStream stored,
            StoredSegments inMemory,
            OpenObject object,
            StoredSpan span,
            @Nullable Span plain,
            SegmentBuffers buffers) {
        this.stored = stored;
        this.inMemory = inMemory;
        this.object = object;
        this.span = span;
        this.buffers = buffers;
        this.nextSegment = plain == null
                ? span.firstWholeSegment()
                : Math.max(span.firstWholeSegment(), ObjectLayout.segmentAt(plain.first()));
        this.endSegment = endOf(span, plain);
        this.toSkip = plain == null ? 0 : plain.first() - nextSegment * ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
        this.remaining = plain == null ? 0 : plain.length();
        this.sealed = buffers.takeStored();
        this.plaintext = buffers.takePlaintext();
    }

    /** Where to stop: what a server sent unasked behind a range is not read, but an empty final segment is. */
    private static long endOf(StoredSpan span, @Nullable Span plain) {
        if (plain == null || plain.last() == span.plaintextLength() - 1) {
            return span.endSegment();
        }
        return Math.min(span.endSegment(), ObjectLayout.segmentAt(plain.last()) + 1);
    }

    /**
     * Whether failures come as IOExceptions: inside a transformer of the SDK, which then removes what it wrote. Else
     * they come as themselves.
     */
    public void failuresAsIo(boolean asIo) {
        failuresAsIo = asIo;
    }

    /** What refused to go on: an authentication that failed or a key that was withdrawn; null while nothing has. */
    public @Nullable RuntimeException refusal() {
        return failure instanceof RuntimeException refusal ? refusal : null;
    }

    /** Whether nothing more comes out: what is left to do is to verify the end, where that was not done. */
    public boolean isExhausted() {
        return remaining == 0 && from == to;
    }

    @Override
    public int read() throws IOException {
        reading.lock();
        try {
            return ensureReadable(plaintext) ? plaintext[from++] & 0xff : -1;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (length == 0) {
            return 0;
        }
        reading.lock();
        try {
            if (!ensureReadable(plaintext)) {
                return -1;
            }
            int count = Math.min(length, to - from);
            System.arraycopy(plaintext, from, out, offset, count);
            from += count;
            return count;
        } finally {
            reading.unlock();
        }
    }

    /**
     * The rest of the segment that is being read, or the next one, which is opened in an array of its own and not copied.
     *
     * @return null at the end
     */
    public @Nullable ByteBuffer readSegment() throws IOException {
        reading.lock();
        try {
            byte[] segment = from < to ? plaintext.clone() : new byte[ObjectLayout.PLAINTEXT_SEGMENT_BYTES];
            if (!ensureReadable(segment)) {
                return null;
            }
            ByteBuffer read = ByteBuffer.wrap(segment, from, to - from).slice();
            from = to;
            return read;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public int available() {
        return to - from;
    }

    private boolean ensureReadable(byte[] out) throws IOException {
        if (from < to) {
            return true;
        }
        return switch (state) {
            case OPEN -> advance(out);
            case ENDED -> false;
            case FAILED -> throw asChosen(Objects.requireNonNull(failure));
            case CLOSED -> throw new IOException("the stream was closed");
        };
    }

    private boolean advance(byte[] out) throws IOException {
        try {
            skipToFirstSegment();
            while (from == to && nextSegment < endSegment) {
                decryptNext(out);
            }
            if (from == to) {
                expectEnd();
                leave(State.ENDED);
            }
            return from < to;
        } catch (S3EncryptionException | KmsException | IOException e) {
            throw asChosen(fail(e));
        } catch (IllegalStateException e) {
            throw asChosen(fail(new IOException(
                    "the stream, or the data keys of its client, were closed by another" + " thread while it was read",
                    e)));
        }
    }

    private Exception fail(Exception e) {
        failure = e;
        leave(State.FAILED);
        // Nobody wants the rest: closing alone would read it to its end.
        stored.abort();
        return e;
    }

    /** An answer to a suffix range begins somewhere in a segment that is not needed. */
    private void skipToFirstSegment() throws IOException {
        if (decrypted == 0) {
            stored.skipNBytes(nextSegment * ObjectLayout.STORED_SEGMENT_BYTES - span.first());
        }
    }

    private void decryptNext(byte[] out) throws IOException {
        int length = decryptSegment(out);
        int skipped = (int) Math.min(toSkip, length);
        int useful = (int) Math.min(length - skipped, remaining);
        toSkip -= skipped;
        remaining -= useful;
        while (remaining == 0 && nextSegment < endSegment) {
            // An empty final segment: nothing of it comes out, but it has to be true before the last bytes do.
            decryptSegment(out);
        }
        from = skipped;
        to = skipped + useful;
    }

    private int decryptSegment(byte[] out) throws IOException {
        if (++decrypted % SEGMENTS_BETWEEN_REVALIDATIONS == 0) {
            object.revalidate();
        }
        int size = span.storedBytes(nextSegment);
        int length = inMemory.open(size, (bytes, at) -> object.decrypt(span, nextSegment, bytes, at, out));
        if (length == StoredSegments.NOTHING) {
            int got = stored.readNBytes(sealed, 0, size);
            if (got < size) {
                throw new EOFException("the answer for " + object.name() + " ended within segment " + nextSegment);
            }
            length = object.decrypt(span, nextSegment, sealed, 0, out);
        }
        nextSegment++;
        return length;
    }

    /** Reads the end of the answer, so that the connection can be used again and the SDK compares its checksums. */
    private void expectEnd() throws IOException {
        if (endSegment < span.endSegment()) {
            stored.abort();
        } else if (stored.read() >= 0) {
            throw new TamperedObjectException(object.name() + " goes on behind its last segment", null);
        }
    }

    private IOException asChosen(Exception e) {
        if (e instanceof RuntimeException refusal && !failuresAsIo) {
            throw refusal;
        }
        return e instanceof IOException io ? io : new IOException(e.getMessage(), e);
    }

    /** Zeroes and gives back what the stream holds, without touching the connection; reading on is an error. */
    public void release() {
        if (!reading.tryLock()) {
            // The reader meets the closed key, or the connection's end, and gives the buffers back itself.
            object.close();
            return;
        }
        try {
            leave(State.CLOSED);
        } finally {
            reading.unlock();
        }
    }

    private void leave(State next) {
        if (state == State.OPEN) {
            object.close();
            buffers.giveStored(sealed);
            buffers.givePlaintext(plaintext);
            from = to;
            state = next;
        }
    }

    @Override
    public void close() throws IOException {
        release();
        stored.close();
    }
}
