package dev.furoshiki.embedded.policy;

import dev.furoshiki.key.Grant;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may do what with one key: its policy and its grants. Immutable. */
public final class KeyAccessRules {

    /** Operations whose requests have an encryption context, which a grant can constrain. */
    private static final Set<KeyAction> WITH_CONTEXT = Set.copyOf(EnumSet.of(
            KeyAction.DECRYPT,
            KeyAction.ENCRYPT,
            KeyAction.GENERATE_DATA_KEY,
            KeyAction.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
            KeyAction.GENERATE_DATA_KEY_PAIR,
            KeyAction.GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT,
            KeyAction.RE_ENCRYPT_FROM,
            KeyAction.RE_ENCRYPT_TO));

    private final KeyPolicy policy;
    private final Map<String, Grant> grants;
    private final Map<String, List<Grant>> byGrantee;

    private KeyAccessRules(KeyPolicy policy, Map<String, Grant> grants) {
        this.policy = policy;
        this.grants = grants;
        this.byGrantee = grants.values().stream()
                .collect(Collectors.groupingBy(grant -> grant.grantee().arn()));
    }

    /** A policy without grants. */
    public static KeyAccessRules of(KeyPolicy policy) {
        return new KeyAccessRules(policy, Map.of());
    }

    /** With another policy. */
    public KeyAccessRules with(KeyPolicy other) {
        return new KeyAccessRules(other, grants);
    }

    /** With these grants besides. */
    public KeyAccessRules with(Collection<Grant> more) {
        Map<String, Grant> all = new LinkedHashMap<>(grants);
        more.forEach(grant -> all.put(grant.grantId(), grant));
        return new KeyAccessRules(policy, all);
    }

    /** Without a grant. */
    public KeyAccessRules without(Grant grant) {
        Map<String, Grant> fewer = new LinkedHashMap<>(grants);
        fewer.remove(grant.grantId());
        return new KeyAccessRules(policy, fewer);
    }

    public KeyPolicy policy() {
        return policy;
    }

    /** By id, in order of creation. */
    public Map<String, Grant> grants() {
        return Collections.unmodifiableMap(grants);
    }

    /** What the policy and, where it says nothing, the grants say. */
    public Decision decide(AccessRequest request) {
        Decision decision = policy.decide(request);
        return decision == Decision.NOT_ALLOWED && granted(request) ? Decision.ALLOWED : decision;
    }

    /** Likewise of CreateGrant: who may make grants by a grant may not give more than that grant has. */
    public Decision decide(AccessRequest request, GrantRequest wanted) {
        Decision decision = policy.decide(request);
        return decision == Decision.NOT_ALLOWED && of(request).stream().anyMatch(grant -> allowsToGive(grant, wanted))
                ? Decision.ALLOWED
                : decision;
    }

    private boolean granted(AccessRequest request) {
        return request.action()
                .granted()
                .map(operation -> of(request).stream().anyMatch(grant -> allows(grant, operation, request)))
                .orElse(false);
    }

    private List<Grant> of(AccessRequest request) {
        return byGrantee.getOrDefault(request.principal().arn(), List.of());
    }

    private static boolean allows(Grant grant, GrantOperation operation, AccessRequest request) {
        return grant.operations().contains(operation)
                && (!WITH_CONTEXT.contains(request.action())
                        || grant.constraint()
                                .map(constraint -> constraint.allows(request.context()))
                                .orElse(true));
    }

    private static boolean allowsToGive(Grant grant, GrantRequest wanted) {
        return grant.operations().contains(GrantOperation.CREATE_GRANT)
                && grant.operations().containsAll(wanted.operations())
                && grant.constraint()
                        .map(mine -> wanted.constraint().map(mine::allowsAllOf).orElse(false))
                        .orElse(true);
    }
}
