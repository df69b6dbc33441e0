package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.DataKeys;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The catalogue of one database, as this process knows it: verified when it was read, never going back to an older version.
 *
 * <p>One a database and process; thread-safe. A connection works with its own {@link #session(Connection)}.
 */
public final class CatalogStore implements DomainRoots.Source {

    /**
     * Reads and verifies the catalogue, or creates it where that was asked for, and holds the policy against it.
     *
     * @param plain a connection to the server itself, in auto-commit mode; stays the caller's
     * @throws CatalogException when there is none, it cannot be trusted, or the policy does not fit
     */
    public static CatalogStore open(Connection plain, DataKeys keys, CatalogOptions options) throws SQLException {
        throw new UnsupportedOperationException("being written " + plain + keys + options);
    }

    private CatalogStore() {}

    /** What was last read and committed. */
    public Catalog current() {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Reads the catalogue anew and verifies it; what was current stays so where that fails.
     *
     * @param plain in auto-commit mode, or at the start of a transaction: an older snapshot would look like a rollback
     */
    public void refresh(Connection plain) throws SQLException {
        throw new UnsupportedOperationException("being written " + plain);
    }

    /** When the catalogue was last read, as {@link System#nanoTime()} has it. */
    public long refreshedNanos() {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public DomainRoots roots(Domain domain) throws CatalogException {
        throw new UnsupportedOperationException("being written " + domain);
    }

    /** A connection's view: this store's, and on top of it what the connection's own transaction changed. */
    public CatalogSession session(Connection plain) {
        return new CatalogSession(this, plain);
    }
}
