package dev.furoshiki.testing.product;

import dev.furoshiki.DataKeys;
import dev.furoshiki.kms.KeyManagementService;
import java.time.Duration;

/** What the shop's cache has of a key when the key's state and access change. */
enum Kept {
    CACHED,
    /** It was used, but is too old. */
    EXPIRED,
    ABSENT;

    boolean isUsedBefore() {
        return this != ABSENT;
    }

    DataKeys over(KeyManagementService service) {
        DataKeys.Builder keys = DataKeys.builder(service).negativeTtl(Duration.ofMinutes(1));
        return this == EXPIRED ? keys.maxAge(Duration.ofNanos(1)).build() : keys.build();
    }
}
