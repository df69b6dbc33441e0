package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.stream.StoredSegments;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;

/**
 * The stored bytes of an object: of a first answer as they come, and of those that go on behind it. For one reading thread; any other may
 * close it.
 */
final class StoredSequence extends InputStream implements StoredSegments {

    /** Which part of the first answer is read before more is asked for: whoever looks at a beginning costs nothing more. */
    private static final int BEGINNING = 8;

    private final AbortableInputStream first;
    private final ReadWindow window;
    private final long askAheadAt;
    private long leftOfFirst;
    private volatile boolean isFirstEnded;
    private @Nullable Throwable failure;
    private @Nullable SdkClientException interrupt;

    /** Held while bytes are copied or opened, never while they are waited for: who closes must not give away what is being read. */
    private final ReentrantLock copying = new ReentrantLock();

    private @Nullable StoredBytes current;
    private int from;
    private boolean isLeft;

    /** @param firstBytes how many bytes the first answer holds: one at least */
    StoredSequence(AbortableInputStream first, long firstBytes, ReadWindow window) {
        this.first = first;
        this.leftOfFirst = firstBytes;
        this.askAheadAt = firstBytes - firstBytes / BEGINNING;
        this.window = window;
    }

    /** Why an answer behind the first was not to be had; null while each was. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** That the reader was interrupted while it waited; null while it was not. */
    @Nullable
    SdkClientException interrupt() {
        return interrupt;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (length == 0) {
            return 0;
        } else if (leftOfFirst > 0) {
            return readFirst(out, offset, length);
        }
        int count = copy(out, offset, length);
        while (count == 0) {
            StoredBytes next = next();
            if (next == null) {
                return -1;
            }
            begin(next);
            count = copy(out, offset, length);
        }
        return count;
    }

    /** Of the answers behind the first, each of which lies in an array of its own. */
    @Override
    public int open(int size, Opening opening) throws IOException {
        if (leftOfFirst > 0) {
            return NOTHING;
        }
        if (isBetweenAnswers()) {
            StoredBytes next = next();
            if (next == null) {
                return NOTHING;
            }
            begin(next);
        }
        return openHere(size, opening);
    }

    private boolean isBetweenAnswers() {
        copying.lock();
        try {
            return current == null;
        } finally {
            copying.unlock();
        }
    }

    private int openHere(int size, Opening opening) {
        StoredBytes read;
        int length;
        copying.lock();
        try {
            read = current;
            if (read == null || read.length() - from < size) {
                return NOTHING;
            }
            length = opening.open(read.bytes(), from);
            from += size;
            if (from < read.length()) {
                return length;
            }
            current = null;
        } finally {
            copying.unlock();
        }
        window.giveBack(read);
        return length;
    }

    /** @return -1 also where the answer broke off, which whoever reads knows from what is missing */
    private int readFirst(byte[] out, int offset, int length) throws IOException {
        try {
            int count = first.read(out, offset, (int) Math.min(length, leftOfFirst));
            if (count > 0) {
                leftOfFirst -= count;
                if (leftOfFirst <= askAheadAt) {
                    window.askAhead();
                }
                if (leftOfFirst == 0) {
                    endFirst();
                }
            }
            return count;
        } catch (AbortedException e) {
            throw interrupted(e);
        }
    }

    /** So that its connection can be used again. */
    private void endFirst() throws IOException {
        if (first.read() >= 0) {
            throw new IOException("the answer is longer than its Content-Range says");
        }
        isFirstEnded = true;
        first.close();
    }

    /** Whatever it comes to, it comes as an IOException: for that alone the SDK's transformers remove what they wrote to a file. */
    private @Nullable StoredBytes next() throws IOException {
        try {
            return window.next();
        } catch (S3EncryptionException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            if (e instanceof SdkClientException aborted
                    && Thread.currentThread().isInterrupted()) {
                throw interrupted(aborted);
            }
            failure = e;
            throw new IOException("the rest of the object was not to be had: " + e.getMessage(), e);
        }
    }

    private IOException interrupted(SdkClientException aborted) {
        interrupt = aborted;
        // The SDK's streams take the flag away.
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException(aborted.getMessage()).initCause(aborted);
    }

    private void begin(StoredBytes next) throws IOException {
        copying.lock();
        try {
            if (!isLeft) {
                current = next;
                from = 0;
                return;
            }
        } finally {
            copying.unlock();
        }
        window.giveBack(next);
        throw new IOException("the stream was closed while it was read");
    }

    private int copy(byte[] out, int offset, int length) {
        StoredBytes read;
        int count;
        copying.lock();
        try {
            read = current;
            if (read == null) {
                return 0;
            }
            count = Math.min(length, read.length() - from);
            System.arraycopy(read.bytes(), from, out, offset, count);
            from += count;
            if (from < read.length()) {
                return count;
            }
            current = null;
        } finally {
            copying.unlock();
        }
        window.giveBack(read);
        return count;
    }

    /** Nothing more is read: the first answer stays what it is. */
    void leave() {
        window.close();
        StoredBytes read;
        copying.lock();
        try {
            isLeft = true;
            read = current;
            current = null;
        } finally {
            copying.unlock();
        }
        if (read != null) {
            window.giveBack(read);
        }
    }

    void abort() {
        leave();
        if (!isFirstEnded) {
            first.abort();
        }
    }

    @Override
    public void close() throws IOException {
        leave();
        if (!isFirstEnded) {
            first.close();
        }
    }
}
