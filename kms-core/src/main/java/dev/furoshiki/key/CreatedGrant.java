package dev.furoshiki.key;

/**
 * What CreateGrant answers. Immutable.
 *
 * @param grantId names the grant: RevokeGrant, RetireGrant
 * @param grantToken names it too; it proves nothing and is no secret
 */
public record CreatedGrant(String grantId, String grantToken) {}
