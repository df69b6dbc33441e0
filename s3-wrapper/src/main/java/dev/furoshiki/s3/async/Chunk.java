package dev.furoshiki.s3.async;

import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.translation.GetTranslation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An answer that was received whole. Its buffer belongs to whoever has this. */
final class Chunk {

    private final GetObjectResponse response;
    private final byte[] buffer;
    private final int length;

    /** @param length how much of the buffer is used */
    Chunk(GetObjectResponse response, byte[] buffer, int length) {
        this.response = response;
        this.buffer = buffer;
        this.length = length;
    }

    GetObjectResponse response() {
        return response;
    }

    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    /** Proves by a tail how long its object is, and gives it back. */
    Optional<Long> proveLength(GetTranslation get, PartBuffers parts) throws IOException {
        try {
            return get.proveLength(
                    response,
                    AbortableInputStream.create(new ByteArrayInputStream(buffer, 0, length)),
                    parts.segments());
        } finally {
            parts.give(buffer);
        }
    }
}
