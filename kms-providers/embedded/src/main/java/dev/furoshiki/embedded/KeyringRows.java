package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.StoredAlias;
import dev.furoshiki.embedded.store.StoredBackingKey;
import dev.furoshiki.embedded.store.StoredKey;
import dev.furoshiki.embedded.store.StoredRows;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Rows of a store to keys and back; every row is verified on the way in. Thread-safe. */
final class KeyringRows {

    private final Path store;
    private final RootKey root;

    KeyringRows(Path store, RootKey root) {
        this.store = store;
        this.root = root;
    }

    /** @throws KeyStoreDamagedException when a row was altered; it names the row */
    Keyring read(KeyOwner owner, StoredRows rows) {
        Map<UUID, Map<Integer, BackingKey>> material = new HashMap<>();
        Keyring keyring = Keyring.of(owner);
        try {
            for (StoredBackingKey row : rows.backingKeys()) {
                material.computeIfAbsent(row.keyId(), id -> new HashMap<>()).put(row.number(), open(row));
            }
            for (StoredKey row : rows.keys()) {
                keyring = keyring.with(key(owner, row, material.getOrDefault(row.keyId(), Map.of())));
            }
            for (StoredAlias row : rows.aliases()) {
                if (!root.isAuthentic(AuthenticatedRow.ofAlias(row.name(), row.keyId()), row.mac())) {
                    throw altered("alias " + row.name());
                }
                keyring = keyring.withAlias(row.name(), row.keyId().toString());
            }
            return keyring;
        } catch (Throwable failed) {
            material.values().forEach(keys -> keys.values().forEach(BackingKey::close));
            throw failed;
        }
    }

    StoredKey row(ManagedKey key) {
        KeyMetadata metadata = key.metadata();
        return new StoredKey(
                key.id(),
                key.position(),
                metadata.state().name(),
                metadata.spec().name(),
                metadata.usage().name(),
                metadata.description(),
                metadata.creationDate().toEpochMilli(),
                key.currentBackingKey(),
                root.mac(AuthenticatedRow.ofKey(metadata, key.position(), key.currentBackingKey())));
    }

    StoredBackingKey row(UUID keyId, BackingKey key) {
        return new StoredBackingKey(keyId, key.number(), root.seal(keyId, key));
    }

    StoredAlias row(String aliasName, ManagedKey target) {
        return new StoredAlias(aliasName, target.id(), root.mac(AuthenticatedRow.ofAlias(aliasName, target.id())));
    }

    /** The MAC over all keys and aliases: so that none is removed, and no older row put back, unnoticed. */
    byte[] contentMac(Keyring keyring) {
        List<byte[]> keys = keyring.keys().stream().map(key -> row(key).mac()).toList();
        List<byte[]> aliases = new ArrayList<>();
        keyring.aliases()
                .forEach(
                        (name, keyId) -> aliases.add(root.mac(AuthenticatedRow.ofAlias(name, UUID.fromString(keyId)))));
        return root.mac(AuthenticatedRow.ofContent().followedBy(keys).followedBy(aliases));
    }

    /** @throws KeyStoreDamagedException when these are not all the keys and aliases that there were, in their last state */
    Keyring requireContent(Keyring keyring, byte[] contentMac) {
        if (!MessageDigest.isEqual(contentMac(keyring), contentMac)) {
            keyring.close();
            throw new KeyStoreDamagedException(
                    "in the key store " + store
                            + " a key or an alias is missing, or an older state of one was put back: "
                            + "restore the store from a backup",
                    null);
        }
        return keyring;
    }

    private BackingKey open(StoredBackingKey row) {
        return root.open(row.keyId(), row.number(), row.sealed())
                .orElseThrow(() -> altered("backing key " + row.number() + " of key " + row.keyId()));
    }

    private ManagedKey key(KeyOwner owner, StoredKey row, Map<Integer, BackingKey> material) {
        KeyMetadata metadata = metadata(owner, row);
        if (!root.isAuthentic(AuthenticatedRow.ofKey(metadata, row.position(), row.currentBackingKey()), row.mac())) {
            throw altered("key " + row.keyId());
        }
        if (!material.containsKey(row.currentBackingKey())) {
            throw altered("key " + row.keyId() + " lacks its backing key " + row.currentBackingKey() + ", and");
        }
        return new ManagedKey(metadata, row.position(), material, row.currentBackingKey());
    }

    private KeyMetadata metadata(KeyOwner owner, StoredKey row) {
        String keyId = row.keyId().toString();
        try {
            return new KeyMetadata(
                    keyId,
                    owner.arnOf(keyId),
                    KeyState.valueOf(row.state()),
                    KeySpec.valueOf(row.spec()),
                    KeyUsage.valueOf(row.usage()),
                    row.description(),
                    Instant.ofEpochMilli(row.creationMillis()));
        } catch (IllegalArgumentException unknownName) {
            throw altered("key " + keyId);
        }
    }

    private KeyStoreDamagedException altered(String row) {
        return new KeyStoreDamagedException(
                "in the key store " + store + " the row of " + row
                        + " was altered or damaged: restore the store from a backup",
                null);
    }
}
