package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.CatalogLease;
import dev.furoshiki.jdbc.catalog.CatalogStore;
import dev.furoshiki.jdbc.sql.StatementAnalyzer;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all connections of a process to one database share: keys, catalogue, its lease, and plans. Thread-safe; owns none of them, so
 * there is nothing to close.
 */
public final class DatabaseEncryption {

    /** Decides what is done with a text. */
    @FunctionalInterface
    interface Planner {
        StatementPlan plan(String text, Syntax syntax, Catalog against) throws SQLException;
    }

    /** Plans by how the session at hand divides a text: under other settings the same text is another statement. */
    private static final class Analyzers implements Planner {

        private final Map<Syntax, StatementAnalyzer> bySyntax = new ConcurrentHashMap<>();

        @Override
        public StatementPlan plan(String text, Syntax syntax, Catalog against) throws SQLException {
            StatementAnalyzer known = bySyntax.get(syntax);
            StatementAnalyzer analyzer =
                    known == null ? bySyntax.computeIfAbsent(syntax, StatementAnalyzer::new) : known;
            return analyzer.analyze(text, against);
        }
    }

    private final DataKeys keys;
    private final CatalogStore catalog;
    private final CatalogLease lease;
    private final Planner planner;

    /** @param lease of the catalogue */
    public DatabaseEncryption(DataKeys keys, CatalogStore catalog, CatalogLease lease) {
        this(keys, catalog, lease, new Analyzers());
    }

    DatabaseEncryption(DataKeys keys, CatalogStore catalog, CatalogLease lease, Planner planner) {
        this.planner = planner;
        this.keys = keys;
        this.catalog = catalog;
        this.lease = lease;
    }

    /**
     * Refuses a connection through which nothing could be encrypted safely.
     *
     * @throws java.sql.SQLFeatureNotSupportedException (0A000) that names what is wrong with it
     */
    public static void requireSupported(Connection plain) throws SQLException {
        ServerSession.of(plain);
    }

    /**
     * A connection that encrypts and decrypts, and for the rest behaves as the plain one.
     *
     * @param plain a connection of the server's own driver, or a pool's proxy of one; closed along with the result
     * @param url what the result's metadata gives for its URL
     * @param onClose run once, when the result is closed
     */
    public Connection wrap(Connection plain, String url, Runnable onClose) throws SQLException {
        Connection wrapped = new ConnectionScope(this, plain).wrap(url, () -> {
            lease.disconnected();
            onClose.run();
        });
        lease.connected();
        return wrapped;
    }

    StatementPlan plan(String text, Syntax syntax, Catalog against) throws SQLException {
        return planner.plan(text, syntax, against);
    }

    /** One for a connection whose plans are its own. */
    static Planner ownPlanner() {
        return new Analyzers();
    }

    DataKeys keys() {
        return keys;
    }

    CatalogStore catalog() {
        return catalog;
    }

    CatalogLease lease() {
        return lease;
    }
}
