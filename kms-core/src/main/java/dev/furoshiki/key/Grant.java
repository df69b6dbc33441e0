package dev.furoshiki.key;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A permission on one key that was given to one principal (AWS KMS: GrantListEntry). Immutable.
 *
 * @param grantId 64 hexadecimal digits
 * @param keyArn the key that it is on
 * @param name what the request called it; empty when it had no name
 * @param creationDate in milliseconds
 * @param issuer the account under which it was made: its root principal
 * @param grantee who may do it
 * @param retiringPrincipal who may retire the grant, besides the account's root principal
 * @param operations what the grantee may do
 * @param constraint under which encryption contexts
 */
public record Grant(
        String grantId,
        String keyArn,
        String name,
        Instant creationDate,
        Principal issuer,
        Principal grantee,
        Optional<Principal> retiringPrincipal,
        Set<GrantOperation> operations,
        Optional<GrantConstraint> constraint) {

    public Grant {
        operations = Set.copyOf(operations);
    }
}
