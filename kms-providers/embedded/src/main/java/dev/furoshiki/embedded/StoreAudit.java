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
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A store's audit log, what signs it, and the anchor that the store is to it. Thread-safe, once it is open. */
final class StoreAudit implements AutoCloseable {

    private final AuditTables tables;
    private final AuditLog log;
    private final byte[] publicKey;

    private StoreAudit(AuditTables tables, AuditLog log, byte[] publicKey) {
        this.tables = tables;
        this.log = log;
        this.publicKey = publicKey;
    }

    /** The log's file beside the store's. */
    static Path fileOf(Path store) {
        return store.resolveSibling(store.getFileName() + ".audit.jsonl");
    }

    /** Opens the log; makes the key that signs it, where the store has none yet. */
    static StoreAudit open(Path store, KeyDatabase database, RootKey root) throws SQLException {
        AuditTables tables = database.openAudit();
        try {
            Ed25519Key signer = signer(store, tables, root);
            AuditLog log = AuditLog.builder(fileOf(store), signer)
                    .anchor(new StoreAnchor(store, tables, root))
                    .open();
            return new StoreAudit(tables, log, signer.publicKey());
        } catch (Throwable failed) {
            tables.close();
            throw failed;
        }
    }

    /** What the store knows of its log, which need not be fit to be opened. */
    static AuditVerification verification(Path store, KeyDatabase database, RootKey root) throws SQLException {
        try (AuditTables tables = database.openAudit()) {
            List<Anchored> anchored = new StoreAnchor(store, tables, root).anchored();
            AuditVerification verification = AuditVerification.of(fileOf(store)).anchored(anchored);
            StoredAuditKey key = tables.key().orElse(null);
            if (key != null) {
                seed(store, root, key).close();
                verification.publicKey(key.publicKey());
            } else if (!anchored.isEmpty()) {
                // The log would be held against the key that it names itself.
                throw damaged(store);
            }
            return verification;
        }
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
        try (tables) {
            log.close();
        }
    }

    private static Ed25519Key signer(Path store, AuditTables tables, RootKey root) throws SQLException {
        StoredAuditKey stored = tables.key().orElse(null);
        if (stored == null) {
            Ed25519Key made = Ed25519Key.generate();
            try (SecretBytes seed = made.seed()) {
                tables.insert(new StoredAuditKey(made.publicKey(), root.sealAuditKey(made.publicKey(), seed)));
            }
            return made;
        }
        try (SecretBytes seed = seed(store, root, stored)) {
            return Ed25519Key.of(seed, stored.publicKey());
        } catch (IllegalArgumentException noKey) {
            throw damaged(store);
        }
    }

    private static SecretBytes seed(Path store, RootKey root, StoredAuditKey stored) {
        return root.openAuditKey(stored.publicKey(), stored.sealed()).orElseThrow(() -> damaged(store));
    }

    private static KeyStoreDamagedException damaged(Path store) {
        return new KeyStoreDamagedException(
                "in the key store " + store
                        + " the key that signs the audit log was altered, removed or damaged: restore the store from a backup",
                null);
    }
}
