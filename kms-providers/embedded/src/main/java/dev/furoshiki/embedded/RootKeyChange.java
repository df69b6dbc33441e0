package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.embedded.lifecycle.Keyring;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.key.KmsException.ValidationException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Everything of a store goes under another root key, in one transaction. Used once, by the store's thread.
 *
 * <p>The store's own {@link RootKey} becomes the new one while the rows are written, and the old one again if they are not
 * committed: so all who hold it change with it. Meanwhile nobody else asks it for more than a grant token's MAC.
 */
final class RootKeyChange {

    private final RootKey current;
    private final RootKey other;
    private final KeyOwner owner;
    private final StoreHeader header;
    private final StoreAudit audit;
    private boolean exchanged;

    RootKeyChange(UUID storeId, KeyOwner owner, RootKey current, StoreAudit audit, RootSecret.Made next) {
        this.current = current;
        this.owner = owner;
        this.audit = audit;
        this.other = new RootKey(next.root(), storeId);
        if (current.isVerifiedBy(other.verifier())) {
            other.close();
            throw new ValidationException("the key store is under that root key already: name another one");
        }
        // Its content's MAC and change number are written with every change, and so with this.
        this.header = StoreUnlocking.header(storeId, owner, other, next.stored(), new byte[0], 0);
    }

    /** @param committed is told the header, once it is the store's */
    KeyringChange<Boolean> of(Keyring before, Consumer<StoreHeader> committed) {
        return new KeyringChange<>(
                true,
                Keyring.of(owner, before.defaultPolicy(), before.keys().stream().toList(), before.aliases()),
                (database, rows) -> write(database, rows, before),
                this::abandon,
                () -> {
                    committed.accept(header);
                    other.close();
                },
                List.of());
    }

    private void write(KeyDatabase database, KeyringRows rows, Keyring keyring) throws SQLException {
        exchange();
        database.rewrap(header, rows.rows(keyring), audit.keyUnder(current));
    }

    private void abandon() {
        if (exchanged) {
            exchange();
        }
        other.close();
    }

    private void exchange() {
        current.exchange(other);
        exchanged = !exchanged;
    }
}
