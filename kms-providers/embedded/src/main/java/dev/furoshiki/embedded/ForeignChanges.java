package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoreUpdate;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Takes over what other processes have changed in a store. Used by the store's thread. */
final class ForeignChanges {

    private final StoreLocation store;
    private final UUID storeId;
    private final RootKey root;
    private final KeyringRows rows;
    private final ContentMac contentMac;
    private final KnownKeys known;
    private final ChangeChain chain;
    private final KeyChangeListeners listeners;

    ForeignChanges(
            StoreLocation store,
            UUID storeId,
            RootKey root,
            KeyringRows rows,
            ContentMac contentMac,
            KnownKeys known,
            KeyChangeListeners listeners) {
        this.store = store;
        this.storeId = storeId;
        this.root = root;
        this.rows = rows;
        this.contentMac = contentMac;
        this.known = known;
        this.listeners = listeners;
        this.chain = new ChangeChain(store, contentMac);
    }

    /**
     * Verifies what was read, makes it what is known, and has the listeners told; what was known of unchanged keys, and
     * material, stays in use.
     *
     * @throws KeyStoreDamagedException when it was altered, or does not go on from the state that is known
     * @throws IncorrectRootKeyException when another process has given the store another root key
     */
    void take(StoreHeader header, StoreUpdate update) {
        StoreState before = known.state();
        chain.requireLater(before, header);
        if (!header.storeId().equals(storeId) || !root.isVerifiedBy(header.verifier())) {
            throw StoreUnlocking.changedElsewhere(store);
        }
        chain.requireContinued(before, header, update.changes());
        Map<String, byte[]> macsBefore = new HashMap<>();
        before.keyring().keys().forEach(key -> macsBefore.put(key.metadata().keyId(), contentMac.of(key)));
        Keyring found = contentMac.require(rows.read(before.keyring().owner(), update.rows()), header);
        Set<String> affected = new LinkedHashSet<>();
        Keyring after;
        try {
            after = merged(before.keyring(), found, macsBefore, affected);
        } catch (Throwable failed) {
            found.close();
            throw failed;
        }
        known.become(new StoreState(after, header.contentMac(), header.changeNumber()));
        listeners.tellSoon(affected);
        before.keyring().keys().stream()
                .filter(key -> found.key(key.metadata().keyId()).isEmpty())
                .forEach(key -> key.backingKeys().values().forEach(BackingKey::close));
    }

    /** What was found, with what is known of unchanged keys, and material, in its place. */
    private Keyring merged(Keyring before, Keyring found, Map<String, byte[]> macsBefore, Set<String> affected) {
        List<ManagedKey> keys = new ArrayList<>();
        for (ManagedKey key : found.keys()) {
            String keyId = key.metadata().keyId();
            ManagedKey old = before.key(keyId).orElse(null);
            if (old != null && Arrays.equals(contentMac.of(key), macsBefore.get(keyId))) {
                key.backingKeys().values().forEach(BackingKey::close);
                keys.add(old);
            } else {
                affected.add(key.metadata().arn());
                keys.add(old == null ? key : key.withMaterialOf(old));
            }
        }
        before.keys().stream()
                .filter(key -> found.key(key.metadata().keyId()).isEmpty())
                .forEach(key -> affected.add(key.metadata().arn()));
        addTargetsOfChangedAliases(before, found, affected);
        Keyring after = Keyring.of(found.owner(), found.defaultPolicy(), keys, found.aliases());
        contentMac.rebind(after);
        return after;
    }

    /** What was answered under an alias, or by a policy that looks at aliases, may be another answer now. */
    private static void addTargetsOfChangedAliases(Keyring before, Keyring after, Set<String> affected) {
        Set<String> names = new LinkedHashSet<>(before.aliases().keySet());
        names.addAll(after.aliases().keySet());
        for (String name : names) {
            String from = before.aliases().get(name);
            String to = after.aliases().get(name);
            if (from == null ? to != null : !from.equals(to)) {
                before.key(from == null ? "" : from)
                        .ifPresent(key -> affected.add(key.metadata().arn()));
                after.key(to == null ? "" : to)
                        .ifPresent(key -> affected.add(key.metadata().arn()));
            }
        }
    }
}
