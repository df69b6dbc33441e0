package dev.furoshiki.s3.async;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.StoredSpan;
import dev.furoshiki.s3.stream.DecryptingInputStream;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.StoredGet;
import dev.furoshiki.s3.translation.Verdict;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One GetObject of an encrypted object, from the first question to the publisher of its plaintext. */
final class AsyncRead<T> {

    private final S3AsyncClient s3;
    private final GetTranslation get;
    private final AsyncBuffers shared;
    private final int segments;
    private final AsyncResponseTransformer<GetObjectResponse, T> transformer;
    private final @Nullable Throwable toPlaintext;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    /**
     * Until then nothing of the object comes: who waits for the answer may read it at once, on the thread that completes the answer, and
     * would wait for ever.
     */
    private final CompletableFuture<Boolean> handedOver = new CompletableFuture<>();

    /**
     * @param segments how many of them are asked for at once
     * @param toPlaintext what the server said to the caller's own request, where objects are declared to be plaintext
     */
    AsyncRead(
            S3AsyncClient s3,
            GetTranslation get,
            AsyncBuffers shared,
            int segments,
            AsyncResponseTransformer<GetObjectResponse, T> transformer,
            @Nullable Throwable toPlaintext) {
        this.s3 = s3;
        this.get = get;
        this.shared = shared;
        this.segments = segments;
        this.transformer = transformer;
        this.toPlaintext = toPlaintext;
    }

    CompletableFuture<T> start() {
        Futures.atEnd(transformer.prepare(), (value, thrown) -> {
            if (thrown == null) {
                Futures.atEnd(handedOver, (isSo, never) -> answer.complete(value));
            } else {
                fail(Futures.cause(thrown));
            }
        });
        Futures.atEnd(answer, (value, thrown) -> {
            if (thrown != null) {
                fail(thrown);
            }
        });
        begin(1);
        return answer;
    }

    private void begin(int round) {
        if (round > GetTranslation.MAX_ROUNDS) {
            fail(get.replacedTooOften());
            return;
        }
        Optional<StoredGet> beginning = get.beginning(segments);
        if (beginning.isPresent()) {
            ask(beginning.get(), round, false);
        } else {
            prove(null, round, (length, eTag) -> ask(get.beginningOf(length, eTag, segments), round, true));
        }
    }

    /** @param isPinned whether a condition of ours, not of the caller, is in it */
    private void ask(StoredGet stored, int round, boolean isPinned) {
        send(stored.request(), segments, chunk -> answered(stored, chunk, round), failure -> {
            if (isPinned && GetTranslation.isReplaced(failure)) {
                begin(round + 1);
            } else if (failure instanceof LongAnswerException && stored.range() == null) {
                // The server made nothing of a range that is malformed, or there is more than there was.
                ask(get.wholeBeginning(segments), round, false);
            } else if (!get.isUnsatisfiable(failure)) {
                fail(failure);
            } else if (get.isRanged()) {
                proveBehindEnd(failure, round);
            } else if (stored.range() != null) {
                // Without bytes: who put it says in its metadata, which no answer to a range of it has.
                ask(get.all(), round, false);
            } else {
                fail(failure);
            }
        });
    }

    private void proveBehindEnd(Throwable unsatisfiable, int round) {
        prove(null, round, (length, eTag) -> {
            if (get.isBehindEnd(length)) {
                fail(get.behindEnd(unsatisfiable));
            } else {
                begin(round + 1);
            }
        });
    }

    private void answered(StoredGet stored, Chunk chunk, int round) {
        Verdict verdict;
        try {
            verdict = get.verdict(stored, chunk.response());
        } catch (RuntimeException e) {
            shared.parts().give(chunk.buffer());
            throw e;
        }
        if (verdict instanceof Verdict.Encrypted encrypted) {
            handOver(encrypted, chunk);
            return;
        }
        shared.parts().give(chunk.buffer());
        if (verdict instanceof Verdict.Unproven unproven) {
            prove(unproven.eTag(), round, (length, eTag) -> begin(round + 1));
        } else {
            fail(plaintextMet());
        }
    }

