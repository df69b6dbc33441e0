package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ObjectName;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The object that a request names. Stateless. */
final class Names {

    private Names() {}

    static ObjectName of(@Nullable String bucket, @Nullable String key) {
        if (bucket == null || bucket.isEmpty() || key == null || key.isEmpty()) {
            throw SdkClientException.create("the request has to name a bucket and a key, but names bucket \"" + bucket
                    + "\" and key \"" + key + "\"");
        }
        return new ObjectName(bucket, key);
    }
}
