package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.StoredSpan;
import dev.furoshiki.s3.stream.DecryptingInputStream;
import dev.furoshiki.s3.stream.StoredSegments;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.StoredGet;
import dev.furoshiki.s3.translation.Verdict;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Puts the plaintext and its lengths before the caller's transformer, in place of what the server sent.
 *
 * <p>For one request.
 */
final class DecryptingTransformer<T> extends OpeningTransformer<T> {

    private final S3Client s3;
    private final GetTranslation get;
    private final StoredGet asked;
    private final SyncBuffers shared;
    private final int segments;
    private final ResponseTransformer<GetObjectResponse, T> transformer;

    /** Why the request was ended, where that is no failure. */
    private @Nullable Verdict askingAgain;

    /** @param segments how many of them one further answer holds */
    DecryptingTransformer(
            S3Client s3,
            GetTranslation get,
            StoredGet asked,
            SyncBuffers shared,
            int segments,
            ResponseTransformer<GetObjectResponse, T> transformer) {
        this.s3 = s3;
        this.get = get;
        this.asked = asked;
        this.shared = shared;
        this.segments = segments;
        this.transformer = transformer;
    }

    /** Why the request was ended to ask again; null when it was not. */
    @Nullable
    Verdict askingAgain() {
        return askingAgain;
    }

    @Override
    public boolean needsConnectionLeftOpen() {
        return transformer.needsConnectionLeftOpen();
    }

    @Override
    T answer(GetObjectResponse response, AbortableInputStream body) throws Exception {
        askingAgain = null;
        Verdict verdict = verdict(response, body);
        if (verdict instanceof Verdict.Encrypted encrypted) {
            return decrypt(response, encrypted, body);
        } else if (verdict instanceof Verdict.Plaintext) {
            return transformer.transform(response, body);
        }
        // Ends the attempt without reading the rest.
        askingAgain = verdict;
        body.abort();
        throw SdkClientException.create("given up to ask again");
    }

    private Verdict verdict(GetObjectResponse response, AbortableInputStream body) {
        try {
            return get.verdict(asked, response);
        } catch (S3Exception e) {
            body.abort();
            throw refuse(e);
        }
    }

    private T decrypt(GetObjectResponse response, Verdict.Encrypted encrypted, AbortableInputStream body)
            throws Exception {
        StoredSequence sequence = sequenceOf(response, encrypted, body);
        AbortableInputStream stored = sequence == null ? body : AbortableInputStream.create(sequence, sequence::abort);
        DecryptingInputStream stream =
                streamOf(stored, sequence == null ? StoredSegments.NOWHERE : sequence, encrypted);
        boolean isLeftOpen = false;
        try {
            T result = handOver(encrypted.answer(), stored, sequence, stream);
            isLeftOpen = transformer.needsConnectionLeftOpen();
            return result;
        } finally {
            if (!isLeftOpen) {
                stream.release();
                if (sequence != null) {
                    sequence.leave();
                }
            }
        }
    }

    private DecryptingInputStream streamOf(
            AbortableInputStream stored, StoredSegments inMemory, Verdict.Encrypted encrypted) {
        try {
            return new DecryptingInputStream(
                    stored,
                    inMemory,
                    encrypted.object(),
                    encrypted.wanted(),
                    encrypted.plain(),
                    shared.parts().segments());
        } catch (Error e) {
            // There was no memory for its buffers, and nobody else closes the keys.
            encrypted.object().close();
            throw e;
        }
    }

    /** Null where one answer is all. */
    private @Nullable StoredSequence sequenceOf(
            GetObjectResponse response, Verdict.Encrypted encrypted, AbortableInputStream body) {
        StoredSpan answered = encrypted.span();
        StoredSpan wanted = encrypted.wanted();
        if (wanted.last() == answered.last()) {
            return null;
        }
        ReadWindow window = new ReadWindow(
                s3,
                shared,
                get.restOf(response, answered.total()),
                new Span(answered.last() + 1, wanted.last()),
                segments * ObjectLayout.STORED_SEGMENT_BYTES);
        return new StoredSequence(body, answered.last() - answered.first() + 1, window);
    }

    private T handOver(
            GetObjectResponse response,
            AbortableInputStream stored,
            @Nullable StoredSequence sequence,
            DecryptingInputStream stream)
            throws Exception {
        AbortableInputStream decrypted = AbortableInputStream.create(stream, () -> {
            stream.release();
            stored.abort();
        });
        // Inside the SDK's transformers an IOException makes them remove what they wrote to a file.
        stream.failuresAsIo(true);
        T result;
        try {
            result = transformer.transform(response, decrypted);
        } catch (Exception e) {
            throwWhatEnded(stream, sequence);
            throw e instanceof AbortedException && Thread.interrupted() ? asInterrupt(e) : e;
        }
        throwWhatEnded(stream, sequence);
        stream.failuresAsIo(false);
        return result;
    }

    /** It was tried again where it was met, so the SDK shall not try all of it again. */
    private static RuntimeException tried(Throwable failure) {
        return failure instanceof RuntimeException known && !(failure instanceof RetryableException)
                ? known
                : SdkClientException.create(failure.getMessage(), failure);
    }

    /**
     * Throws what ended the stream, whatever the transformer made of it: some take every IOException for the end, and what they made
     * of half an object is not the object.
     */
    private void throwWhatEnded(DecryptingInputStream stream, @Nullable StoredSequence sequence)
            throws InterruptedException {
        RuntimeException refusal = stream.refusal();
        if (refusal != null) {
            throw refusal;
        } else if (sequence == null) {
            return;
        }
        SdkClientException interrupt = sequence.interrupt();
        if (interrupt != null) {
            Thread.interrupted();
            throw asInterrupt(interrupt);
        }
        Throwable failure = sequence.failure();
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw refuse(tried(failure));
        }
    }
}
