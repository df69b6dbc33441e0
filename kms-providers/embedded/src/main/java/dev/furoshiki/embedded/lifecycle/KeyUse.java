package dev.furoshiki.embedded.lifecycle;

import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.InvalidKeyUsageException;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import java.util.EnumSet;
import java.util.Set;

/** What can be done with a key, and the states in which it can (AWS KMS: key states of AWS KMS keys). */
public enum KeyUse {
    /** GenerateDataKey, Encrypt, Decrypt. */
    CRYPTOGRAPHY(EnumSet.of(KeyState.ENABLED)),
    /** EnableKey, DisableKey. */
    ENABLING(EnumSet.of(KeyState.ENABLED, KeyState.DISABLED)),
    /** CreateAlias, UpdateAlias. */
    NAMING(EnumSet.of(KeyState.ENABLED, KeyState.DISABLED, KeyState.PENDING_IMPORT)),
    /** DescribeKey, ListKeys, ListAliases, DeleteAlias. */
    READING(EnumSet.allOf(KeyState.class));

    @SuppressWarnings("ImmutableEnumChecker") // nobody but this class holds the set, and it only asks
    private final Set<KeyState> allowed;

    KeyUse(Set<KeyState> allowed) {
        this.allowed = allowed;
    }

    /**
     * Checks state, then usage.
     *
     * @throws DisabledException when a disabled key is to encrypt or decrypt
     * @throws KmsInvalidStateException when another state forbids it
     * @throws InvalidKeyUsageException when the key is not for encryption
     */
    public void require(KeyMetadata key) {
        if (!allowed.contains(key.state())) {
            if (key.state() == KeyState.DISABLED) {
                throw new DisabledException(
                        "the key " + key.arn() + " is disabled: enable it (EnableKey), or name another key");
            }
            throw new KmsInvalidStateException("the key " + key.arn() + " is " + key.state()
                    + ", which does not allow this: bring it into another state, or name another key");
        }
        if (this == CRYPTOGRAPHY && key.usage() != KeyUsage.ENCRYPT_DECRYPT) {
            throw new InvalidKeyUsageException("the key " + key.arn() + " is for " + key.usage()
                    + ", not for encryption: name a key whose usage is ENCRYPT_DECRYPT");
        }
    }
}
