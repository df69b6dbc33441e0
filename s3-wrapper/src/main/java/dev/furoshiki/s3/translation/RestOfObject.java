package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectName;
import java.util.Objects;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Asks for more of the object that an answer was of, and tells whether what comes is of that. Immutable. */
public final class RestOfObject {

    private final GetTranslation get;
    private final GetObjectResponse begun;
    private final long total;

    /**
     * @param begun the answer
     * @param total how many bytes are stored
     */
    RestOfObject(GetTranslation get, GetObjectResponse begun, long total) {
        this.get = get;
        this.begun = begun;
        this.total = total;
    }

    public ObjectName name() {
        return get.name();
    }

    /** Asks for stored bytes of this object. */
    public GetObjectRequest request(Span stored) {
        return get.rest(begun, stored.first(), stored.last());
    }

    /**
     * Compares an answer to {@link #request} with what was asked.
     *
     * @throws dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException when it is of another object, or other bytes
     */
    public void requireAnswer(GetObjectResponse response, Span stored) {
        if (!Objects.equals(begun.eTag(), response.eTag())) {
            throw get.replaced();
        }
        get.requireRest(response, stored.first(), stored.last(), total);
    }

    /** What the failure of a {@link #request} says: that the object was replaced, or what it says itself. */
    public RuntimeException meaningOf(RuntimeException failure) {
        if (!GetTranslation.isReplaced(failure)) {
            return failure;
        }
        RuntimeException replaced = get.replaced();
        replaced.addSuppressed(failure);
        return replaced;
    }
}
