package dev.furoshiki.testing.product;

import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import dev.furoshiki.key.KmsException.NotFoundException;
import java.util.Optional;

/**
 * What has to come of a use, by AWS KMS's table of states and its order of checks: whether the key exists, its state, then
 * whether the caller may. What is cached, and what for, does not come into it: the embedded service tells its caches.
 */
final class Expected {

    private Expected() {}

    /** Empty where the use succeeds. */
    static Optional<Class<? extends KmsException>> refusal(KeyFate fate, Access access) {
        return switch (fate) {
            case DELETED -> Optional.of(NotFoundException.class);
            case PENDING_DELETION -> Optional.of(KmsInvalidStateException.class);
            case DISABLED -> Optional.of(DisabledException.class);
            case STAYS_ENABLED ->
                access.isAllowedAtLast() ? Optional.empty() : Optional.of(AccessDeniedException.class);
        };
    }
}
