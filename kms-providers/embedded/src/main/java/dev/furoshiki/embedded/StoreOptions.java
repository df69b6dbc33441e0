package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditPolicy;
import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import java.time.InstantSource;

/**
 * How a store is to be opened.
 *
 * @param store where it lies
 * @param owner of a store that is made; an existing one keeps its own
 * @param cost what a guess at a passphrase costs at least, where one becomes a root key; an existing one keeps its own
 * @param clock that keys are rotated and deleted by
 * @param audit when the audit log goes on in another file, and how often the store is told of its newest line
 * @param making what a store that is made holds
 */
record StoreOptions(
        StoreLocation store,
        RootKeySource rootKey,
        Creation creation,
        KeyOwner owner,
        Argon2id cost,
        InstantSource clock,
        AuditPolicy audit,
        StoreMaking making) {

    /** Of a store that is empty when it is made. */
    StoreOptions(
            StoreLocation store,
            RootKeySource rootKey,
            Creation creation,
            KeyOwner owner,
            Argon2id cost,
            InstantSource clock,
            AuditPolicy audit) {
        this(store, rootKey, creation, owner, cost, clock, audit, StoreMaking.EMPTY);
    }

    StoreOptions with(StoreMaking other) {
        return new StoreOptions(store, rootKey, creation, owner, cost, clock, audit, other);
    }

    /** What to do about a store that is absent or there. */
    enum Creation {
        NEVER,
        IF_ABSENT,
        ALWAYS
    }
}
