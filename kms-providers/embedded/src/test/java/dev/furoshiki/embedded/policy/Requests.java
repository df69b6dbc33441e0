package dev.furoshiki.embedded.policy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.Principal;
import java.util.List;
import java.util.Map;

/** Requests that have nothing for a condition to look at. */
final class Requests {

    private Requests() {}

    static AccessRequest of(Principal principal, KeyAction action) {
        return new AccessRequest(principal, action, EncryptionContext.empty(), List::of, Map.of());
    }
}
