package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.translation.GetTranslation;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Hands an object through that is declared to be plaintext, and is. For one request. */
final class PlaintextTransformer<T> extends OpeningTransformer<T> {

    private final GetTranslation get;
    private final ResponseTransformer<GetObjectResponse, T> transformer;

    PlaintextTransformer(GetTranslation get, ResponseTransformer<GetObjectResponse, T> transformer) {
        this.get = get;
        this.transformer = transformer;
    }

    @Override
    T answer(GetObjectResponse response, AbortableInputStream body) throws Exception {
        if (!get.isExpectedPlaintext(response)) {
            throw get.replaced();
        }
        return transformer.transform(response, body);
    }

    @Override
    public boolean needsConnectionLeftOpen() {
        return transformer.needsConnectionLeftOpen();
    }
}
