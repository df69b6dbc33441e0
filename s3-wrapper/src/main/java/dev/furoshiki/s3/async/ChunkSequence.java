package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.StoredSegments;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The stored bytes of a {@link StoredWindow} as a stream. Not thread-safe. */
final class ChunkSequence extends InputStream implements StoredSegments {

    private final StoredWindow window;
    private @Nullable Chunk current;
    private int from;

    ChunkSequence(StoredWindow window) {
        this.window = window;
    }

    /**
     * The answer that the next segment waits for; null where none does. A segment that ends an answer waits for the one behind it, too:
     * that may begin with the empty last segment, which is verified together with it.
     */
    @Nullable
    CompletableFuture<Chunk> awaited() {
        if (current != null && current.length() - from > ObjectLayout.STORED_SEGMENT_BYTES) {
            return null;
        }
        CompletableFuture<Chunk> next = window.peek();
        return next == null || (next.isDone() && !next.isCompletedExceptionally()) ? null : next;
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
        }
        Chunk chunk = chunk();
        if (chunk == null) {
            return -1;
        }
        int count = Math.min(length, chunk.length() - from);
        System.arraycopy(chunk.buffer(), from, out, offset, count);
        advance(chunk, count);
        return count;
    }

    @Override
    public int open(int size, Opening opening) throws IOException {
        Chunk chunk = chunk();
        if (chunk == null || chunk.length() - from < size) {
            return NOTHING;
        }
        int length = opening.open(chunk.buffer(), from);
        advance(chunk, size);
        return length;
    }

    private void advance(Chunk chunk, int count) {
        from += count;
        if (from == chunk.length()) {
            current = null;
            window.giveBack(chunk);
        }
    }

    /** Waits for nothing when {@link #awaited} said so. */
    private @Nullable Chunk chunk() throws IOException {
        if (current == null) {
            CompletableFuture<Chunk> next = window.peek();
            if (next == null) {
                return null;
            }
            try {
                current = next.join();
            } catch (CompletionException e) {
                throw new IOException("the rest of the object was not to be had", Futures.cause(e));
            }
            from = 0;
            window.remove();
        }
        return current;
    }

    /** Nothing more is wanted. */
    @Override
    public void close() {
        window.close();
        Chunk read = current;
        if (read != null) {
            current = null;
            window.giveBack(read);
        }
    }
}
