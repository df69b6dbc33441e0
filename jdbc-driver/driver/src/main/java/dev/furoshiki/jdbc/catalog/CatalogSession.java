package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogChange.ChangeView;
import dev.furoshiki.jdbc.catalog.CatalogChange.CreateTable;
import dev.furoshiki.jdbc.catalog.CatalogChange.CreateTemporary;
import dev.furoshiki.jdbc.catalog.CatalogChange.DropTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue as one connection sees it: what is committed, and what its own open transaction changed.
 *
 * <p>As thread-safe as the connection itself, which is: use it from one thread at a time. The wrapper tells it when a
 * transaction ended, in whole ({@link #transactionEnded()}) or in part ({@link #savepointRolledBack()}).
 */
public final class CatalogSession implements DomainRoots.Source {

    private final CatalogStore store;
    private final Connection plain;
    private final TemporaryTables temporary;
    private @Nullable CatalogSnapshot pending;

    CatalogSession(CatalogStore store, Connection plain) {
        this.store = store;
        this.plain = plain;
        this.temporary = new TemporaryTables(store.dialect(), plain);
    }

    /** The snapshot to plan the next statement with. */
    public Catalog current() {
        return temporary.in(snapshot().catalog());
    }

    /** Whether it knows of tables that no other connection does, so that its plans are none of theirs. */
    public boolean hasTemporaryTables() {
        return !temporary.isEmpty();
    }

    /** To be called before the connection is given back to where it came from. */
    public void dropTemporaryTables() throws SQLException {
        temporary.dropAll();
    }

    private CatalogSnapshot snapshot() {
        CatalogSnapshot own = pending;
        return own == null ? store.snapshot() : own;
    }

    /**
     * Whether the connection's open transaction has changed the catalogue: until it ends nobody else can, and what it sees is
     * what there is.
     */
    public boolean isChanging() {
        return pending != null;
    }

    /**
     * Reads the catalogue anew, outside of a transaction or in one that sees what others commit. Leaves no transaction open that
     * was not.
     *
     * @param idle whether no transaction is open on the server
     */
    public void refresh(boolean idle) throws SQLException {
        if (!idle || plain.getAutoCommit()) {
            store.refresh(plain);
            return;
        }
        try {
            store.refresh(plain);
        } catch (SQLException | RuntimeException failure) {
            try {
                plain.rollback();
            } catch (SQLException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
        plain.rollback();
    }

    @Override
    public DomainRoots roots(Domain domain) throws CatalogException {
        return CatalogStore.roots(snapshot(), domain);
    }

    /**
     * Carries out a data definition and writes the manifest that goes with it, both in one transaction: its own under
     * auto-commit, else the application's, where a savepoint undoes both when either fails. With a table's last encrypted
     * column its domain goes, and the domain's roots, unless another table uses it.
     *
     * <p>Where the server commits with every data definition, the open transaction is committed, as it would be with a plain
     * one.
     *
     * @return the update count: 0, or how many rows a table was made of
     */
    public int execute(CatalogChange change) throws SQLException {
        if (change instanceof CreateTemporary create) {
            int count = temporary.create(create.table(), create.sql());
            settleTemporary();
            return count;
        }
        if (change instanceof DropTable drop && temporary.contain(drop.table())) {
            temporary.drop(drop.table(), drop.sql());
            settleTemporary();
            return 0;
        }
        TableDefinitions definitions = definitions();
        if (store.dialect().definitionsCommit()) {
            if (change instanceof ChangeView view) {
                definitions.run(view.sql());
                refresh(true);
                return 0;
            }
            store.accept(new CommittedDefinition(store, plain, definitions).run(change, snapshot()));
            return 0;
        }
        boolean ownTransaction = plain.getAutoCommit();
        if (change instanceof ChangeView view) {
            changeView(view, ownTransaction);
            return 0;
        }
        CatalogSnapshot changed = apply(change, definitions);
        if (ownTransaction) {
            store.accept(changed);
        } else if (changed.manifest().version() != store.snapshot().manifest().version()) {
            pending = changed;
        }
        return 0;
    }

    private void settleTemporary() throws SQLException {
        if (plain.getAutoCommit()) {
            temporary.settle();
        }
    }

    /** In a transaction that nobody else changes the catalogue beside, so that it need not be read again in it. */
    private void changeView(ChangeView view, boolean ownTransaction) throws SQLException {
        TableDefinitions definitions = definitions();
        store.writer().change(plain, snapshot(), List.of(), (before, domains) -> {
            definitions.run(view.sql());
            return before;
        });
        if (ownTransaction) {
            store.refresh(plain);
        } else {
            pending = store.reader().read(plain, store.seen().floor()).orElseGet(this::snapshot);
        }
    }

    /**
     * What a data definition would do. Nothing is sent or asked, so that what only the server or the key service knows is not
     * found out.
     *
     * @throws CatalogException where the catalogue alone says that it cannot be carried out
     */
    public DefinitionPreview preview(CatalogChange change) throws SQLException {
        CatalogSnapshot before = snapshot();
        if (change instanceof CreateTable create) {
            return definitions().preview(create, before.manifest());
        }
        if (change instanceof ChangeView view) {
            return new DefinitionPreview(List.of(view.sql()), List.of());
        }
        if (change instanceof CreateTemporary create) {
            return new DefinitionPreview(
                    List.of(create.sql()),
                    List.copyOf(create.table().encrypted().values()));
        }
        DropTable drop = (DropTable) change;
        List<EncryptedColumn> columns =
                Optional.ofNullable(temporary.in(before.catalog()).tables().get(drop.table())).stream()
                        .flatMap(table ->
                                table.columnNames().stream().flatMap(name -> table.encryptedColumn(name).stream()))
                        .toList();
        return new DefinitionPreview(List.of(drop.sql()), columns);
    }

    private TableDefinitions definitions() {
        return new TableDefinitions(store.dialect(), plain, store.policy());
    }

    private CatalogSnapshot apply(CatalogChange change, TableDefinitions definitions) throws SQLException {
        if (change instanceof CreateTable create) {
            List<Annotation> annotations = TableDefinitions.annotations(create);
            return store.writer()
                    .change(
                            plain,
                            snapshot(),
                            annotations,
                            (before, domains) -> definitions.create(create, before, domains));
        }
        DropTable drop = (DropTable) change;
        return store.writer().change(plain, snapshot(), List.of(), (before, domains) -> definitions.drop(drop, before));
    }

    /**
     * To be called after commit, rollback and a switch to auto-commit, once the server did it. Reads the catalogue anew if
     * the transaction had changed it; else costs nothing.
     */
    public void transactionEnded() throws SQLException {
        if (pending != null) {
            pending = null;
            store.refresh(plain);
        }
        temporary.ask();
        temporary.settle();
        if (!plain.getAutoCommit()) {
            plain.rollback(); // the read began a transaction that the application knows nothing of
        }
    }

    /** To be called after a rollback to a savepoint: what this transaction changed before it still stands. */
    public void savepointRolledBack() throws SQLException {
        temporary.ask();
        if (pending == null) {
            return;
        }
        Optional<CatalogSnapshot> now = store.reader().read(plain, store.seen().floor());
        CatalogSnapshot committed = store.snapshot();
        boolean changed = now.isPresent()
                && now.get().manifest().version() > committed.manifest().version();
        boolean views = now.isPresent()
                && !now.get().catalog().views().equals(committed.catalog().views());
        pending = changed || views ? now.get() : null;
        if (views) {
            // The lock may have been taken behind the savepoint.
            store.writer().change(plain, now.get(), List.of(), (before, domains) -> before);
        }
    }
}
