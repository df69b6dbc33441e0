package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.ServerSchema.ServerColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
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

    private final Connection plain;
    private final EncryptedColumn column;
    private final List<ServerColumn> present;
    private final String table;
    private final String name;
    private final List<String> ddl = new ArrayList<>();

    private ColumnPreparation(Connection plain, EncryptedColumn column, List<ServerColumn> present) {
        this.plain = plain;
        this.column = column;
        this.present = present;
        this.table = SqlNames.quoted(column.table());
        this.name = SqlNames.quoted(column.name());
    }

    /**
     * What is missing.
     *
     * @param ddl to be run, in order; empty where the column is ready
     * @param aside the column that keeps the plaintext rows; empty where there are none
     */
    record Missing(List<String> ddl, Optional<String> aside) {}

    static Missing of(Connection plain, EncryptedColumn column, List<ServerColumn> present) throws SQLException {
        return new ColumnPreparation(plain, column, present).missing();
    }

    /** The same of a column that the catalogue has already: type and companion are enough, rows are not read. */
    static List<String> ofKnown(EncryptedColumn column, List<ServerColumn> present, Connection plain)
            throws SQLException {
        ColumnPreparation preparation = new ColumnPreparation(plain, column, present);
        boolean ready = preparation.isBytea(column.name())
                && column.companion().map(preparation::isBytea).orElse(true);
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

    private boolean isBytea(String columnName) {
        return find(columnName).map(one -> one.type().equals("bytea")).orElse(false);
    }

    private boolean holdsOther(ServerColumn current) throws SQLException {
        String query = current.type().equals("bytea")
                ? CellChecks.anyOther(column.table(), column.name(), column.cellType())
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
        alter("RENAME COLUMN " + name + " TO " + SqlNames.quoted(aside));
        if (current.notNull()) {
            alter("ALTER COLUMN " + SqlNames.quoted(aside) + " DROP NOT NULL");
        }
        addColumn();
        return aside;
    }

    private void addColumn() {
        alter("ADD COLUMN " + name + " bytea " + CellChecks.cell(column.name(), column.cellType()));
    }

    private void convert(ServerColumn current) throws SQLException {
        if (current.hasDefault()) {
            alter("ALTER COLUMN " + name + " DROP DEFAULT");
        }
        if (!current.type().equals("bytea")) {
            alter("ALTER COLUMN " + name + " TYPE bytea USING NULL::bytea");
        }
        String check = CellChecks.cell(column.name(), column.cellType());
        if (!hasCheck(check)) {
            alter("ADD " + check);
        }
    }

    private void companion() throws SQLException {
        Optional<String> companion = column.companion();
        if (companion.isEmpty() || (isBytea(companion.get()) && hasCheck(CellChecks.index(companion.get())))) {
            return;
        }
        String quoted = SqlNames.quoted(companion.get());
        if (isBytea(companion.get())) {
            alter("ADD " + CellChecks.index(companion.get()));
            return;
        }
        alter("ADD COLUMN " + quoted + " bytea " + CellChecks.index(companion.get()));
        alter("ADD " + CellChecks.together(column.name(), companion.get()));
        ddl.add("CREATE INDEX ON " + table + " (" + quoted + ")");
    }

    private void alter(String action) {
        ddl.add("ALTER TABLE " + table + " " + action);
    }

    private boolean hasCheck(String wanted) throws SQLException {
        try (PreparedStatement statement = plain.prepareStatement("""
                SELECT pg_catalog.pg_get_constraintdef(con.oid) FROM pg_catalog.pg_constraint con
                JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE con.contype = 'c' AND con.convalidated AND n.nspname = ? AND c.relname = ?
                """)) {
            statement.setString(1, column.table().schema());
            statement.setString(2, column.table().table());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (CellChecks.same(rows.getString(1), wanted)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
