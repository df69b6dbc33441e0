package dev.furoshiki.embedded.lifecycle;

import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.InvalidKeyUsageException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import dev.furoshiki.key.KmsException.UnsupportedOperationException;
import java.util.EnumSet;
import java.util.Set;

/** What can be done with a key, and the states in which it can (AWS KMS: key states of AWS KMS keys). */
public enum KeyUse {
    /** GenerateDataKey and its relatives, Encrypt, Decrypt, ReEncrypt. */
    ENCRYPTION(EnumSet.of(KeyState.ENABLED)),
    /** GenerateMac, VerifyMac. */
    MAC(EnumSet.of(KeyState.ENABLED)),
    /** EnableKeyRotation, DisableKeyRotation, RotateKeyOnDemand. */
    ROTATION(EnumSet.of(KeyState.ENABLED)),
    /** CreateGrant. */
    GRANTING(EnumSet.of(KeyState.ENABLED)),
    /** EnableKey, DisableKey. */
    ENABLING(EnumSet.of(KeyState.ENABLED, KeyState.DISABLED)),
    /** CreateAlias, UpdateAlias, TagResource, UntagResource, UpdateKeyDescription. */
    NAMING(EnumSet.of(KeyState.ENABLED, KeyState.DISABLED, KeyState.PENDING_IMPORT)),
    /** ScheduleKeyDeletion. */
    DELETION(EnumSet.of(KeyState.ENABLED, KeyState.DISABLED, KeyState.PENDING_IMPORT)),
    /** CancelKeyDeletion. */
    CANCELLATION(EnumSet.of(KeyState.PENDING_DELETION)),
    /** DescribeKey, DeleteAlias, PutKeyPolicy, RevokeGrant, RetireGrant, and what gets and lists. */
    READING(EnumSet.allOf(KeyState.class));

    @SuppressWarnings("ImmutableEnumChecker") // nobody but this class holds the set, and it only asks
    private final Set<KeyState> allowed;

    KeyUse(Set<KeyState> allowed) {
        this.allowed = allowed;
    }

    /**
     * Checks state, then usage.
     *
     * @throws DisabledException when what needs an enabled key is asked of a disabled one
     * @throws KmsInvalidStateException when another state forbids it
     * @throws InvalidKeyUsageException when the key is not for this
     * @throws UnsupportedOperationException when keys of its spec are not rotated
     */
    public void require(KeyMetadata key) {
        if (!allowed.contains(key.state())) {
            if (key.state() == KeyState.DISABLED && allowed.contains(KeyState.ENABLED)) {
                throw new DisabledException(
                        "the key " + key.arn() + " is disabled: enable it (EnableKey), or name another key");
            }
            throw new KmsInvalidStateException("the key " + key.arn() + " is " + key.state()
                    + ", which does not allow this: bring it into another state, or name another key");
        }
        switch (this) {
            case ENCRYPTION -> requireUsage(key, KeyUsage.ENCRYPT_DECRYPT, "encryption");
            case MAC -> requireUsage(key, KeyUsage.GENERATE_VERIFY_MAC, "MACs");
            case ROTATION -> requireRotatable(key);
            default -> {
                // Any usage will do.
            }
        }
    }

    private static void requireUsage(KeyMetadata key, KeyUsage usage, String purpose) {
        if (key.usage() != usage) {
            throw new InvalidKeyUsageException("the key " + key.arn() + " is for " + key.usage() + ", not for "
                    + purpose + ": name a key whose usage is " + usage);
        }
    }

    private static void requireRotatable(KeyMetadata key) {
        if (key.spec() != KeySpec.SYMMETRIC_DEFAULT) {
            throw new UnsupportedOperationException("the key " + key.arn() + " is " + key.spec()
                    + ", and only SYMMETRIC_DEFAULT keys are rotated: make a new key, and point the alias at it");
        }
    }
}
