package dev.furoshiki.kms;

import dev.furoshiki.key.CreatedGrant;
import dev.furoshiki.key.Grant;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.Principal;
import java.util.List;

/**
 * Who may do what with a key: key policies and grants, with AWS KMS's operations, limits and exceptions ({@link
 * dev.furoshiki.key.KmsException}). What is changed here holds when the call returns. Thread-safe.
 *
 * <p>Nobody may use a key unless its policy or a grant allows it; what the policy denies, no grant allows. Keys are named by
 * key id or key ARN.
 */
public interface KeyAccess {

    /** GetKeyPolicy: the document as it was put. */
    String getKeyPolicy(String keyId);

    /**
     * PutKeyPolicy.
     *
     * @param policy at most 32 KiB of JSON
     * @throws dev.furoshiki.key.KmsException.MalformedPolicyDocumentException when it says what is not understood, or would
     *     not let the caller change it again
     */
    default void putKeyPolicy(String keyId, String policy) {
        putKeyPolicy(keyId, policy, false);
    }

    /**
     * PutKeyPolicy, perhaps with one that keeps its author from changing it again.
     *
     * @param bypassPolicyLockoutSafetyCheck whether it may
     */
    void putKeyPolicy(String keyId, String policy, boolean bypassPolicyLockoutSafetyCheck);

    /** ListKeyPolicies: a key has one, {@code default}. */
    List<String> listKeyPolicies(String keyId);

    /**
     * CreateGrant. The same request under the same name makes no second grant.
     *
     * @throws dev.furoshiki.key.KmsException.LimitExceededException when the key has 50,000
     */
    CreatedGrant createGrant(GrantRequest request);

    /** ListGrants: those of a key, in order of creation. */
    List<Grant> listGrants(String keyId);

    /** ListRetirableGrants: those that name the principal as the one who may retire them. */
    List<Grant> listRetirableGrants(Principal retiringPrincipal);

    /**
     * RetireGrant, by whom it is retirable: its retiring principal, a grantee that was granted RetireGrant, the account's root.
     *
     * @throws dev.furoshiki.key.KmsException.NotFoundException when the key has no such grant
     * @throws dev.furoshiki.key.KmsException.InvalidGrantIdException when that is no grant's id
     */
    void retireGrant(String keyId, String grantId);

    /**
     * RetireGrant, by token.
     *
     * @throws dev.furoshiki.key.KmsException.InvalidGrantTokenException when it is none of this key service
     */
    void retireGrant(String grantToken);

    /**
     * RevokeGrant: takes the permission away.
     *
     * @throws dev.furoshiki.key.KmsException.NotFoundException when the key has no such grant
     * @throws dev.furoshiki.key.KmsException.InvalidGrantIdException when that is no grant's id
     */
    void revokeGrant(String keyId, String grantId);
}
