package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoredChange;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The MAC over everything in a store, and how it came to be so: so that nothing is removed, and nothing older put back,
 * unnoticed. Used by the store's thread.
 *
 * <p>What lies in the store has a digest, and each change a MAC over it and the MAC before. The digest covers the MACs of all
 * keys, and a change is of one: those of the others are kept.
 */
final class ContentMac {

    private final StoreLocation store;
    private final RootKey root;
    private final KeyringRows rows;
    private Map<String, Entry> entries = Map.of();
    private Map<String, AliasMac> aliases = Map.of();
    private Object keptUnder;

    ContentMac(StoreLocation store, RootKey root, KeyringRows rows) {
        this.store = store;
        this.root = root;
        this.rows = rows;
        this.keptUnder = root.identity();
    }

    /** Of a store whose history begins here, after so many changes. */
    byte[] of(Keyring keyring, long changeNumber) {
        return chained(new StoredChange(changeNumber, digest(keyring, changeNumber)), StoreHeader.beginning());
    }

    /** Of a state that follows the one of that MAC. */
    byte[] chained(StoredChange change, byte[] previousMac) {
        return root.mac(AuthenticatedRow.ofChange(change.number(), change.digest(), previousMac));
    }

    /** Of what lies in a store of the newest version, after so many changes. */
    @SuppressWarnings("ReferenceEquality") // a changed key is another object, and comparing its parts would cost more
    byte[] digest(Keyring keyring, long changeNumber) {
        forgetOthers();
        Map<String, Entry> kept = new HashMap<>();
        List<byte[]> entryMacs = new ArrayList<>();
        for (ManagedKey key : keyring.keys()) {
            Entry before = entries.get(key.metadata().keyId());
            Entry entry = before != null && before.key == key ? before : new Entry(key, rows.entryMac(key));
            kept.put(key.metadata().keyId(), entry);
            entryMacs.add(entry.mac);
        }
        entries = kept;
        return root.mac(AuthenticatedRow.ofContent(SchemaVersions.NEWEST, changeNumber)
                .followedBy(entryMacs)
                .followedBy(aliasMacs(keyring)));
    }

    /**
     * Whether these are all the keys and aliases that the header speaks of, in their last state.
     *
     * @throws KeyStoreDamagedException when they are not; the keyring is closed then
     */
    Keyring require(Keyring keyring, StoreHeader header) {
        byte[] expected = switch (header.schemaVersion()) {
            case 1 -> ofVersion1(keyring);
            case 2, 3 -> ofVersion2(keyring, header.schemaVersion());
            default ->
                chained(
                        new StoredChange(header.changeNumber(), digest(keyring, header.changeNumber())),
                        header.previousMac());
        };
        if (!MessageDigest.isEqual(expected, header.contentMac())) {
            keyring.close();
            throw new KeyStoreDamagedException(
                    "in the key store " + store
                            + " a key, an alias or something of a key is missing, or an older state of one was put back: "
                            + "restore the store from a backup",
                    null);
        }
        return keyring;
    }

    /** The MAC of one key with all that it has. */
    @SuppressWarnings("ReferenceEquality") // as above
    byte[] of(ManagedKey key) {
        forgetOthers();
        Entry kept = entries.get(key.metadata().keyId());
        return kept != null && kept.key == key ? kept.mac : rows.entryMac(key);
    }

    /** Keys of the same entries took the place of those. */
    void rebind(Keyring keyring) {
        Map<String, Entry> rebound = new HashMap<>();
        entries.forEach((keyId, entry) ->
                keyring.key(keyId).ifPresent(key -> rebound.put(keyId, new Entry(key, entry.mac))));
        entries = rebound;
    }

    /** What was computed under another root key. */
    @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
    private void forgetOthers() {
        Object identity = root.identity();
        if (keptUnder != identity) {
            entries = Map.of();
            aliases = Map.of();
            keptUnder = identity;
        }
    }

    private byte[] ofVersion2(Keyring keyring, int schemaVersion) {
        List<byte[]> keys = keyring.keys().stream().map(rows::olderEntryMac).toList();
        return root.mac(
                AuthenticatedRow.ofContent(schemaVersion).followedBy(keys).followedBy(aliasMacs(keyring)));
    }

    private byte[] ofVersion1(Keyring keyring) {
        List<byte[]> keys =
                keyring.keys().stream().map(key -> rows.row(key).mac()).toList();
        return root.mac(AuthenticatedRow.ofContent().followedBy(keys).followedBy(aliasMacs(keyring)));
    }

    private List<byte[]> aliasMacs(Keyring keyring) {
        Map<String, AliasMac> kept = new HashMap<>();
        List<byte[]> macs = new ArrayList<>();
        keyring.aliases().forEach((name, keyId) -> {
            AliasMac before = aliases.get(name);
            AliasMac alias = before != null && before.keyId.equals(keyId)
                    ? before
                    : new AliasMac(keyId, rows.mac(name, UUID.fromString(keyId)));
            kept.put(name, alias);
            macs.add(alias.mac);
        });
        aliases = kept;
        return macs;
    }

    /** @param key which one it is of: a changed key is another object */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
    private record Entry(ManagedKey key, byte[] mac) {}

    @SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
    private record AliasMac(String keyId, byte[] mac) {}
}
