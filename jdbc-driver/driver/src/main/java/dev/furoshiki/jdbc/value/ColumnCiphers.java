package dev.furoshiki.jdbc.value;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.jdbc.catalog.DomainRoot;
import dev.furoshiki.jdbc.catalog.DomainRoots;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.KmsException;
import java.sql.SQLException;
import java.util.IdentityHashMap;

/**
 * The ciphers of one execution: leases on the data keys it needs, taken when they are first needed, given back by
 * {@link #close()}.
 *
 * <p>For one thread. Take one for a statement, a batch or a block of rows, never for longer: a disabled key is seen only
 * when the next is taken.
 */
public final class ColumnCiphers implements AutoCloseable {

    private static final int EXPECTED = 5;

    private final DomainRoots.Source roots;
    private final DataKeys keys;

    /*
     * Both by identity: a plan holds each column once, as a snapshot does each root, and both are long to hash. Small, as there
     * is one of these for each execution.
     */
    private final IdentityHashMap<EncryptedColumn, CellCipher> ciphers = new IdentityHashMap<>(EXPECTED);
    private final IdentityHashMap<DomainRoot, DataKey> leases = new IdentityHashMap<>(EXPECTED);

    public ColumnCiphers(DomainRoots.Source roots, DataKeys keys) {
        this.roots = roots;
        this.keys = keys;
    }

    /**
     * The cipher of a column: ask once for an execution, use for each of its cells. Its methods throw
     * {@link KeyUnavailableException} (58000) when the key service refuses a key.
     */
    public CellCipher of(EncryptedColumn column) throws SQLException {
        CellCipher known = ciphers.get(column);
        if (known != null) {
            return known;
        }
        CellCipher cipher = new CellCipher(this, column, roots.roots(column.domain()));
        ciphers.put(column, cipher);
        return cipher;
    }

    DataKey lease(DomainRoot root, EncryptedColumn column) throws KeyUnavailableException {
        DataKey known = leases.get(root);
        if (known != null) {
            return known;
        }
        try {
            DataKey lease = keys.forDecryption(root.encrypted(), root.context());
            leases.put(root, lease);
            return lease;
        } catch (KmsException refused) {
            throw new KeyUnavailableException(
                    "column " + column + ": its key " + column.domain().keyId() + " cannot be used: "
                            + refused.getMessage(),
                    refused);
        }
    }

    /** Gives all keys back; ciphers taken from here must not be used afterwards. */
    @Override
    public void close() {
        leases.values().forEach(DataKey::close);
        leases.clear();
        ciphers.clear();
    }
}
