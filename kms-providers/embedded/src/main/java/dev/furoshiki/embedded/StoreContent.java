package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoreSnapshot;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.sql.SQLException;

/**
 * All that is worth keeping of a store, as it is at one moment. Where other processes change it too, that is what its database
 * holds, so that nothing is left out that one of them was told is done. Used by the store's thread, where alone keys become
 * others: material that is deleted is zeroed there.
 *
 * @param header of the root key that the store is under
 */
record StoreContent(
        StoreLocation store,
        KeyDatabase database,
        StoreHeader header,
        RootKey root,
        KeyOwner owner,
        StoreAudit audit,
        KnownKeys known) {

    /**
     * Sealed under a backup's root key.
     *
     * @throws KeyStoreDamagedException when what the database holds was altered, or is older than what is known
     */
    BackupContentV1 under(RootKey backup) {
        StoreState state = known.state();
        try {
            if (store instanceof PostgresKeyStore) {
                StoreSnapshot now = database.snapshot();
                StoreUnlocking.requireSame(store, header, now.header());
                if (!state.isOf(now.header().contentMac())) {
                    requireNewer(now.header(), state);
                    try (Keyring newer = verified(now)) {
                        return content(backup, newer, now.header().changeNumber());
                    }
                }
            }
            return content(backup, state.keyring(), state.changeNumber());
        } catch (SQLException failed) {
            throw database.failure("could not be read for a backup", failed);
        }
    }

    private BackupContentV1 content(RootKey backup, Keyring keyring, long changeNumber) throws SQLException {
        return new BackupContentV1(
                header.storeId(),
                owner,
                changeNumber,
                audit.newest(database.auditLinks()),
                audit.keyUnder(backup),
                new KeyringRows(store, backup, owner).rows(keyring));
    }

    private Keyring verified(StoreSnapshot now) {
        KeyringRows rows = new KeyringRows(store, root, owner);
        return new ContentMac(store, root, rows).require(rows.read(owner, now.rows()), now.header());
    }

    private void requireNewer(StoreHeader now, StoreState before) {
        if (now.changeNumber() <= before.changeNumber()) {
            throw new KeyStoreDamagedException(
                    "the key store " + store + " is at change " + now.changeNumber()
                            + ", and was at another change " + before.changeNumber()
                            + " before: it was put back to an older state, and is not backed up",
                    null);
        }
    }
}
