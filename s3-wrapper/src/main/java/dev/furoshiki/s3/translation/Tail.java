package dev.furoshiki.s3.translation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the end of an object was, which was asked for beside what is told of it. */
public sealed interface Tail {

    /**
     * That of an encrypted object, verified.
     *
     * @param plaintextLength in bytes
     */
    record Encrypted(long plaintextLength) implements Tail {}

    /** That of an object without an envelope, where there may be some. */
    record Plaintext() implements Tail {}

    /** That of another object, which has taken the place of the one that is told of. */
    record Replaced() implements Tail {}

    /** What {@link GetTranslation#proveLength} has found. */
    static Tail of(Optional<Long> proven) {
        return proven.<Tail>map(Encrypted::new).orElseGet(Plaintext::new);
    }

    /**
     * What it says that the end was not to be had.
     *
     * @param eTag of what is told; null where nothing is pinned to it
     * @throws S3Exception that failure, where it says nothing
     */
    static Tail without(GetTranslation get, S3Exception failed, @Nullable String eTag) {
        return GetTranslation.isReplaced(failed) ? new Replaced() : of(get.lengthWithout(failed, eTag));
    }
}
