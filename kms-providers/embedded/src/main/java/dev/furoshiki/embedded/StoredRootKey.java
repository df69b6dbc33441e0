package dev.furoshiki.embedded;

import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.embedded.RootKeySource.Kind;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.format.EncryptedDataKeyV1;
import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a root key: enough to have it again with the secret.
 *
 * @param sealed by a key service; null of the other kinds
 */
@SuppressWarnings("ArrayRecordComponent") // made, read and dropped; nobody compares or prints it
record StoredRootKey(Kind kind, byte[] salt, int memoryKib, int iterations, int lanes, byte @Nullable [] sealed) {

    static StoredRootKey of(Kind kind, byte[] salt, Argon2id cost, byte @Nullable [] sealed) {
        return new StoredRootKey(kind, salt, cost.memoryKib(), cost.iterations(), cost.parallelism(), sealed);
    }

    static StoredRootKey of(String what, StoreHeader header) {
        try {
            return new StoredRootKey(
                    Kind.valueOf(header.rootKey()),
                    header.argon2Salt(),
                    header.argon2MemoryKib(),
                    header.argon2Iterations(),
                    header.argon2Lanes(),
                    header.sealedRootKey());
        } catch (IllegalArgumentException unknownKind) {
            throw altered(what);
        }
    }

    /** @throws KeyStoreDamagedException when what is stored is out of bounds */
    Argon2id cost(String what) {
        try {
            if (salt.length >= Argon2id.LEAST_SALT_BYTES) {
                return new Argon2id(memoryKib, iterations, lanes);
            }
        } catch (IllegalArgumentException outOfRange) {
            // Damaged as well.
        }
        throw altered(what);
    }

    /**
     * What the next passphrase costs: at least that, and no less than this one, which unlocking with it has proved. Nothing
     * authenticates what stands beside a root key of another kind.
     */
    Argon2id costOfNext(String what, Argon2id least) {
        if (kind != Kind.PASSPHRASE) {
            return least;
        }
        Argon2id proven = cost(what);
        return new Argon2id(
                Math.max(proven.memoryKib(), least.memoryKib()),
                Math.max(proven.iterations(), least.iterations()),
                Math.max(proven.parallelism(), least.parallelism()));
    }

    /** Of the key that sealed it, if one did. */
    Optional<String> sealingKeyArn() {
        if (kind != Kind.KEY_SERVICE || sealed == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EncryptedDataKeyV1.parse(sealed).keyArn());
        } catch (MalformedCiphertextException altered) {
            return Optional.empty();
        }
    }

    /** Whether both are had again in the same way. */
    boolean isSameAs(StoredRootKey other) {
        return kind == other.kind
                && Arrays.equals(salt, other.salt)
                && memoryKib == other.memoryKib
                && iterations == other.iterations
                && lanes == other.lanes
                && Arrays.equals(sealed, other.sealed);
    }

    private static KeyStoreDamagedException altered(String what) {
        return new KeyStoreDamagedException(
                "the header of the " + what + " was altered: restore the store from a backup", null);
    }
}
