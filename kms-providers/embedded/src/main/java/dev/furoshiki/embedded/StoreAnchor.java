package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditAnchor;
import dev.furoshiki.audit.AuditLink;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.embedded.store.AuditTables;
import dev.furoshiki.embedded.store.StoredAuditLink;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The newest links of the audit log, in the key store, each with its MAC. One thread at a time uses it. */
final class StoreAnchor implements AuditAnchor {

    private final Path store;
    private final AuditTables tables;
    private final RootKey root;

    StoreAnchor(Path store, AuditTables tables, RootKey root) {
        this.store = store;
        this.tables = tables;
        this.root = root;
    }

    /** @throws KeyStoreDamagedException when a row was altered */
    @Override
    public List<Anchored> anchored() {
        List<Anchored> chains = new ArrayList<>();
        try {
            for (StoredAuditLink row : tables.links()) {
                AuthenticatedRow authenticated =
                        AuthenticatedRow.ofAuditLink(row.chainId(), row.sequence(), row.hash(), row.isClosed());
                if (!root.isAuthentic(authenticated, row.mac())) {
                    throw new KeyStoreDamagedException(
                            "in the key store " + store + " the newest link of the audit chain " + row.chainId()
                                    + " was altered or damaged: restore the store from a backup",
                            null);
                }
                chains.add(new Anchored(
                        new AuditLink(
                                row.chainId(), row.sequence(), HexFormat.of().formatHex(row.hash())),
                        row.isClosed()));
            }
        } catch (SQLException failed) {
            throw new KeyStoreDamagedException(
                    "the key store " + store + " cannot be read (H2's error " + failed.getErrorCode()
                            + "): restore it from a backup",
                    failed);
        }
        return chains;
    }

    @Override
    public void opened(AuditLink newest) {
        put(newest, false, true);
    }

    @Override
    public void advanced(AuditLink newest) {
        put(newest, false, false);
    }

    @Override
    public void closed(AuditLink newest) {
        put(newest, true, true);
    }

    private void put(AuditLink link, boolean isClosed, boolean durable) {
        byte[] hash = HexFormat.of().parseHex(link.hash());
        byte[] mac = root.mac(AuthenticatedRow.ofAuditLink(link.chainId(), link.sequence(), hash, isClosed));
        try {
            tables.put(new StoredAuditLink(link.chainId(), link.sequence(), hash, isClosed, mac), durable);
        } catch (SQLException failed) {
            throw new KmsInternalException(
                    "the key store " + store + " could not keep the newest link of the audit log (H2's error "
                            + failed.getErrorCode() + ")",
                    failed);
        }
    }
}
