package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The objects whose keys begin alike.
 *
 * @param bucket null for every bucket
 * @param prefix of their keys; empty for all
 */
public record Place(@Nullable String bucket, String prefix) {

    public Place {
        Objects.requireNonNull(prefix);
        if (bucket != null && bucket.isEmpty()) {
            throw new IllegalArgumentException("a rule for \"" + prefix
                    + "\" names a bucket without a name: leave the bucket" + " out for every bucket");
        }
    }

    boolean holds(ObjectName name) {
        return (bucket == null || bucket.equals(name.bucket())) && name.key().startsWith(prefix);
    }

    /** Whether every object here is there, too. */
    boolean isWithin(Place other) {
        return (other.bucket == null || other.bucket.equals(bucket)) && prefix.startsWith(other.prefix);
    }

    /** Whether some object may be at both. */
    boolean meets(Place other) {
        return (bucket == null || other.bucket == null || bucket.equals(other.bucket))
                && (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix));
    }

    /** The objects at both, where there are some. */
    Place intersection(Place other) {
        return new Place(
                bucket == null ? other.bucket : bucket,
                prefix.length() < other.prefix.length() ? other.prefix : prefix);
    }

    @Override
    public String toString() {
        return "\"" + prefix + "\" in " + (bucket == null ? "every bucket" : "bucket \"" + bucket + "\"");
    }
}
