package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.stream.DecryptingInputStream;
import dev.furoshiki.s3.stream.SegmentBuffers;
import dev.furoshiki.s3.translation.GetTranslation;
import dev.furoshiki.s3.translation.StoredGet;
import dev.furoshiki.s3.translation.Verdict;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Puts the plaintext and its lengths before the caller's transformer, in place of what the server sent.
 *
 * <p>For one request.
 */
final class DecryptingTransformer<T> extends OpeningTransformer<T> {

    private final GetTranslation get;
    private final StoredGet asked;
    private final SegmentBuffers buffers;
    private final ResponseTransformer<GetObjectResponse, T> transformer;

    /** Why the request was ended, where that is no failure. */
    private @Nullable Verdict askingAgain;

    DecryptingTransformer(
            GetTranslation get,
            StoredGet asked,
            SegmentBuffers buffers,
            ResponseTransformer<GetObjectResponse, T> transformer) {
        this.get = get;
        this.asked = asked;
        this.buffers = buffers;
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
            return decrypt(encrypted, body);
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

    private T decrypt(Verdict.Encrypted encrypted, AbortableInputStream body) throws Exception {
        DecryptingInputStream stream =
                new DecryptingInputStream(body, encrypted.object(), encrypted.span(), encrypted.plain(), buffers);
        try {
            return handOver(encrypted.answer(), body, stream);
        } catch (Exception e) {
            stream.release();
            throw e;
        }
    }

    private T handOver(GetObjectResponse response, AbortableInputStream body, DecryptingInputStream stream)
            throws Exception {
        AbortableInputStream decrypted = AbortableInputStream.create(stream, () -> {
            stream.release();
            body.abort();
        });
        // Inside the SDK's transformers an IOException makes them remove what they wrote to a file.
        stream.failuresAsIo(true);
        T result;
        try {
            result = transformer.transform(response, decrypted);
        } catch (Exception e) {
            throwRefusalOf(stream);
            throw e;
        }
        throwRefusalOf(stream);
        stream.failuresAsIo(false);
        if (!transformer.needsConnectionLeftOpen()) {
            stream.release();
        }
        return result;
    }

    /** What ended the stream, whatever the transformer made of it. */
    private static void throwRefusalOf(DecryptingInputStream stream) {
        RuntimeException refusal = stream.refusal();
        if (refusal != null) {
            throw refusal;
        }
    }
}
