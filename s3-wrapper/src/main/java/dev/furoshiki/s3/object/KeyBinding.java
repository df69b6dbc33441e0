package dev.furoshiki.s3.object;

import dev.furoshiki.format.EncryptionContext;

/**
 * What the keys of an object at one place are bound to; computed from the request that names the place, never read from the object.
 *
 * @param context of the object: authenticated with its wrapped key in every scope
 * @param bucket as the request names it
 */
public record KeyBinding(EncryptionContext context, String bucket) {

    /** What the key service is given. */
    EncryptionContext ofDataKeys(KeyScope scope) {
        return switch (scope) {
            case OBJECT -> context;
            case BUCKET -> EncryptionContext.of("bucket", bucket);
        };
    }
}
