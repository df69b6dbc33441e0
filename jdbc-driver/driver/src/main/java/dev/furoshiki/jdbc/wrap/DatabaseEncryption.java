package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.CatalogStore;
import dev.furoshiki.jdbc.sql.StatementAnalyzer;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all connections of a process to one database share: keys, catalogue and plans. Thread-safe; owns none of them, so
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
    private final Duration catalogMaxAge;
    private final Planner planner;
    private final AtomicBoolean refreshing = new AtomicBoolean();

    /** @param catalogMaxAge how long another process's change of the catalogue may go unnoticed */
    public DatabaseEncryption(DataKeys keys, CatalogStore catalog, Duration catalogMaxAge) {
        this(keys, catalog, catalogMaxAge, new Analyzers());
    }

    DatabaseEncryption(DataKeys keys, CatalogStore catalog, Duration catalogMaxAge, Planner planner) {
        this.planner = planner;
        this.keys = keys;
        this.catalog = catalog;
        this.catalogMaxAge = catalogMaxAge;
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
        return new ConnectionScope(this, plain).wrap(url, onClose);
    }

    StatementPlan plan(String text, Syntax syntax, Catalog against) throws SQLException {
        return planner.plan(text, syntax, against);
    }

    DataKeys keys() {
        return keys;
    }

    CatalogStore catalog() {
        return catalog;
    }

    Duration catalogMaxAge() {
        return catalogMaxAge;
    }

    boolean isCatalogFresh() {
        return System.nanoTime() - catalog.refreshedNanos() < catalogMaxAge.toNanos();
    }

    /** For a connection without auto-commit and without an open transaction: the read must not leave one behind. */
    void refreshCatalogBetweenTransactions(Connection plain) throws SQLException {
        if (!refreshing.compareAndSet(false, true)) {
            return;
        }
        try {
            catalog.refresh(plain);
        } finally {
            refreshing.set(false);
            plain.rollback();
        }
    }
}
