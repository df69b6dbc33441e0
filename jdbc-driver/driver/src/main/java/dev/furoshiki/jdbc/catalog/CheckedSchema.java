package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What servers have in common that keep out what is no cell by CHECKs of the table. Stateless. */
abstract class CheckedSchema implements PhysicalSchema {

    private final ServerKind kind;
    private final Pattern ours;

    /** @param ours the CHECKs made here, as {@link #bare} leaves them */
    CheckedSchema(ServerKind kind, Pattern ours) {
        this.kind = kind;
        this.ours = ours;
    }

    /** That the first byte of a column's value, whose name is quoted, is that of a cell. */
    abstract String beginsAs(String quoted, CellType cellType);

    /** The CHECKs of a table as the server writes them, with or without the word. */
    abstract List<String> checks(Connection plain, TableName table) throws SQLException;

    /** A CHECK without the word and what a server writes in a way of its own. */
    abstract String bare(String clause);

    final boolean isOurs(String clause) {
        return ours.matcher(bare(clause)).matches();
    }

    @Override
    public final Optional<String> cellCheck(String column, CellType cellType) {
        return Optional.of("CHECK " + isCell(column, cellType));
    }

    private String isCell(String column, CellType cellType) {
        String name = quoted(column);
        return "(OCTET_LENGTH(" + name + ") >= " + CellChecks.leastBytes(cellType) + " AND " + beginsAs(name, cellType)
                + ")";
    }

    @Override
    public final Optional<String> indexCheck(String companion) {
        return Optional.of("CHECK (OCTET_LENGTH(" + quoted(companion) + ") = " + CellChecks.INDEX_BYTES + ")");
    }

    @Override
    public final String togetherCheck(String column, String companion) {
        return "CHECK ((" + quoted(column) + " IS NULL) = (" + quoted(companion) + " IS NULL))";
    }

    @Override
    public final boolean hasCheck(Connection plain, TableName table, String wanted) throws SQLException {
        String bare = bare(wanted);
        return checks(plain, table).stream().anyMatch(clause -> bare(clause).equals(bare));
    }

    @Override
    public final String anyOther(TableName table, String column, CellType cellType) {
        return "SELECT EXISTS (SELECT 1 FROM " + kind.quoted(table) + " WHERE " + quoted(column)
                + " IS NOT NULL AND NOT " + isCell(column, cellType) + ")";
    }

    @Override
    public final void lockCatalog(Connection plain, String catalogTable) throws SQLException {
        try (Statement statement = plain.createStatement()) {
            statement.execute("SELECT id FROM " + catalogTable + " FOR UPDATE");
        }
    }

    final String alter(TableName table, String action) {
        return "ALTER TABLE " + kind.quoted(table) + " " + action;
    }

    final String quoted(String name) {
        return kind.quoted(name);
    }
}
