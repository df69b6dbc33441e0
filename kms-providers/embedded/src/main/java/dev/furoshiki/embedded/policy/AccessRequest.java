package dev.furoshiki.embedded.policy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a policy or a grant is asked: who wants to do what with a key, and what conditions can look at. Immutable.
 *
 * @param context of the request; empty where the operation has none
 * @param resourceAliases of the key; asked for only when a condition looks at them
 * @param values what else the request has, by condition key; keys without a value are absent
 */
public record AccessRequest(
        Principal principal,
        KeyAction action,
        EncryptionContext context,
        Supplier<List<String>> resourceAliases,
        Map<ConditionKey, List<String>> values) {

    /** What the request has for a condition key; none means that the key is absent. */
    List<String> values(ConditionKey key) {
        return switch (key) {
            case ENCRYPTION_CONTEXT_KEYS -> List.copyOf(context.toMap().keySet());
            case RESOURCE_ALIASES -> resourceAliases.get();
            case CALLER_ACCOUNT -> List.of(principal.account());
            default -> values.getOrDefault(key, List.of());
        };
    }

    /** The value of a pair of the encryption context. */
    List<String> contextValue(String name) {
        return Optional.ofNullable(context.toMap().get(name)).map(List::of).orElse(List.of());
    }
}
