package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditAnchor.Anchored;
import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.audit.AuditVerification;
import dev.furoshiki.audit.Ed25519Key;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.AuditTables;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.StoredAuditKey;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A store's audit log, what signs it, and the anchor that the store is to it. Thread-safe, once it is open. */
final class StoreAudit implements AutoCloseable {

    private final AuditFileLock lock;
    private final AuditTables tables;
    private final StoreAnchor anchor;
    private final AuditLog log;
    private final byte[] publicKey;

    private StoreAudit(AuditFileLock lock, AuditTables tables, StoreAnchor anchor, AuditLog log, byte[] publicKey) {
        this.lock = lock;
        this.tables = tables;
        this.anchor = anchor;
        this.log = log;
        this.publicKey = publicKey;
    }

    /**
     * Opens the log; makes the key that signs it, where the store has none yet.
     *
     * @param lock on the log's file; closed with this
     */
    static StoreAudit open(StoreLocation store, AuditFileLock lock, KeyDatabase database, RootKey root)
            throws SQLException {
        AuditTables tables = database.openAudit();
        try {
            Ed25519Key signer = signer(store, tables, root);
            StoreAnchor anchor = new StoreAnchor(store, tables, root);
            AuditLog log =
                    AuditLog.builder(store.auditLog(), signer).anchor(anchor).open();
            return new StoreAudit(lock, tables, anchor, log, signer.publicKey());
        } catch (Throwable failed) {
            tables.close();
            throw failed;
        }
    }

    /** What the store knows of its log, which need not be fit to be opened. */
    static AuditVerification verification(StoreLocation store, KeyDatabase database, RootKey root) throws SQLException {
        try (AuditTables tables = database.openAudit()) {
            StoreAnchor anchor = new StoreAnchor(store, tables, root);
            List<Anchored> anchored = anchor.anchored();
            AuditVerification verification = AuditVerification.of(store.auditLog());
            anchor.chainsOfOtherLogs().forEach(verification::without);
            StoredAuditKey key = tables.key().orElse(null);
            if (key != null) {
                seed(store, root, key).close();
                verification.publicKey(key.publicKey());
            } else if (!anchored.isEmpty()) {
                // The log would be held against the key that it names itself.
                throw damaged(store);
            }
            return verification.anchored(anchored);
        }
    }

    /** From now on links are anchored only while that says yes: the others would wait for a server that is away. */
    void anchorWhile(BooleanSupplier isServerThere) {
        anchor.whileServerIsThere(isServerThere);
    }

    AuditLog log() {
        return log;
    }

    /** With which anybody verifies the log. */
    byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public void close() throws SQLException {
        try (lock;
                tables) {
            log.close();
        }
    }

    private static Ed25519Key signer(StoreLocation store, AuditTables tables, RootKey root) throws SQLException {
        Optional<StoredAuditKey> present = tables.key();
        if (present.isEmpty()) {
            Ed25519Key made = Ed25519Key.generate();
            try (SecretBytes seed = made.seed()) {
                tables.insert(new StoredAuditKey(made.publicKey(), root.sealAuditKey(made.publicKey(), seed)));
            }
            // Which need not be that one, where another process makes one at the same time.
            present = tables.key();
        }
        StoredAuditKey stored = present.orElseThrow(() -> damaged(store));
        try (SecretBytes seed = seed(store, root, stored)) {
            return Ed25519Key.of(seed, stored.publicKey());
        } catch (IllegalArgumentException noKey) {
            throw damaged(store);
        }
    }

    private static SecretBytes seed(StoreLocation store, RootKey root, StoredAuditKey stored) {
        return root.openAuditKey(stored.publicKey(), stored.sealed()).orElseThrow(() -> damaged(store));
    }

    private static KeyStoreDamagedException damaged(StoreLocation store) {
        return new KeyStoreDamagedException(
                "in the key store " + store
                        + " the key that signs the audit log was altered, removed or damaged: restore the store from a backup",
                null);
    }
}
