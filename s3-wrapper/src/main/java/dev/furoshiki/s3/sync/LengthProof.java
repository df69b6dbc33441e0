package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.stream.SegmentBuffers;
import dev.furoshiki.s3.translation.GetTranslation;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads the final segment of an object, to prove how long that is. For one request. */
final class LengthProof extends OpeningTransformer<Optional<Long>> {

    private final GetTranslation get;
    private final SegmentBuffers buffers;

    LengthProof(GetTranslation get, SegmentBuffers buffers) {
        this.get = get;
        this.buffers = buffers;
    }

    @Override
    Optional<Long> answer(GetObjectResponse response, AbortableInputStream body) throws IOException {
        return get.proveLength(response, body, buffers);
    }
}
