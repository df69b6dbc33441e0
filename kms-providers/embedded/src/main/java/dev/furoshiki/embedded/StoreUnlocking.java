package dev.furoshiki.embedded;

import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.RootKeySource.Kind;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.UUID;

/** From a store's header and a passphrase or key file to the store's root key. Stateless. */
final class StoreUnlocking {

    private static final int SALT_BYTES = 16;

    private StoreUnlocking() {}

    /** The header of a new store. */
    static StoreHeader newHeader(StoreOptions options, SecretBytes secret) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        UUID storeId = UUID.randomUUID();
        Kind kind = options.rootKey().kind();
        try (RootKey root = rootKey(options.store(), kind, options.cost(), salt, storeId, secret)) {
            KeyOwner owner = options.owner();
            return new StoreHeader(
                    storeId,
                    owner.partition(),
                    owner.region(),
                    owner.account(),
                    root.mac(owner(owner)),
                    kind.name(),
                    salt,
                    options.cost().memoryKib(),
                    options.cost().iterations(),
                    options.cost().parallelism(),
                    root.verifier(),
                    null,
                    emptyContentMac(options.store(), root, owner),
                    0,
                    SchemaVersions.NEWEST);
        }
    }

    private static byte[] emptyContentMac(StoreLocation store, RootKey root, KeyOwner owner) {
        return new ContentMac(store, root, new KeyringRows(store, root, owner)).of(Keyring.of(owner), 0);
    }

    /**
     * The root key, if it is the store's.
     *
     * @throws IncorrectRootKeyException when passphrase or key file is another than at creation
     */
    static RootKey unlock(StoreLocation store, StoreHeader header, RootKeySource source, SecretBytes secret) {
        if (!header.rootKey().equals(source.kind().name())) {
            throw new IncorrectRootKeyException("the key store " + store + " was created with a "
                    + (source.kind() == Kind.PASSPHRASE ? "key file" : "passphrase") + ", not with a " + source
                    + ": name that one");
        }
        RootKey root =
                rootKey(store, source.kind(), cost(store, header), header.argon2Salt(), header.storeId(), secret);
        if (!root.isVerifiedBy(header.verifier())) {
            root.close();
            throw new IncorrectRootKeyException(
                    "wrong " + source + " for the key store " + store + ": give the one that it was created with");
        }
        return root;
    }

    /**
     * Whether what the root key was unlocked by is what it is unlocked by now.
     *
     * @throws KmsInternalException when another process has given the store another root key, or put another in its place
     */
    static void requireSame(StoreLocation store, StoreHeader unlocked, StoreHeader now) {
        if (!unlocked.storeId().equals(now.storeId()) || !MessageDigest.isEqual(unlocked.verifier(), now.verifier())) {
            throw new KmsInternalException(
                    "the key store " + store + " was given another root key while it was opened: open it again", null);
        }
    }

    static KeyOwner owner(StoreLocation store, StoreHeader header, RootKey root) {
        try {
            KeyOwner owner = new KeyOwner(header.partition(), header.region(), header.account());
            if (root.isAuthentic(owner(owner), header.ownerMac())) {
                return owner;
            }
        } catch (IllegalArgumentException impossible) {
            // No ARN can be made of it: damaged as well.
        }
        throw altered(store);
    }

    private static RootKey rootKey(
            StoreLocation store, Kind kind, Argon2id cost, byte[] salt, UUID storeId, SecretBytes secret) {
        if (kind == Kind.KEY_FILE) {
            return new RootKey(secret, storeId);
        }
        try (SecretBytes root = secret.read(passphrase -> cost.derive(passphrase, salt))) {
            return new RootKey(root, storeId);
        } catch (IllegalStateException tooLittleMemory) {
            throw new RootKeyUnavailableException(
                    "the root key of the key store " + store + " cannot be derived: " + tooLittleMemory.getMessage(),
                    tooLittleMemory);
        }
    }

    private static Argon2id cost(StoreLocation store, StoreHeader header) {
        try {
            if (header.argon2Salt().length >= Argon2id.LEAST_SALT_BYTES) {
                return new Argon2id(header.argon2MemoryKib(), header.argon2Iterations(), header.argon2Lanes());
            }
        } catch (IllegalArgumentException outOfRange) {
            // Damaged as well.
        }
        throw altered(store);
    }

    private static KeyStoreDamagedException altered(StoreLocation store) {
        return new KeyStoreDamagedException(
                "the header of the key store " + store + " was altered: restore the store from a backup", null);
    }

    private static AuthenticatedRow owner(KeyOwner owner) {
        return AuthenticatedRow.ofOwner(owner.partition(), owner.region(), owner.account());
    }
}
