package dev.furoshiki.embedded;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.security.MessageDigest;
import java.util.UUID;

/** From a store's header and the secret that it was made with to the store's root key. Stateless. */
final class StoreUnlocking {

    private StoreUnlocking() {}

    /** The header of a new store. */
    static StoreHeader newHeader(StoreOptions options, RootSecret secret) {
        UUID storeId = UUID.randomUUID();
        try (RootSecret.Made made = secret.make(name(options.store()), bound(storeId), options.cost());
                RootKey root = new RootKey(made.root(), storeId)) {
            KeyOwner owner = options.owner();
            return header(storeId, owner, root, made.stored(), emptyContentMac(options.store(), root, owner), 0);
        }
    }

    /** The header of a store of the newest version under that root key, whose history begins with it. */
    static StoreHeader header(
            UUID storeId, KeyOwner owner, RootKey root, StoredRootKey stored, byte[] contentMac, long changeNumber) {
        return new StoreHeader(
                storeId,
                owner.partition(),
                owner.region(),
                owner.account(),
                root.mac(owner(owner)),
                stored.kind().name(),
                stored.salt(),
                stored.memoryKib(),
                stored.iterations(),
                stored.lanes(),
                root.verifier(),
                stored.sealed(),
                contentMac,
                StoreHeader.beginning(),
                changeNumber,
                SchemaVersions.NEWEST);
    }

    private static byte[] emptyContentMac(StoreLocation store, RootKey root, KeyOwner owner) {
        return new ContentMac(store, root, new KeyringRows(store, root, owner)).of(Keyring.of(owner), 0);
    }

    /**
     * The root key, if it is the store's.
     *
     * @throws IncorrectRootKeyException when the source is another than the one that the root key is from
     */
    static RootKey unlock(StoreLocation store, StoreHeader header, RootKeySource source, RootSecret secret) {
        StoredRootKey stored = StoredRootKey.of(name(store), header);
        if (stored.kind() != source.kind()) {
            throw new IncorrectRootKeyException("the key store " + store + " was created with a " + stored.kind()
                    + ", not with a " + source + ": name that one");
        }
        try (SecretBytes bytes = secret.open(name(store), bound(header.storeId()), stored)) {
            RootKey root = new RootKey(bytes, header.storeId());
            if (!root.isVerifiedBy(header.verifier())) {
                root.close();
                throw new IncorrectRootKeyException(
                        "wrong " + source + " for the key store " + store + ": give the one that it was created with");
            }
            return root;
        }
    }

    /** What messages call a store. */
    static String name(StoreLocation store) {
        return "key store " + store;
    }

    /** What a key service binds a store's root key to. */
    static EncryptionContext bound(UUID storeId) {
        return EncryptionContext.of("furoshiki:store", storeId.toString());
    }

    /**
     * Whether what the root key was unlocked by is what it is unlocked by now.
     *
     * @throws IncorrectRootKeyException when another process has given the store another root key, or put another in its place
     */
    static void requireSame(StoreLocation store, StoreHeader unlocked, StoreHeader now) {
        if (!unlocked.storeId().equals(now.storeId())
                || !MessageDigest.isEqual(unlocked.verifier(), now.verifier())
                || !StoredRootKey.of(name(store), unlocked).isSameAs(StoredRootKey.of(name(store), now))) {
            throw changedElsewhere(store);
        }
    }

    /** Of a store of which this process has the root key of before. */
    static IncorrectRootKeyException changedElsewhere(StoreLocation store) {
        return new IncorrectRootKeyException("the root key of the key store " + store
                + " was changed elsewhere: close the store, and open it again with the root key that it has now");
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
        throw new KeyStoreDamagedException(
                "the header of the key store " + store + " was altered: restore the store from a backup", null);
    }

    private static AuthenticatedRow owner(KeyOwner owner) {
        return AuthenticatedRow.ofOwner(owner.partition(), owner.region(), owner.account());
    }
}
