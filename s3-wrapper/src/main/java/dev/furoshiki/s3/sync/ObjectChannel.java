package dev.furoshiki.s3.sync;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * An object as a channel that is read: positions, closing and interruption are those of a {@link java.nio.channels.FileChannel}.
 *
 * <p>Thread-safe; one thread reads at a time, and any may close. The lock is this channel's alone, and held while a request is on its way:
 * where the next read begins, and what {@link #position()} says, is known when that one has ended, as with every channel that has a position.
 * Closing does not wait for it.
 */
final class ObjectChannel extends AbstractInterruptibleChannel implements SeekableByteChannel {

    private final SegmentReader reader;
    private final long size;
    private final ReentrantLock reading = new ReentrantLock();
    private long position;

    ObjectChannel(SegmentReader reader) {
        this.reader = reader;
        this.size = reader.length();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        requireOpen();
        if (to.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        boolean completed = false;
        reading.lock();
        try {
            begin();
            if (!isOpen()) {
                return 0;
            }
            int count = readHere(to);
            completed = true;
            return count;
        } finally {
            reading.unlock();
            releaseIfClosed();
            // Throws in place of what a closed channel's request ended with.
            end(completed);
        }
    }

    private int readHere(ByteBuffer to) throws IOException {
        if (!to.hasRemaining()) {
            return 0;
        } else if (position >= size) {
            return -1;
        }
        try {
            int count = reader.read(position, to);
            position += count;
            return count;
        } catch (S3EncryptionException e) {
            throw new IOException(e.getMessage(), e);
        } catch (SdkException | KmsException e) {
            throw new IOException(reader.name() + " cannot be read at byte " + position + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new IOException(
                    reader.name() + " cannot be read at byte " + position
                            + ": its client, or the data keys of that, were closed",
                    e);
        }
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        reading.lock();
        try {
            return position;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("a position is not negative but was " + newPosition);
        }
        reading.lock();
        try {
            position = newPosition;
            return this;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return size;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        requireOpen();
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) throws IOException {
        requireOpen();
        throw new NonWritableChannelException();
    }

    private void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    protected void implCloseChannel() {
        reader.abandon();
        releaseIfClosed();
    }

    /** Wipes what a closed channel holds, unless a thread is reading, or this one is, interrupted: that does it when it ends. */
    private void releaseIfClosed() {
        if (!isOpen() && !reading.isHeldByCurrentThread() && reading.tryLock()) {
            try {
                reader.close();
            } finally {
                reading.unlock();
            }
        }
    }
}
