package dev.furoshiki.s3.operation;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.ObjectEnvelope;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.StoredSpan;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * What is common to the ways of looking into an encrypted answer.
 *
 * <p>The SDK wraps what a transformer throws and retries what it takes for a failing connection. So a refusal is kept
 * here, and {@link #follow} throws it as it was. For one request; the SDK may call it again for another attempt.
 */
abstract class OpeningTransformer<T> implements ResponseTransformer<GetObjectResponse, T> {

    final ObjectName name;
    final Encryption encryption;
    private @Nullable RuntimeException refusal;

    OpeningTransformer(ObjectName name, Encryption encryption) {
        this.name = name;
        this.encryption = encryption;
    }

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

    /** Opens the keys and compares the length with the sealed one. */
    final OpenObject open(ObjectEnvelope envelope, StoredSpan span) {
        OpenObject object = encryption.open(envelope, name);
        boolean contradicts = object.facts()
                .filter(facts -> facts.length() != span.plaintextLength())
                .isPresent();
        if (contradicts) {
            object.close();
            throw new TamperedObjectException(
                    name + " is not what was stored there: its " + span.total() + " stored bytes do not hold the"
                            + " plaintext length that was sealed, so it was cut or extended; restore it from a backup"
                            + " or an earlier version",
                    null);
        }
        return object;
    }

    /** What the answer holds, as the server says. */
    final StoredSpan spanOf(GetObjectResponse response) {
        try {
            if (response.contentRange() != null) {
                return StoredSpan.ofContentRange(response.contentRange());
            }
            Long length = response.contentLength();
            if (length == null) {
                throw new IllegalArgumentException("the server told no length");
            }
            return StoredSpan.whole(length);
        } catch (IllegalArgumentException e) {
            throw new TamperedObjectException(
                    name + " cannot be what was stored there: " + e.getMessage()
                            + "; it was cut or extended: restore it from a backup or an earlier version",
                    e);
        }
    }
}
