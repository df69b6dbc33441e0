package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.ObjectName;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * What a channel reads: the object that its first answer was of, and no other that comes to stand there.
 *
 * <p>It is read in segments of 64 KiB of plaintext, the last of which may be shorter. Immutable but for its keys, which closing it
 * wipes; thread-safe.
 */
public abstract sealed class PinnedObject implements AutoCloseable permits PinnedSegments, PinnedPlaintext {

    private final RestOfObject rest;
    private final long total;
    private final long length;
    private final int storedSegmentBytes;

    /**
     * @param begun the answer that it is pinned to
     * @param total how many bytes are stored
     * @param length of the plaintext
     * @param storedSegmentBytes how many stored bytes a segment takes, but for the last one
     */
    PinnedObject(GetTranslation get, GetObjectResponse begun, long total, long length, int storedSegmentBytes) {
        this.rest = new RestOfObject(get, begun, total);
        this.total = total;
        this.length = length;
        this.storedSegmentBytes = storedSegmentBytes;
    }

    public final ObjectName name() {
        return rest.name();
    }

    /** Of the plaintext, in bytes: proven once {@link #unproven} is empty, or {@link #prove} has returned. */
    public final long length() {
        return length;
    }

    /** How many segments hold plaintext: none of an empty object. */
    public final long segments() {
        return ObjectLayout.segmentAt(length + ObjectLayout.PLAINTEXT_SEGMENT_BYTES - 1);
    }

    /** How much plaintext a segment holds. */
    public final int plaintextBytes(long segment) {
        return (int)
                Math.min(ObjectLayout.PLAINTEXT_SEGMENT_BYTES, length - segment * ObjectLayout.PLAINTEXT_SEGMENT_BYTES);
    }

    /** The stored bytes of the segments from {@code first} to before {@code end}. */
    public final Span stored(long first, long end) {
        return new Span(first * storedSegmentBytes, Math.min(total, end * storedSegmentBytes) - 1);
    }

    /** Asks for stored bytes of this object. */
    public final GetObjectRequest request(Span stored) {
        return rest.request(stored);
    }

    /**
     * Compares an answer to {@link #request} with what was asked.
     *
     * @throws dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException when it is of another object, or other bytes
     */
    public final void requireAnswer(GetObjectResponse response, Span stored) {
        rest.requireAnswer(response, stored);
    }

    /** What the failure of a {@link #request} says: that the object was replaced, or what it says itself. */
    public final RuntimeException meaningOf(RuntimeException failure) {
        return rest.meaningOf(failure);
    }

    /** The stored bytes that {@link #prove} the length; empty when it is proven. */
    public abstract Optional<Span> unproven();

    /**
     * Verifies that the object is as long as the server says.
     *
     * @param offset where the bytes of {@link #unproven} begin
     */
    public abstract void prove(byte[] stored, int offset);

    /**
     * Opens a segment.
     *
     * @param offset where its stored bytes begin
     * @throws dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException when it is not what was sealed there
     */
    public abstract void open(long segment, byte[] stored, int offset, byte[] plaintext);

    /**
     * Asks whether the data key may still be used: a cache hit as a rule.
     *
     * @throws dev.furoshiki.key.KmsException when it may not
     */
    public abstract void revalidate();

    /** Whether the stored bytes are the plaintext. */
    public abstract boolean isPlaintext();

    /** Nothing is opened any more. */
    @Override
    public abstract void close();
}
