package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The catalogue as one connection sees it: what is committed, and what its own open transaction changed.
 *
 * <p>As thread-safe as the connection itself, which is: use it from one thread at a time. The wrapper tells it when a
 * transaction ended, in whole or in part, through {@link #transactionEnded()}.
 */
public final class CatalogSession implements DomainRoots.Source {

    private final CatalogStore store;
    private final Connection plain;

    CatalogSession(CatalogStore store, Connection plain) {
        this.store = store;
        this.plain = plain;
    }

    /** The snapshot to plan the next statement with. */
    public Catalog current() {
        return store.current();
    }

    @Override
    public DomainRoots roots(Domain domain) throws CatalogException {
        return store.roots(domain);
    }

    /**
     * Carries out a data definition and writes the manifest that goes with it, both in one transaction: its own under
     * auto-commit, else the application's, where a savepoint undoes both when either fails.
     *
     * @return the update count of a data definition: 0
     */
    public int execute(CatalogChange change) throws SQLException {
        throw new UnsupportedOperationException("being written " + change + plain);
    }

    /**
     * To be called after commit, rollback (to a savepoint too) and a switch to auto-commit, once the server did it. Reads
     * the catalogue anew if this transaction had changed it; else costs nothing.
     */
    public void transactionEnded() throws SQLException {
        throw new UnsupportedOperationException("being written");
    }
}
