package dev.furoshiki.s3.sync;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
            return answer(response, body);
        } catch (S3EncryptionException | KmsException e) {
            body.abort();
            throw refuse(e);
        }
    }

    abstract T answer(GetObjectResponse response, AbortableInputStream body) throws Exception;

    /** Remembers why the request ends. */
    final RuntimeException refuse(RuntimeException reason) {
        refusal = reason;
        return reason;
    }
}