    /** What to do when a length has been proven. */
    private interface Proven {
        void accept(long length, String eTag);
    }

    private void prove(@Nullable String eTag, int round, Proven proven) {
        send(
                get.tail(eTag),
                1,
                chunk -> {
                    Optional<Long> length = chunk.proveLength(get, shared.parts());
                    if (length.isPresent()) {
                        proven.accept(length.get(), chunk.response().eTag());
                    } else {
                        fail(plaintextMet());
                    }
                },
                failure -> {
                    if (!(failure instanceof S3Exception said)) {
                        fail(failure);
                    } else if (get.lengthWithout(said, eTag).isPresent()) {
                        begin(round + 1);
                    } else {
                        fail(plaintextMet());
                    }
                });
    }

    /** Where an encrypted object was looked for; in a declared place the server's answer to the caller's own request stands. */
    private Throwable plaintextMet() {
        return toPlaintext == null ? get.replaced() : toPlaintext;
    }

    /** What to do with what came; on the executor, since it may ask the key service. */
    private interface Then<V> {
        void accept(V value) throws IOException;
    }

    private void send(GetObjectRequest request, int mostSegments, Then<Chunk> received, Then<Throwable> failed) {
        CompletableFuture<Chunk> asked = s3.getObject(
                request, new CollectingTransformer(shared.parts(), mostSegments * ObjectLayout.STORED_SEGMENT_BYTES));
        Futures.cancelWith(answer, asked);
        CompletableFuture<Chunk> taken = asked.whenCompleteAsync(
                (chunk, thrown) -> {
                    try {
                        if (thrown == null) {
                            received.accept(chunk);
                        } else {
                            failed.accept(Futures.cause(thrown));
                        }
                    } catch (IOException | RuntimeException | Error e) {
                        fail(Futures.told(e));
                    }
                },
                shared.executor());
        Futures.atEnd(taken, (chunk, thrown) -> {
            if (thrown != null && Futures.cause(thrown) instanceof RejectedExecutionException) {
                fail(Futures.told(thrown));
            }
        });
    }

    private void handOver(Verdict.Encrypted encrypted, Chunk chunk) {
        if (answer.isDone()) {
            // While the key service was asked.
            encrypted.object().close();
            shared.parts().give(chunk.buffer());
            fail(new CancellationException("cancelled before anything of the object came"));
            return;
        }
        OpeningPublisher publisher = publisherOf(encrypted, chunk);
        Futures.atEnd(answer, (value, thrown) -> {
            if (thrown != null) {
                publisher.end(thrown);
            }
        });
        transformer.onResponse(encrypted.answer());
        transformer.onStream(publisher);
        publisher.begin();
        handedOver.complete(true);
    }

    private OpeningPublisher publisherOf(Verdict.Encrypted encrypted, Chunk chunk) {
        StoredSpan wanted = encrypted.wanted();
        long next = encrypted.span().last() + 1;
        StoredWindow window = new StoredWindow(s3, get, shared, segments, chunk, next, wanted);
        ChunkSequence stored = new ChunkSequence(window);
        DecryptingInputStream plaintext = new DecryptingInputStream(
                AbortableInputStream.create(stored, stored::close),
                stored,
                encrypted.object(),
                wanted,
                encrypted.plain(),
                shared.parts().segments());
        return new OpeningPublisher(stored, plaintext, shared.executor(), this::fail);
    }

    /** Tells the transformer first, which removes what it wrote. */
    private void fail(@Nullable Throwable thrown) {
        Throwable cause = thrown == null ? new IllegalStateException("neither an answer nor a failure") : thrown;
        if (hasFailed.compareAndSet(false, true)) {
            try {
                transformer.exceptionOccurred(cause);
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
            answer.completeExceptionally(cause);
        }
    }
}
