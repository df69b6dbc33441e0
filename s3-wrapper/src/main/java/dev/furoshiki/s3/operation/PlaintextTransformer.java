package dev.furoshiki.s3.operation;

import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.ObjectName;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Hands an object through that is declared to be plaintext, and is. For one request. */
final class PlaintextTransformer<T> extends OpeningTransformer<T> {

    private final ResponseTransformer<GetObjectResponse, T> transformer;

    PlaintextTransformer(
            ObjectName name, Encryption encryption, ResponseTransformer<GetObjectResponse, T> transformer) {
        super(name, encryption);
        this.transformer = transformer;
    }

    @Override
    T answer(GetObjectResponse response, AbortableInputStream body) throws Exception {
        if (Envelopes.find(response.metadata(), name).isPresent()) {
            throw new TamperedObjectException(name + " was replaced while it was read; read it again", null);
        }
        return transformer.transform(response, body);
    }

    @Override
    public boolean needsConnectionLeftOpen() {
        return transformer.needsConnectionLeftOpen();
    }
}
