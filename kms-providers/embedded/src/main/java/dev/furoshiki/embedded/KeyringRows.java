package dev.furoshiki.embedded;

import dev.furoshiki.embedded.KeyRecords.Item;
import dev.furoshiki.embedded.KeyRecords.Kind;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.policy.KeyAccessRules;
import dev.furoshiki.embedded.policy.KeyPolicy;
import dev.furoshiki.embedded.store.StoredAlias;
import dev.furoshiki.embedded.store.StoredBackingKey;
import dev.furoshiki.embedded.store.StoredKey;
import dev.furoshiki.embedded.store.StoredRecord;
import dev.furoshiki.embedded.store.StoredRows;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rows of a store to keys and back; every row is verified on the way in. Used by the store's thread. */
final class KeyringRows {

    private final StoreLocation store;
    private final RootKey root;
    private final KeyPolicy defaultPolicy;
    private final KeyRecords records;

    KeyringRows(StoreLocation store, RootKey root, KeyOwner owner) {
        this.store = store;
        this.root = root;
        this.defaultPolicy = KeyPolicy.ofRoot(owner.root());
        this.records = new KeyRecords(owner.partition(), defaultPolicy);
    }

    /** @throws KeyStoreDamagedException when a row was altered; it names the row */
    Keyring read(KeyOwner owner, StoredRows rows) {
        Map<UUID, Map<Integer, BackingKey>> material = new HashMap<>();
        try {
            Set<UUID> ids = rows.keys().stream().map(StoredKey::keyId).collect(Collectors.toSet());
            for (StoredBackingKey row : rows.backingKeys()) {
                Map<Integer, BackingKey> numbers = material.computeIfAbsent(row.keyId(), id -> new HashMap<>());
                if (!ids.contains(row.keyId()) || numbers.containsKey(row.number())) {
                    throw altered("backing key " + row.number() + " of key " + row.keyId());
                }
                numbers.put(row.number(), open(row));
            }
            Map<UUID, List<Item>> items = new HashMap<>();
            for (StoredRecord row : rows.records()) {
                items.computeIfAbsent(row.keyId(), id -> new ArrayList<>()).add(item(row));
            }
            List<ManagedKey> keys = new ArrayList<>();
            for (StoredKey row : rows.keys()) {
                if (!ids.remove(row.keyId())) {
                    throw altered("key " + row.keyId() + " is there twice, and one");
                }
                keys.add(key(
                        owner,
                        row,
                        material.getOrDefault(row.keyId(), Map.of()),
                        items.getOrDefault(row.keyId(), List.of())));
            }
            records.keepPoliciesOf(keys);
            return Keyring.of(owner, defaultPolicy, keys, aliases(rows));
        } catch (Throwable failed) {
            material.values().forEach(keys -> keys.values().forEach(BackingKey::close));
            throw failed;
        }
    }

    /** All of them, as they lie in a store. */
    StoredRows rows(Keyring keyring) {
        List<StoredKey> keys = new ArrayList<>();
        List<StoredBackingKey> material = new ArrayList<>();
        List<StoredRecord> items = new ArrayList<>();
        for (ManagedKey key : keyring.keys()) {
            keys.add(row(key));
            key.backingKeys().values().forEach(number -> material.add(row(key.id(), number)));
            items.addAll(records(key));
        }
        List<StoredAlias> aliases = new ArrayList<>();
        keyring.aliases().forEach((name, keyId) -> {
            UUID id = UUID.fromString(keyId);
            aliases.add(new StoredAlias(name, id, mac(name, id)));
        });
        return new StoredRows(keys, material, aliases, items);
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
        return new StoredAlias(aliasName, target.id(), mac(aliasName, target.id()));
    }

    /** Sorted by kind and name. */
    List<StoredRecord> records(ManagedKey key) {
        return records.of(key).stream()
                .sorted(Comparator.comparing(Item::place))
                .map(item -> new StoredRecord(
                        key.id(), item.kind().name(), item.name(), item.content(), mac(key.id(), item)))
                .toList();
    }

    /**
     * The MAC of a key with all its records and material: so that none of them is removed, and no older one put back,
     * unnoticed, nor material of a change that did not happen.
     */
    byte[] entryMac(ManagedKey key) {
        List<byte[]> material = key.backingKeys().values().stream()
                .sorted(Comparator.comparingInt(BackingKey::number))
                .map(number -> root.materialMac(key.id(), number))
                .toList();
        return root.mac(entry(key).followedBy(material));
    }

    /** As before version 4: without the material. */
    byte[] olderEntryMac(ManagedKey key) {
        return root.mac(entry(key));
    }

    private AuthenticatedRow entry(ManagedKey key) {
        List<byte[]> macs = records(key).stream().map(StoredRecord::mac).toList();
        return AuthenticatedRow.ofEntry(row(key).mac()).followedBy(macs);
    }

    byte[] mac(String aliasName, UUID keyId) {
        return root.mac(AuthenticatedRow.ofAlias(aliasName, keyId));
    }

    private byte[] mac(UUID keyId, Item item) {
        return root.mac(AuthenticatedRow.ofRecord(keyId, item.kind().name(), item.name(), item.content()));
    }

    private Item item(StoredRecord row) {
        AuthenticatedRow authenticated = AuthenticatedRow.ofRecord(row.keyId(), row.kind(), row.name(), row.content());
        if (!root.isAuthentic(authenticated, row.mac())) {
            throw altered(row.kind() + " " + row.name() + " of key " + row.keyId());
        }
        try {
            return new Item(Kind.valueOf(row.kind()), row.name(), row.content());
        } catch (IllegalArgumentException unknownKind) {
            throw altered(row.kind() + " of key " + row.keyId());
        }
    }

    private SortedMap<String, String> aliases(StoredRows rows) {
        SortedMap<String, String> aliases = new TreeMap<>();
        for (StoredAlias row : rows.aliases()) {
            if (!root.isAuthentic(AuthenticatedRow.ofAlias(row.name(), row.keyId()), row.mac())) {
                throw altered("alias " + row.name());
            }
            aliases.put(row.name(), row.keyId().toString());
        }
        return aliases;
    }

    private BackingKey open(StoredBackingKey row) {
        return root.open(row.keyId(), row.number(), row.sealed())
                .orElseThrow(() -> altered("backing key " + row.number() + " of key " + row.keyId()));
    }

    private ManagedKey key(KeyOwner owner, StoredKey row, Map<Integer, BackingKey> material, List<Item> items) {
        KeyMetadata metadata = metadata(owner, row);
        if (!root.isAuthentic(AuthenticatedRow.ofKey(metadata, row.position(), row.currentBackingKey()), row.mac())) {
            throw altered("key " + row.keyId());
        }
        for (int number = 1; number <= row.currentBackingKey(); number++) {
            if (!material.containsKey(number)) {
                throw altered("key " + row.keyId() + " lacks its backing key " + number + ", and");
            }
        }
        ManagedKey bare = new ManagedKey(
                metadata,
                row.position(),
                material,
                row.currentBackingKey(),
                new TreeMap<>(),
                KeyAccessRules.of(defaultPolicy),
                List.of(),
                Optional.empty());
        try {
            return records.read(bare, items);
        } catch (RuntimeException unreadable) {
            throw new KeyStoreDamagedException(
                    "in the key store " + store + " what is recorded of key " + row.keyId()
                            + " cannot be read: open it with the version of the program that wrote it last",
                    unreadable);
        }
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
