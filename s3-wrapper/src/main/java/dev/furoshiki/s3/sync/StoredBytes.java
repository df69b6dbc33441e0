package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.stream.PartBuffers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The body of one answer, received whole: so no connection waits for a reader, and an attempt that the SDK makes again is seen by
 * nobody. For one thread; any other may {@link #abandon} it.
 */
final class StoredBytes {

    private static final byte[] NONE = new byte[0];

    private final S3Client s3;
    private final PartBuffers buffers;

    private byte[] bytes = NONE;
    private long first;
    private int length;

    private volatile @Nullable AbortableInputStream receiving;
    private volatile boolean isAbandoned;

    StoredBytes(S3Client s3, PartBuffers buffers) {
        this.s3 = s3;
        this.buffers = buffers;
    }

    /**
     * Asks for bytes, in place of those that are here. Of a server that sends everything instead, as many are taken from the
     * beginning.
     */
    GetObjectResponse ask(GetObjectRequest request, Span stored) {
        release();
        int size = (int) stored.length();
        bytes = buffers.take(size);
        first = stored.first();
        try {
            return s3.getObject(request, (response, body) -> receive(response, body, size));
        } catch (RuntimeException | Error e) {
            release();
            throw e;
        }
    }

    private GetObjectResponse receive(GetObjectResponse response, AbortableInputStream body, int size) {
        receiving = body;
        try {
            if (isAbandoned) {
                throw new IOException("nobody waits for the answer any more");
            }
            length = body.readNBytes(bytes, 0, size);
            if (body.read() >= 0) {
                body.abort();
            } else if (length == 0 && response.contentLength() == null) {
                throw new IOException("the answer ended with its head, or in it");
            } else if (response.contentLength() != null && length < response.contentLength()) {
                throw new IOException("the answer ended after " + length + " bytes of " + response.contentLength());
            }
            return response;
        } catch (IOException e) {
            body.abort();
            throw isAbandoned
                    ? SdkClientException.create("it was closed while it was read", e)
                    : RetryableException.create("the answer broke off", e);
        } finally {
            receiving = null;
        }
    }

    /** Ends an answer that is being received, and every later one. From any thread. */
    void abandon() {
        isAbandoned = true;
        AbortableInputStream body = receiving;
        if (body != null) {
            body.abort();
        }
    }

    boolean holds(Span stored) {
        return stored.first() >= first && stored.last() < first + length;
    }

    /** How many bytes are here. */
    int length() {
        return length;
    }

    /** Not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Where a stored byte that is here stands in {@link #bytes}. */
    int offsetOf(long storedByte) {
        return (int) (storedByte - first);
    }

    /** Gives its buffer to others. */
    void release() {
        buffers.give(bytes);
        forget();
    }

    /** Leaves its buffer to the garbage collector: what holds plaintext goes to nobody else. */
    void forget() {
        bytes = NONE;
        length = 0;
    }
}
