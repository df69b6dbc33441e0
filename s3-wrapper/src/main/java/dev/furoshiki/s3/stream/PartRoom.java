package dev.furoshiki.s3.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the parts hold together that a client's callers upload themselves, since whoever uploads may begin as many as it likes.
 * A part gets what it can need at most before its body is read, or waits for its turn, so that no part waits for more while it holds
 * some. Thread-safe.
 */
public final class PartRoom {

    private final long mostBytes;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long heldBytes;

    /** @param mostBytes of all parts together; a longer one is alone */
    public PartRoom(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    private record Waiting(CompletableFuture<Share> granted, Share share) {}

    /** What one part may hold; to be closed. Closing it again does nothing. */
    public final class Share implements AutoCloseable {

        private final long bytes;
        private final AtomicBoolean isGiven = new AtomicBoolean();

        private Share(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public void close() {
            give();
            admit();
        }

        private void give() {
            if (isGiven.compareAndSet(false, true)) {
                synchronized (PartRoom.this) {
                    heldBytes -= bytes;
                }
            }
        }
    }

    /** Asks for room: in the order in which they ask they get it. Who cancels gets none; what is granted is granted by any thread. */
    public CompletableFuture<Share> take(long bytes) {
        CompletableFuture<Share> granted = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Waiting(granted, new Share(bytes)));
        }
        admit();
        return granted;
    }

    private void admit() {
        for (Waiting next = next(); next != null; next = next()) {
            if (!next.granted().complete(next.share())) {
                next.share().give();
            }
        }
    }

    private synchronized @Nullable Waiting next() {
        while (!waiting.isEmpty() && waiting.getFirst().granted().isDone()) {
            waiting.removeFirst();
        }
        Waiting next = waiting.peekFirst();
        if (next == null || (heldBytes != 0 && heldBytes + next.share().bytes > mostBytes)) {
            return null;
        }
        heldBytes += next.share().bytes;
        return waiting.removeFirst();
    }

    /** How many bytes are held now. */
    public synchronized long heldBytes() {
        return heldBytes;
    }
}
