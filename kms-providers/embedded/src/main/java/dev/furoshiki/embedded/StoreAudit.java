package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLink;
import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.audit.AuditVerification;
import dev.furoshiki.audit.Ed25519Key;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.material.AuditLinkKey;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.material.RowMac;
import dev.furoshiki.embedded.store.AuditTables;
import dev.furoshiki.embedded.store.KeyDatabase;
import dev.furoshiki.embedded.store.SchemaVersions;
import dev.furoshiki.embedded.store.StoreHeader;
import dev.furoshiki.embedded.store.StoredAuditKey;
import dev.furoshiki.embedded.store.StoredAuditLink;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A store's audit log, what signs it, and the anchor that the store is to it. Thread-safe, once it is open. */
final class StoreAudit implements AutoCloseable {

    private final StoreLocation store;
    private final AuditFileLock lock;
    private final AuditTables tables;
    private final StoreAnchor anchor;
    private final AuditLog log;
    private final RowMac links;
    private final Ed25519Key signer;

    private StoreAudit(
            StoreLocation store,
            AuditFileLock lock,
            AuditTables tables,
            StoreAnchor anchor,
            AuditLog log,
            RowMac links,
            Ed25519Key signer) {
        this.store = store;
        this.lock = lock;
        this.tables = tables;
        this.anchor = anchor;
        this.log = log;
        this.links = links;
        this.signer = signer;
    }

    /**
     * Opens the log; makes the key that signs it, where the store has none yet.
     *
     * @param lock on the log's file; closed with this
     */
    static StoreAudit open(
            StoreOptions options, AuditFileLock lock, KeyDatabase database, StoreHeader header, RootKey root)
            throws SQLException {
        StoreLocation store = options.store();
        AuditTables tables = database.openAudit();
        try {
            Ed25519Key signer = signer(store, tables, root);
            RowMac links = linkKey(signer, header);
            try {
                if (hasOlderLinks(header)) {
                    renewLinks(tables, root, links);
                }
                StoreAnchor anchor = new StoreAnchor(store, tables, links);
                AuditLog log = AuditLog.builder(store.auditLog(), signer)
                        .anchor(anchor)
                        .policy(options.audit())
                        .open();
                return new StoreAudit(store, lock, tables, anchor, log, links, signer);
            } catch (Throwable failed) {
                links.close();
                throw failed;
            }
        } catch (Throwable failed) {
            tables.close();
            throw failed;
        }
    }

    /** Tells what the store knows of its log, which need not be fit to be opened. */
    static void tell(
            AuditVerification verification, StoreLocation store, KeyDatabase database, StoreHeader header, RootKey root)
            throws SQLException {
        try (AuditTables tables = database.openAudit()) {
            Ed25519Key signer = existingSigner(store, tables, root);
            if (signer == null) {
                if (!tables.links().isEmpty()) {
                    // The log would be held against the key that it names itself.
                    throw damaged(store);
                }
                verification.anchored(List.of());
                return;
            }
            try (RowMac links = linkKey(signer, header)) {
                StoreAnchor anchor = hasOlderLinks(header)
                        ? new StoreAnchor(store, tables, links, root)
                        : new StoreAnchor(store, tables, links);
                verification.publicKey(signer.publicKey()).anchored(anchor.anchored());
            }
        }
    }

    /** From now on links are anchored only while that says yes: the others would wait for a server that is away. */
    void anchorWhile(BooleanSupplier isServerThere) {
        anchor.whileServerIsThere(isServerThere);
    }

    /** Whether the store was never without the newest link for longer than that. */
    boolean isAnchored(Duration longest) {
        return !anchor.isBehind(longest);
    }

    AuditLog log() {
        return log;
    }

    /** With which anybody verifies the log. */
    byte[] publicKey() {
        return signer.publicKey();
    }

    /**
     * The newest link of every chain: of those that other processes write what the store was told, of this one what its log
     * knows.
     *
     * @param rows of the store
     * @throws KeyStoreDamagedException when one was altered
     */
    List<LogLink> newest(List<StoredAuditLink> rows) {
        Map<UUID, LogLink> newest = new TreeMap<>();
        for (StoredAuditLink row : rows) {
            AuthenticatedRow authenticated =
                    AuthenticatedRow.ofAuditLink(row.log(), row.chainId(), row.sequence(), row.hash(), row.isClosed());
            if (!links.isAuthentic(authenticated, row.mac())) {
                throw new KeyStoreDamagedException(
                        "in the key store " + store + " the newest link of the audit chain " + row.chainId()
                                + " was altered or damaged: restore the store from a backup",
                        null);
            }
            newest.put(row.chainId(), LogLink.of(row));
        }
        AuditLink mine = log.newest();
        LogLink told = newest.get(mine.chainId());
        if (mine.sequence() > (told == null ? 0 : told.link().sequence())) {
            newest.put(mine.chainId(), new LogLink(anchor.log(), mine, false));
        }
        return List.copyOf(newest.values());
    }

    /** The key that signs the log, as it lies in a store under that root key. */
    StoredAuditKey keyUnder(RootKey root) {
        try (SecretBytes seed = signer.seed()) {
            return new StoredAuditKey(signer.publicKey(), root.sealAuditKey(signer.publicKey(), seed));
        }
    }

    @Override
    public void close() throws SQLException {
        try (lock;
                tables;
                links) {
            log.close();
        }
    }

    private static boolean hasOlderLinks(StoreHeader header) {
        return header.schemaVersion() < SchemaVersions.FIRST_COUNTED;
    }

    /**
     * Before version 4 the root key authenticated them. One by one, so before the store has its new version, in which no link
     * of the old kind is taken: what was cut off is gone on with.
     */
    private static void renewLinks(AuditTables tables, RootKey root, RowMac links) throws SQLException {
        for (StoredAuditLink row : tables.links()) {
            AuthenticatedRow authenticated =
                    AuthenticatedRow.ofAuditLink(row.log(), row.chainId(), row.sequence(), row.hash(), row.isClosed());
            if (root.isAuthentic(authenticated, row.mac())) {
                tables.put(
                        new StoredAuditLink(
                                row.log(),
                                row.chainId(),
                                row.sequence(),
                                row.hash(),
                                row.isClosed(),
                                links.mac(authenticated)),
                        true);
            }
        }
    }

    private static RowMac linkKey(Ed25519Key signer, StoreHeader header) {
        try (SecretBytes seed = signer.seed()) {
            return new AuditLinkKey(seed, header.storeId());
        }
    }

    private static Ed25519Key signer(StoreLocation store, AuditTables tables, RootKey root) throws SQLException {
        Ed25519Key existing = existingSigner(store, tables, root);
        if (existing == null) {
            Ed25519Key made = Ed25519Key.generate();
            try (SecretBytes seed = made.seed()) {
                tables.insert(new StoredAuditKey(made.publicKey(), root.sealAuditKey(made.publicKey(), seed)));
            }
            // Which need not be that one, where another process makes one at the same time.
            existing = existingSigner(store, tables, root);
        }
        if (existing == null) {
            throw damaged(store);
        }
        return existing;
    }

    private static @Nullable Ed25519Key existingSigner(StoreLocation store, AuditTables tables, RootKey root)
            throws SQLException {
        StoredAuditKey stored = tables.key().orElse(null);
        if (stored == null) {
            return null;
        }
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
