package dev.furoshiki.s3.sync;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * What is common to the ways of looking into an answer.
 *
 * <p>The SDK wraps what a transformer throws and retries what it takes for a failing connection. So a refusal is kept
 * here, and {@link #follow} throws it as it was. For one request; the SDK may call it again for another attempt.
 */
abstract class OpeningTransformer<T> implements ResponseTransformer<GetObjectResponse, T> {

    private @Nullable RuntimeException refusal;

    /** Whether the request was ended here, and not by the server or on the way. */
    final boolean hasRefused() {
        return refusal != null;
    }

    /** Makes the request, and throws the refusal itself where one ended it. */
    final T follow(Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw refusal == null ? e : refusal;
        }
    }

    @Override
    public final T transform(GetObjectResponse response, AbortableInputStream body) throws Exception {
        refusal = null;
        try {
            return answer(response, begun(response, body));
        } catch (S3EncryptionException | KmsException e) {
            body.abort();
            if (e instanceof KmsException && Thread.interrupted()) {
                throw asInterrupt(e);
            }
            throw refuse(e);
        }
    }

    /**
     * Looks whether the body begins, before the head is judged: the SDK's default HTTP client takes a head that was cut for a shorter
     * one, and then no byte follows.
     *
     * @throws RetryableException when it does not: then the SDK asks again
     */
    private static AbortableInputStream begun(GetObjectResponse response, AbortableInputStream body) {
        Long length = response.contentLength();
        if (length != null && length == 0) {
            return body;
        }
        try {
            int first = body.read();
            if (first < 0) {
                throw new EOFException("the answer ended with its head, or in it");
            }
            PushbackInputStream whole = new PushbackInputStream(body);
            whole.unread(first);
            return AbortableInputStream.create(whole, body);
        } catch (IOException e) {
            body.abort();
            throw RetryableException.create(e.getMessage(), e);
        }
    }

    abstract T answer(GetObjectResponse response, AbortableInputStream body) throws Exception;

    /** As the SDK knows it: it restores the flag, or tells that its own time limit has run out. */
    static InterruptedException asInterrupt(Exception aborted) {
        InterruptedException interrupt = new InterruptedException(aborted.getMessage());
        interrupt.initCause(aborted);
        return interrupt;
    }

    /** Remembers why the request ends. */
    final RuntimeException refuse(RuntimeException reason) {
        refusal = reason;
        return reason;
    }
}
