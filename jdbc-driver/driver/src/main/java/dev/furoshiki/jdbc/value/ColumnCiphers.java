package dev.furoshiki.jdbc.value;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.catalog.DomainRoots;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.sql.SQLException;

/**
 * The ciphers of one execution: leases on the data keys it needs, taken when a column is first asked for, given back by
 * {@link #close()}.
 *
 * <p>For one thread. Take one for a statement, a batch or a block of rows, never for longer: a disabled key is seen only
 * when the next is taken.
 */
public final class ColumnCiphers implements AutoCloseable {

    private final DomainRoots.Source roots;
    private final DataKeys keys;

    public ColumnCiphers(DomainRoots.Source roots, DataKeys keys) {
        this.roots = roots;
        this.keys = keys;
    }

    /**
     * The cipher of a column: ask once for an execution, use for each of its cells.
     *
     * @throws dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException (58000) when the key service refuses
     */
    public CellCipher of(EncryptedColumn column) throws SQLException {
        throw new UnsupportedOperationException("being written " + roots + keys + column);
    }

    @Override
    public void close() {}
}
