package dev.furoshiki.embedded.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What of a request a condition can look at, besides the single pairs of its encryption context. */
public enum ConditionKey {
    /** The names of the encryption context. */
    ENCRYPTION_CONTEXT_KEYS("kms:EncryptionContextKeys", Type.TEXTS),
    /** The alias that the request named the key by. */
    REQUEST_ALIAS("kms:RequestAlias", Type.TEXT),
    /** The aliases that the key has. */
    RESOURCE_ALIASES("kms:ResourceAliases", Type.TEXTS),
    KEY_SPEC("kms:KeySpec", Type.TEXT),
    KEY_USAGE("kms:KeyUsage", Type.TEXT),
    /** The account of the principal that asks. */
    CALLER_ACCOUNT("kms:CallerAccount", Type.TEXT),
    ENCRYPTION_ALGORITHM("kms:EncryptionAlgorithm", Type.TEXT),
    MAC_ALGORITHM("kms:MacAlgorithm", Type.TEXT),
    DATA_KEY_PAIR_SPEC("kms:DataKeyPairSpec", Type.TEXT),
    /** Whether ReEncrypt is from a key to itself. */
    RE_ENCRYPT_ON_SAME_KEY("kms:ReEncryptOnSameKey", Type.TRUTH),
    /** What a grant that is to be made would allow. */
    GRANT_OPERATIONS("kms:GrantOperations", Type.TEXTS),
    /** {@code EncryptionContextEquals} or {@code EncryptionContextSubset} of a grant that is to be made. */
    GRANT_CONSTRAINT_TYPE("kms:GrantConstraintType", Type.TEXT),
    GRANTEE_PRINCIPAL("kms:GranteePrincipal", Type.TEXT),
    RETIRING_PRINCIPAL("kms:RetiringPrincipal", Type.TEXT),
    BYPASS_POLICY_LOCKOUT_SAFETY_CHECK("kms:BypassPolicyLockoutSafetyCheck", Type.TRUTH);

    /** What values a request has for it. */
    enum Type {
        /** At most one text. */
        TEXT,
        /** Any number of texts. */
        TEXTS,
        /** True or false, if it has one. */
        TRUTH
    }

    private final String policyName;
    private final Type type;

    ConditionKey(String policyName, Type type) {
        this.policyName = policyName;
        this.type = type;
    }

    Type type() {
        return type;
    }

    /** Of a policy, where upper and lower case are alike in the names of condition keys. */
    static Optional<ConditionKey> named(String policyName) {
        return Arrays.stream(values())
                .filter(key -> key.policyName.equalsIgnoreCase(policyName))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values())
                .map(key -> key.policyName)
                .sorted(Comparator.comparing(name -> name.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
    }
}
