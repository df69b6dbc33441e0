package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.object.ObjectLayout;
import java.io.IOException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The head of an answer that certainly came whole, which nobody can say of the answer to HEAD: a byte of the body came behind it. For
 * one request.
 */
final class WholeHead extends OpeningTransformer<GetObjectResponse> {

    @Override
    GetObjectResponse answer(GetObjectResponse response, AbortableInputStream body) throws IOException {
        body.readNBytes(ObjectLayout.OVERHEAD_BYTES);
        if (body.read() >= 0) {
            // A server that sends everything to whoever asks for a range.
            body.abort();
        }
        return response;
    }
}
