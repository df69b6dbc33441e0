package dev.furoshiki.key;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What CreateGrant is asked with. Immutable. What is null in it is refused, and recorded, by the operation.
 *
 * @param keyId a key id or key ARN
 * @param name so that a request that is sent again makes no second grant; empty for none; at most 256 letters, digits and
 *     {@code : / _ -}
 * @param operations at least one
 */
public record GrantRequest(
        String keyId,
        String name,
        Principal grantee,
        Optional<Principal> retiringPrincipal,
        Set<GrantOperation> operations,
        Optional<GrantConstraint> constraint) {

    public GrantRequest {
        operations = Set.copyOf(Objects.requireNonNull(operations, "operations"));
    }

    /** Allows the grantee these operations with the key. */
    public static GrantRequest of(String keyId, Principal grantee, GrantOperation first, GrantOperation... more) {
        return new GrantRequest(keyId, "", grantee, Optional.empty(), EnumSet.of(first, more), Optional.empty());
    }

    /** With a name. */
    public GrantRequest named(String grantName) {
        return new GrantRequest(keyId, grantName, grantee, retiringPrincipal, operations, constraint);
    }

    /** With somebody who may retire the grant. */
    public GrantRequest retirableBy(Principal principal) {
        return new GrantRequest(keyId, name, grantee, Optional.of(principal), operations, constraint);
    }

    /** Under such encryption contexts only. */
    public GrantRequest under(GrantConstraint contexts) {
        return new GrantRequest(keyId, name, grantee, retiringPrincipal, operations, Optional.of(contexts));
    }
}
