package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.stream.SegmentBuffers;
import dev.furoshiki.s3.translation.GetTranslation;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads the final segment of an object, to prove how long that is. For one request. */
final class LengthProof extends OpeningTransformer<Optional<Long>> {

    private final GetTranslation get;
    private final SegmentBuffers buffers;
    private @Nullable GetObjectResponse found;

    LengthProof(GetTranslation get, SegmentBuffers buffers) {
        this.get = get;
        this.buffers = buffers;
    }

    /** What it was proven by. */
    GetObjectResponse found() {
        return Objects.requireNonNull(found);
    }

    @Override
    Optional<Long> answer(GetObjectResponse response, AbortableInputStream body) {
        found = response;
        try {
            return get.proveLength(response, body, buffers);
        } catch (IOException e) {
            // Then the SDK asks again.
            throw RetryableException.create("the end of the object broke off: " + e.getMessage(), e);
        }
    }
}
