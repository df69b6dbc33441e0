package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.PostgresKeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoreLooks.Look;
import dev.furoshiki.embedded.store.StoreUpdate;
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
     * @throws KeyStoreDamagedException when what the database holds was altered, or does not go on from what is known
     */
    BackupContentV1 under(RootKey backup) {
        StoreState state = known.state();
        try {
            if (database instanceof PostgresKeyDatabase shared) {
                Look look = shared.look(state.contentMac(), state.changeNumber());
                StoreUnlocking.requireSame(store, header, look.header());
                if (look.update().isPresent()) {
                    try (Keyring newer =
                            verified(state, look.header(), look.update().get())) {
                        return content(backup, newer, look.header().changeNumber());
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

    private Keyring verified(StoreState before, StoreHeader now, StoreUpdate update) {
        KeyringRows rows = new KeyringRows(store, root, owner);
        ContentMac contentMac = new ContentMac(store, root, rows);
        ChangeChain chain = new ChangeChain(store, contentMac);
        chain.requireLater(before, now);
        chain.requireContinued(before, now, update.changes());
        return contentMac.require(rows.read(owner, update.rows()), now);
    }
}
