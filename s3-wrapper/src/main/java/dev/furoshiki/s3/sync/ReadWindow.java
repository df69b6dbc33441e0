package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.stream.HeldBuffers;
import dev.furoshiki.s3.translation.RestOfObject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The stored bytes behind a first answer, in order: in answers that are received whole, some of them asked for ahead, each pinned to the
 * object that the first is of. For one thread; any other may close it.
 */
final class ReadWindow implements AutoCloseable {

    private final S3Client s3;
    private final SyncBuffers shared;
    private final RestOfObject rest;
    private final long end;
    private final int chunkBytes;

    /** Guards what follows; nothing is asked for under it. */
    private final ReentrantLock state = new ReentrantLock();

    private final HeldBuffers held;
    private final Deque<Ahead> asked = new ArrayDeque<>();
    private long next;
    private boolean isClosed;

    private record Ahead(Span span, StoredBytes into, PooledTask<StoredBytes> asking) {}

    /**
     * @param wanted from the stored byte behind the first answer on
     * @param chunkBytes how many bytes one answer holds
     */
    ReadWindow(S3Client s3, SyncBuffers shared, RestOfObject rest, Span wanted, int chunkBytes) {
        this.s3 = s3;
        this.shared = shared;
        this.rest = rest;
        this.next = wanted.first();
        this.end = wanted.last() + 1;
        this.chunkBytes = chunkBytes;
        this.held = new HeldBuffers(shared.budget(), shared.inFlight());
    }

    /** Asks for as much as there are buffers for. */
    void askAhead() {
        List<Ahead> begun = new ArrayList<>();
        state.lock();
        try {
            while (!isClosed && next < end && held.tryTake()) {
                Ahead ahead = ahead(new Span(next, Math.min(end, next + chunkBytes) - 1));
                next = ahead.span().last() + 1;
                asked.add(ahead);
                begun.add(ahead);
            }
        } finally {
            state.unlock();
        }
        begun.forEach(ahead -> ahead.asking().offer(shared.executor()));
    }

    private Ahead ahead(Span span) {
        StoredBytes into = new StoredBytes(s3, shared.parts());
        return new Ahead(span, into, new PooledTask<>(() -> receive(span, into)));
    }

    private StoredBytes receive(Span span, StoredBytes into) {
        try {
            rest.requireAnswer(into.ask(rest.request(span), span), span);
            if (!into.holds(span)) {
                throw SdkClientException.create("the answer is shorter than its Content-Range says");
            }
            return into;
        } catch (S3Exception e) {
            throw rest.meaningOf(e);
        } catch (RuntimeException | Error e) {
            into.release();
            throw e;
        }
    }

    /**
     * Waits for the next answer, which belongs to the caller until {@link #giveBack}.
     *
     * @return null behind the last
     * @throws IOException when it was closed
     * @throws RuntimeException what the answer came to
     */
    @Nullable
    StoredBytes next() throws IOException {
        askAhead();
        Ahead ahead = oldest();
        if (ahead == null) {
            return null;
        }
        boolean isOwn = ahead.asking().runHere();
        try {
            return taken(ahead);
        } catch (RuntimeException e) {
            boolean isInterrupted = Thread.currentThread().isInterrupted();
            if (isOwn || isInterrupted || !(e instanceof SdkClientException) || e instanceof S3EncryptionException) {
                throw e;
            }
        }
        // It may have waited for a connection that the first answer held, or have lost its thread.
        Ahead again = again(ahead);
        again.asking().runHere();
        return taken(again);
    }

    private @Nullable Ahead oldest() throws IOException {
        state.lock();
        try {
            requireOpen();
            return asked.peek();
        } finally {
            state.unlock();
        }
    }

    private Ahead again(Ahead failed) throws IOException {
        Ahead again = ahead(failed.span());
        state.lock();
        try {
            requireOpen();
            asked.remove();
            asked.addFirst(again);
            return again;
        } finally {
            state.unlock();
        }
    }

    private StoredBytes taken(Ahead ahead) throws IOException {
        StoredBytes received = await(ahead);
        state.lock();
        try {
            requireOpen();
            asked.remove();
            return received;
        } finally {
            state.unlock();
        }
    }

    private StoredBytes await(Ahead ahead) throws IOException {
        try {
            return ahead.asking().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while " + rest.name() + " was read", e);
        } catch (ExecutionException e) {
            requireStillOpen();
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    private void requireStillOpen() throws IOException {
        state.lock();
        try {
            requireOpen();
        } finally {
            state.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (isClosed) {
            throw new IOException("the stream of " + rest.name() + " was closed while it was read");
        }
    }

    void giveBack(StoredBytes read) {
        read.release();
        giveOne();
        askAhead();
    }

    private void giveOne() {
        state.lock();
        try {
            held.give();
        } finally {
            state.unlock();
        }
    }

    /** Ends what is on its way, without waiting for that: buffers come back when it has ended. */
    @Override
    public void close() {
        List<Ahead> left;
        state.lock();
        try {
            isClosed = true;
            left = List.copyOf(asked);
            asked.clear();
        } finally {
            state.unlock();
        }
        for (Ahead ahead : left) {
            ahead.into().abandon();
            ahead.asking().cancel();
            ahead.asking().atEnd((received, thrown) -> {
                if (received != null) {
                    received.release();
                }
                giveOne();
            });
        }
    }
}
