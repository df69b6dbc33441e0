package dev.furoshiki.key;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What CreateKey is asked with. Immutable. What is null in it is refused, and recorded, by the operation.
 *
 * @param usage has to be the spec's
 * @param description at most 8,192 characters
 * @param tags at most 50; see {@code TagResource}
 * @param policy a key policy document; empty for the default one, which allows everything to the account's root principal
 * @param bypassPolicyLockoutSafetyCheck whether the policy may keep its author from changing it again
 */
public record KeyRequest(
        KeySpec spec,
        KeyUsage usage,
        String description,
        Map<String, String> tags,
        Optional<String> policy,
        boolean bypassPolicyLockoutSafetyCheck) {

    public KeyRequest {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(Objects.requireNonNull(tags, "tags")));
    }

    /** A key that encrypts and decrypts. */
    public static KeyRequest symmetric() {
        return of(KeySpec.SYMMETRIC_DEFAULT);
    }

    /** A key of that spec, for what the spec is for. */
    public static KeyRequest of(KeySpec spec) {
        return new KeyRequest(spec, spec.usage(), "", Map.of(), Optional.empty(), false);
    }

    /** For that use. */
    public KeyRequest usedFor(KeyUsage other) {
        return new KeyRequest(spec, other, description, tags, policy, bypassPolicyLockoutSafetyCheck);
    }

    /** With a description. */
    public KeyRequest describedAs(String text) {
        return new KeyRequest(spec, usage, text, tags, policy, bypassPolicyLockoutSafetyCheck);
    }

    /** With these tags and no others. */
    public KeyRequest taggedWith(Map<String, String> keysAndValues) {
        return new KeyRequest(spec, usage, description, keysAndValues, policy, bypassPolicyLockoutSafetyCheck);
    }

    /** With a key policy, which has to let its author change it again. */
    public KeyRequest withPolicy(String document) {
        return new KeyRequest(spec, usage, description, tags, Optional.of(document), false);
    }

    /** With a key policy that may lock its author out. */
    public KeyRequest withPolicyBypassingLockoutSafetyCheck(String document) {
        return new KeyRequest(spec, usage, description, tags, Optional.of(document), true);
    }
}
