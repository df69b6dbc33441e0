package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogChange.CreateTable;
import dev.furoshiki.jdbc.catalog.CatalogChange.DropTable;
import dev.furoshiki.jdbc.catalog.Manifest.ColumnEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A data definition on a server that commits with each: manifest and table are written one after the other, and every state
 * between is one that keeps plaintext out ({@link TableDefinitions}). For one thread.
 */
final class CommittedDefinition {

    private final CatalogStore store;
    private final Connection plain;
    private final TableDefinitions definitions;

    CommittedDefinition(CatalogStore store, Connection plain, TableDefinitions definitions) {
        this.store = store;
        this.plain = plain;
        this.definitions = definitions;
    }

    CatalogSnapshot run(CatalogChange change, CatalogSnapshot known) throws SQLException {
        return change instanceof CreateTable create ? create(create, known) : drop((DropTable) change, known);
    }

    private CatalogSnapshot create(CreateTable create, CatalogSnapshot known) throws SQLException {
        List<Annotation> annotations = TableDefinitions.annotations(create);
        boolean[] announced = new boolean[1];
        CatalogSnapshot pending = store.writer().change(plain, known, annotations, (before, domains) -> {
            Manifest after = definitions.announce(create, before, domains);
            announced[0] = !after.equals(before);
            return after;
        });
        if (!announced[0]) {
            return pending;
        }
        // From here on this process, too, takes the table's columns for encrypted.
        store.accept(pending);
        try {
            definitions.build(create, pending.manifest());
        } catch (SQLException | RuntimeException failure) {
            takeBack(create, pending, failure);
            throw failure;
        }
        return active(create, pending);
    }

    /** The snapshot with the table's columns as the server has them now. */
    private CatalogSnapshot active(CreateTable create, CatalogSnapshot pending) throws SQLException {
        CatalogSnapshot now = store.reader().read(plain, store.seen().floor()).orElse(pending);
        if (!entries(now, create).equals(entries(pending, create))) {
            throw new SQLException(
                    "table " + create.table()
                            + " was created by two at the same time, and the catalogue has the other's"
                            + " keys for it; drop it and create it again",
                    "40001");
        }
        return now;
    }

    private static List<ColumnEntry> entries(CatalogSnapshot snapshot, CreateTable create) {
        return snapshot.manifest().columnsOf(create.table());
    }

    /** The entries go when the table is not there; where somebody else has made it meanwhile, they are left to him. */
    private void takeBack(CreateTable create, CatalogSnapshot pending, Exception failure) {
        try {
            List<ColumnEntry> ours = entries(pending, create);
            store.accept(store.writer()
                    .change(
                            plain,
                            pending,
                            List.of(),
                            (before, domains) ->
                                    before.columnsOf(create.table()).equals(ours)
                                                    && !store.dialect().schema().exists(plain, create.table())
                                            ? before.replacing(create.table(), List.of(), List.of())
                                            : before));
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    private CatalogSnapshot drop(DropTable drop, CatalogSnapshot known) throws SQLException {
        definitions.run(drop.sql());
        return store.writer().change(plain, known, List.of(), (before, domains) -> definitions.forget(drop, before));
    }
}
