package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The temporary tables with encrypted columns that one connection has made. Nobody else sees them, so they are in no manifest;
 * whatever the connection plans is held against a catalogue that has them, too, and so is no plan of any other connection's.
 *
 * <p>A table is forgotten only when it is known to be gone: where a rollback can bring one back, the server is asked. As
 * thread-safe as the connection.
 */
final class TemporaryTables {

    /**
     * A table.
     *
     * @param id by which the server tells it from another of its name; 0 where no rollback touches any
     */
    private record Made(TableColumns columns, long id) {}

    private static final long UNKNOWN = -1;

    private final CatalogDialect dialect;
    private final Connection plain;

    private final Map<TableName, Made> present = new HashMap<>();

    /** Those that were there at any time in the open transaction. */
    private final List<Made> seen = new ArrayList<>();

    private @Nullable Catalog base;
    private @Nullable Catalog joined;

    TemporaryTables(CatalogDialect dialect, Connection plain) {
        this.dialect = dialect;
        this.plain = plain;
    }

    boolean isEmpty() {
        return present.isEmpty();
    }

    boolean contain(TableName table) {
        return present.containsKey(table);
    }

    /** A catalogue with these tables in it. */
    @SuppressWarnings(
            "ReferenceEquality") // the same object as long as nothing changes: it is compared at each statement
    Catalog in(Catalog catalog) {
        if (present.isEmpty()) {
            return catalog;
        }
        Catalog known = joined;
        if (known != null && base == catalog) {
            return known;
        }
        Map<TableName, TableColumns> tables = new HashMap<>(catalog.tables());
        present.forEach((name, made) -> tables.put(name, made.columns()));
        Catalog made = new Catalog(
                catalog.databaseId(),
                catalog.version(),
                tables,
                catalog.awaited(),
                catalog.opaqueRelations(),
                catalog.views(),
                catalog.declaredRoutines(),
                catalog.defaultSchema(),
                catalog.otherCatalogues());
        base = catalog;
        joined = made;
        return made;
    }

    /** Gives the update count. */
    int create(TableColumns table, String sql) throws SQLException {
        if (table.encrypted().isEmpty()) {
            return run(sql);
        }
        // Where it cannot be asked for its id, it counts as there.
        present.put(table.name(), new Made(table, UNKNOWN));
        joined = null;
        int count;
        try {
            count = run(sql);
        } catch (SQLException | RuntimeException failure) {
            present.remove(table.name());
            joined = null;
            throw failure;
        }
        Made made = new Made(table, id(table.name()));
        seen.add(made);
        present.put(table.name(), made);
        joined = null;
        return count;
    }

    void drop(TableName table, String sql) throws SQLException {
        run(sql);
        present.remove(table);
        joined = null;
    }

    /** Finds out what is there after a rollback, in whole or in part. */
    void ask() throws SQLException {
        if (seen.isEmpty() || dialect.definitionsCommit()) {
            return;
        }
        present.keySet()
                .removeIf(name ->
                        seen.stream().anyMatch(made -> made.columns().name().equals(name)));
        joined = null;
        for (Made made : seen) {
            if (id(made.columns().name()) == made.id()) {
                present.put(made.columns().name(), made);
            }
        }
    }

    /** Says that what is there now stays, whatever is rolled back. */
    void settle() {
        seen.clear();
        if (!dialect.definitionsCommit()) {
            seen.addAll(present.values());
        }
    }

    /** Whoever gets the server's connection next must not find them: he would take them for plain ones. */
    void dropAll() throws SQLException {
        for (TableName table : List.copyOf(present.keySet())) {
            dialect.schema().dropTemporary(plain, table);
            present.remove(table);
            joined = null;
        }
    }

    private long id(TableName table) throws SQLException {
        return dialect.schema().temporaryId(plain, table);
    }

    private int run(String sql) throws SQLException {
        try (Statement statement = plain.createStatement()) {
            statement.execute(sql);
            return statement.getUpdateCount();
        }
    }
}
