package dev.furoshiki.s3.async;

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
}
