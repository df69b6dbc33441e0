package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.catalog.CatalogSession;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.DomainRoots;
import dev.furoshiki.jdbc.explanation.EncryptionExplanation;
import dev.furoshiki.jdbc.sql.StatementAnalyzer;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Explained;
import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.value.ColumnCiphers;
import dev.furoshiki.jdbc.value.ValueConversions;
import dev.furoshiki.jdbc.wrap.DatabaseEncryption.Planner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of one connection share: its view of the catalogue, its session's settings, the keys it has leased.
 *
 * <p>As thread-safe as a JDBC connection: for one thread at a time, but for {@link #close()}.
 */
final class ConnectionScope {

    private final DatabaseEncryption database;
    private final Connection plain;
    private final ServerSession session;
    private final CatalogSession catalog;
    private final Set<RowCiphers> open = ConcurrentHashMap.newKeySet();

    /** Plans of a connection that has temporary tables with encrypted columns, which no other may use. */
    private @Nullable Planner own;

    /** Whether the open transaction changed the catalogue. */
    private boolean catalogChanged;

    ConnectionScope(DatabaseEncryption database, Connection plain) throws SQLException {
        this.database = database;
        this.plain = plain;
        this.session = ServerSession.of(plain);
        this.catalog = database.catalog().session(plain);
    }

    /** Decides what is done with a statement; every text that goes to the server has been through here. */
    Planned plan(String sql) throws SQLException {
        requireReady();
        return planned(sql);
    }

    private Planned planned(String sql) throws SQLException {
        Catalog current = catalog.current();
        // What the server reads is the text without JDBC escapes. Outside of quotes SQL has no braces.
        boolean replaces = sql.indexOf('{') >= 0 && !StatementAnalyzer.explainsEncryption(sql, session.syntax());
        String text = replaces ? withoutEscapes(sql) : sql;
        return new Planned(text, plan(text, current), current);
    }

    /** What drivers say of an escape that they do not know quotes it, with the literals in it. */
    private String withoutEscapes(String sql) throws SQLException {
        try {
            return session.withoutEscapes(sql);
        } catch (SQLException unknown) {
            if (plain.isClosed()) {
                throw unknown;
            }
            throw SyntaxErrors.at(
                    sql.indexOf('{'),
                    "from here on there is a JDBC escape that the server's driver does not know; write {d '...'}, {t '...'},"
                            + " {ts '...'}, {fn ...}, {oj ...}, {escape '...'} or {call ...}, and no comment in them");
        }
    }

    private StatementPlan plan(String text, Catalog current) throws SQLException {
        if (!catalog.hasTemporaryTables()) {
            own = null;
            return database.plan(text, session.syntax(), current);
        }
        Planner planner = own;
        if (planner == null) {
            planner = DatabaseEncryption.ownPlanner();
            own = planner;
        }
        return planner.plan(text, session.syntax(), current);
    }

    /** What would be done with a text. A refusal of the text is an answer, not an exception; nothing of it is sent. */
    EncryptionExplanation explain(String sql) throws SQLException {
        requireReady();
        try {
            Planned planned = planned(sql);
            if (planned.plan() instanceof Explained) {
                int offset = sql.length() - sql.stripLeading().length();
                throw SyntaxErrors.at(offset, "EXPLAIN ENCRYPTION explains no other; write it once");
            }
            return PlanExplanation.of(planned.text(), planned.plan(), syntax(), catalog);
        } catch (SQLException refusal) {
            return PlanExplanation.refused(refusal);
        }
    }

    /**
     * The plan of a prepared statement, before it is executed: the same, unless what is encrypted has changed.
     *
     * @throws StalePlanException when the statement would mean something else now
     */
    @SuppressWarnings("ReferenceEquality") // the usual case, before the whole catalogues are compared
    Planned renewed(Planned planned) throws SQLException {
        requireReady();
        Catalog current = catalog.current();
        if (current == planned.catalog()) {
            return planned;
        }
        if (!current.equals(planned.catalog())) {
            StatementPlan now = plan(planned.text(), current);
            if (!now.equals(planned.plan())) {
                throw new StalePlanException(planned.catalog().version(), current.version());
            }
        }
        return new Planned(planned.text(), planned.plan(), current);
    }

    /**
     * Lets a row be written, or read again, through a result set of the server's: its values go and come as they stand, so what
     * is encrypted must still be what it was when the statement was planned.
     *
     * @throws StalePlanException when it is not
     * @throws java.sql.SQLFeatureNotSupportedException when the driver may take another table for that of the rows
     */
    void requireWritable(Planned planned) throws SQLException {
        requireReady();
        Catalog current = catalog.current();
        if (!current.equals(planned.catalog())) {
            throw StalePlanException.ofRow(planned.catalog().version(), current.version());
        }
        if (syntax().dialect() == Dialect.POSTGRESQL) {
            new WrittenNames(planned.text()).requireNoneOf(current);
        }
    }

    private void requireReady() throws SQLException {
        session.requireSafe();
        requireLease();
    }

    /**
     * Lets nothing be planned or executed by a catalogue that may have changed since it was read. While it is renewed in the
     * background nothing is read here; else once, on this connection or, where its transaction would see the past, on another.
     *
     * @throws dev.furoshiki.jdbc.catalog.CatalogException.ExpiredLeaseException where that cannot be
     */
    void requireLease() throws SQLException {
        if (database.lease().use() || catalog.isChanging()) {
            return;
        }
        boolean idle = session.isIdle();
        if (idle || (!session.hasFailed() && seesWhatOthersCommit())) {
            catalog.refresh(idle);
        } else {
            database.lease().renewElsewhere();
        }
    }

    /** Whether each statement of the open transaction sees what was committed before it. May ask the server. */
    private boolean seesWhatOthersCommit() throws SQLException {
        int isolation = plain.getTransactionIsolation();
        return isolation == Connection.TRANSACTION_READ_COMMITTED
                || isolation == Connection.TRANSACTION_READ_UNCOMMITTED;
    }

    /** Carries out a data definition that changes the catalogue. */
    int execute(CatalogChange change) throws SQLException {
        boolean ownTransaction = plain.getAutoCommit();
        if (ownTransaction && !session.isIdle()) {
            throw new SQLException(
                    "a transaction was begun by a statement; for a CREATE or DROP of an encrypted table, or of a view over one, use"
                            + " Connection.setAutoCommit(false) and commit() instead",
                    SqlStates.ACTIVE_TRANSACTION);
        }
        int count = catalog.execute(change);
        catalogChanged |= !ownTransaction;
        return count;
    }

    /** To be called after every statement: it may have been a COMMIT or a ROLLBACK. */
    void statementExecuted() throws SQLException {
        if (!catalogChanged) {
            return;
        }
        if (session.isIdle()) {
            transactionEnded();
        } else if (!session.hasFailed()) {
            catalog.savepointRolledBack();
        }
    }

    void transactionEnded() throws SQLException {
        if (catalogChanged) {
            catalogChanged = false;
            catalog.transactionEnded();
        }
    }

    void savepointRolledBack() throws SQLException {
        if (catalogChanged) {
            catalog.savepointRolledBack();
        }
    }

    /** How the server divides texts. */
    Syntax syntax() throws SQLException {
        return session.syntax();
    }

    ValueConversions settings() throws SQLException {
        return session.settings();
    }

    /** The wrapper of the plain connection. */
    Connection wrap(String url, Runnable onClose) throws SQLException {
        return session.wrap(plain, this, url, onClose);
    }

    String emptyStatement() {
        return session.emptyStatement();
    }

    boolean isCellType(int sqlType) {
        return session.isCellType(sqlType);
    }

    boolean cutsFields(Statement statement) throws SQLException {
        return session.cutsFields(statement);
    }

    <T> Optional<T> statementView(Statement statement, Class<T> type) throws SQLException {
        return session.statementView(statement, type);
    }

    boolean sendsBatchesAsOne() {
        return session.sendsBatchesAsOne();
    }

    boolean generatedKeysAreWholeRows() {
        return session.generatedKeysAreWholeRows();
    }

    Catalog catalog() {
        return catalog.current();
    }

    /** Ciphers under keys leased now; to be closed soon. */
    ColumnCiphers ciphers() {
        return new ColumnCiphers(catalog, database.keys());
    }

    /** The roots of a domain, as the catalogue has them now. */
    DomainRoots roots(Domain domain) throws SQLException {
        return catalog.roots(domain);
    }

    /** The same by roots that were looked up before. Unlike all else of a scope this may be called by any thread. */
    ColumnCiphers ciphers(DomainRoots.Source roots) {
        return new ColumnCiphers(roots, database.keys());
    }

    /** Whether cells of such a statement's results may be opened ahead. */
    boolean scrollsForNothing() {
        return CellWorkers.any() && session.scrollsForNothing();
    }

    void opened(RowCiphers ciphers) {
        open.add(ciphers);
    }

    void released(RowCiphers ciphers) {
        open.remove(ciphers);
    }

    /**
     * Leaves no temporary table with cells behind on the server's connection, which may go back to a pool: whoever gets it next
     * would take such a table for a plain one.
     */
    @SuppressWarnings("UnusedException") // then nobody gets it
    void leave() throws SQLException {
        if (!catalog.hasTemporaryTables() || plain.isClosed()) {
            return;
        }
        try {
            boolean autoCommit = plain.getAutoCommit();
            if (!autoCommit) {
                plain.rollback();
                transactionEnded();
            }
            catalog.dropTemporaryTables();
            if (!autoCommit) {
                plain.commit();
            }
        } catch (SQLException | RuntimeException failure) {
            plain.abort(Runnable::run);
        }
    }

    /** Gives back what result sets that were never closed still hold. */
    void close() {
        open.forEach(RowCiphers::release);
    }
}
