package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.StoredSpan;
import dev.furoshiki.s3.stream.HeldBuffers;
import dev.furoshiki.s3.translation.GetTranslation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Stored bytes in order, some answers asked for ahead. Every answer but the first is pinned to the object that the first is of. Not
 * thread-safe.
 */
final class StoredWindow {

    private static final int EMPTY_SEGMENT_BYTES = (int) ObjectLayout.storedLength(0);

    private final S3AsyncClient s3;
    private final GetTranslation get;
    private final AsyncBuffers shared;
    private final GetObjectResponse begun;
    private final long total;
    private final long end;
    private final int chunkBytes;
    private final HeldBuffers held;
    private final Deque<CompletableFuture<Chunk>> asked = new ArrayDeque<>();
    private long next;

    /**
     * @param segments how many of them one answer holds
     * @param first the answer that is there
     * @param next the stored byte behind it
     */
    StoredWindow(
            S3AsyncClient s3,
            GetTranslation get,
            AsyncBuffers shared,
            int segments,
            Chunk first,
            long next,
            StoredSpan wanted) {
        this.s3 = s3;
        this.get = get;
        this.shared = shared;
        this.begun = first.response();
        this.chunkBytes = segments * ObjectLayout.STORED_SEGMENT_BYTES;
        this.next = next;
        this.end = wanted.last() + 1;
        this.total = wanted.total();
        this.held = new HeldBuffers(shared.budget(), shared.inFlight());
        held.tryTake();
        asked.add(CompletableFuture.completedFuture(first));
    }

    /** The next answer, which may be on its way; null behind the last. */
    @Nullable
    CompletableFuture<Chunk> peek() {
        askAhead();
        return asked.peek();
    }

    /** The answer of {@link #peek} is read by somebody now, who gives it back. */
    void remove() {
        asked.remove();
        askAhead();
    }

    void giveBack(Chunk read) {
        if (read.length() > EMPTY_SEGMENT_BYTES) {
            held.give();
            shared.parts().give(read.buffer());
        }
        askAhead();
    }

    private void askAhead() {
        // An empty last segment takes no buffer of anybody, and has to be there with the one before it.
        while (next < end && (end - next <= EMPTY_SEGMENT_BYTES || held.tryTake())) {
            long first = next;
            long last = Math.min(end, first + chunkBytes) - 1;
            next = last + 1;
            CompletableFuture<Chunk> answer = Futures.failingLater(() ->
                    s3.getObject(get.rest(begun, first, last), new CollectingTransformer(shared.parts(), chunkBytes)));
            asked.add(checked(answer, first, last));
        }
    }

    private CompletableFuture<Chunk> checked(CompletableFuture<Chunk> answer, long first, long last) {
        CompletableFuture<Chunk> checked = answer.handle((chunk, thrown) -> {
            if (thrown != null) {
                throw GetTranslation.isReplaced(Futures.cause(thrown))
                        ? get.replaced()
                        : new CompletionException(Futures.cause(thrown));
            }
            try {
                get.requireRest(chunk.response(), first, last, total);
            } catch (RuntimeException e) {
                shared.parts().give(chunk.buffer());
                throw e;
            }
            return chunk;
        });
        Futures.cancelWith(checked, answer);
        return checked;
    }

    /** Nothing more is wanted. */
    void close() {
        next = end;
        for (CompletableFuture<Chunk> answer : asked) {
            answer.cancel(true);
            Futures.atEnd(answer, (chunk, thrown) -> {
                if (chunk != null) {
                    shared.parts().give(chunk.buffer());
                }
            });
        }
        asked.clear();
        held.giveAll();
    }
}
