package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is still to be done to an existing table before a column of it can hold cells, as the exact statements to run: the
 * driver itself changes no schema when it connects.
 */
final class ColumnPreparation {

    private final CatalogDialect dialect;
    private final PhysicalSchema physical;
    private final Connection plain;
    private final EncryptedColumn column;
    private final List<ServerColumn> present;
    private final String table;
    private final String name;
    private final List<String> ddl = new ArrayList<>();

    private ColumnPreparation(
            CatalogDialect dialect, Connection plain, EncryptedColumn column, List<ServerColumn> present) {
        this.dialect = dialect;
        this.physical = dialect.physical();
        this.plain = plain;
        this.column = column;
        this.present = present;
        this.table = dialect.quoted(column.table());
        this.name = dialect.quoted(column.name());
    }

    /**
     * What is missing.
     *
     * @param ddl to be run, in order; empty where the column is ready
     * @param aside the column that keeps the plaintext rows; empty where there are none
     */
    record Missing(List<String> ddl, Optional<String> aside) {}

    static Missing of(CatalogDialect dialect, Connection plain, EncryptedColumn column, List<ServerColumn> present)
            throws SQLException {
        return new ColumnPreparation(dialect, plain, column, present).missing();
    }

    /** The same of a column that the catalogue has already: type and companion are enough, rows are not read. */
    static List<String> ofKnown(
            CatalogDialect dialect, EncryptedColumn column, List<ServerColumn> present, Connection plain)
            throws SQLException {
        ColumnPreparation preparation = new ColumnPreparation(dialect, plain, column, present);
        boolean ready = preparation.holds(column.name(), preparation.physical.cellType(column))
                && column.companion()
                        .map(companion -> preparation.holds(companion, preparation.physical.indexType()))
                        .orElse(true);
        return ready ? List.of() : preparation.missing().ddl();
    }

    private Missing missing() throws SQLException {
        Optional<ServerColumn> current = find(column.name());
        if (current.isPresent() && holdsOther(current.get())) {
            String aside = moveAside(current.get());
            companion();
            return new Missing(List.copyOf(ddl), Optional.of(aside));
        }
        if (current.isPresent()) {
            convert(current.get());
        } else {
            addColumn();
        }
        companion();
        return new Missing(List.copyOf(ddl), Optional.empty());
    }

    private Optional<ServerColumn> find(String columnName) {
        return present.stream().filter(one -> one.name().equals(columnName)).findFirst();
    }

    private boolean holds(String columnName, String type) {
        return find(columnName).map(one -> physical.holds(one, type)).orElse(false);
    }

    private boolean holdsOther(ServerColumn current) throws SQLException {
        String query = physical.isBinary(current)
                ? physical.anyOther(column.table(), column.name(), column.cellType())
                : "SELECT EXISTS (SELECT 1 FROM " + table + " WHERE " + name + " IS NOT NULL)";
        try (Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** Plaintext rows are kept: only the driver, not DDL, can turn them into cells. */
    private String moveAside(ServerColumn current) {
        Set<String> taken = present.stream().map(ServerColumn::name).collect(Collectors.toSet());
        String aside = column.name() + "_plaintext";
        while (taken.contains(aside)) {
            aside += "_";
        }
        ddl.add(physical.renameColumn(column.table(), column.name(), aside));
        if (current.notNull()) {
            ddl.add(physical.dropNotNull(column.table(), aside, current));
        }
        addColumn();
        return aside;
    }

    private void addColumn() {
        addColumn(name, physical.cellType(column), physical.cellCheck(column.name(), column.cellType()));
    }

    private void addColumn(String quoted, String type, Optional<String> check) {
        alter("ADD COLUMN " + quoted + " " + type);
        check.ifPresent(one -> alter("ADD " + one));
    }

    private void convert(ServerColumn current) throws SQLException {
        ddl.addAll(physical.convert(column.table(), column.name(), current, physical.cellType(column)));
        addMissing(physical.cellCheck(column.name(), column.cellType()));
    }

    private void addMissing(Optional<String> check) throws SQLException {
        if (check.isPresent() && !physical.hasCheck(plain, column.table(), check.get())) {
            alter("ADD " + check.get());
        }
    }

    private void companion() throws SQLException {
        Optional<String> companion = column.companion();
        if (companion.isEmpty()) {
            return;
        }
        Optional<ServerColumn> current = find(companion.get());
        Optional<String> check = physical.indexCheck(companion.get());
        if (current.isPresent() && physical.isBinary(current.get())) {
            ddl.addAll(physical.convert(column.table(), companion.get(), current.get(), physical.indexType()));
            addMissing(check);
            return;
        }
        addColumn(dialect.quoted(companion.get()), physical.indexType(), check);
        alter("ADD " + physical.togetherCheck(column.name(), companion.get()));
        ddl.add(physical.createIndex(column.table(), companion.get()));
    }

    private void alter(String action) {
        ddl.add("ALTER TABLE " + table + " " + action);
    }
}
