package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.SchemaQuestions.Defined;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What H2's information schema knows of a column's uses, judged by the texts it shows. Stateless. */
final class H2ColumnUses implements ColumnUses {

    private static final H2PhysicalSchema SCHEMA = new H2PhysicalSchema();

    @Override
    public List<String> find(Connection plain, TableName table, String column, CellType cellType) throws SQLException {
        List<String> uses = new ArrayList<>();
        for (String check : SCHEMA.checks(plain, table)) {
            if (SchemaQuestions.names(check, column) && !SCHEMA.isOurs(check)) {
                uses.add("a CHECK on table " + table);
            }
        }
        columns(plain, table, column, uses);
        keys(plain, table, column, cellType, uses);
        // A trigger is a Java class or source, and gets whole rows.
        for (String trigger : SchemaQuestions.texts(
                plain,
                "SELECT TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS"
                        + " WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?",
                table.schema(),
                table.table())) {
            uses.add("trigger " + trigger + " on table " + table + " (it gets whole rows)");
        }
        views(plain, table, column, uses);
        return uses;
    }

    private static void columns(Connection plain, TableName table, String column, List<String> uses)
            throws SQLException {
        for (List<@Nullable String> row : SchemaQuestions.rows(
                plain,
                "SELECT COLUMN_NAME, GENERATION_EXPRESSION, DOMAIN_NAME FROM INFORMATION_SCHEMA.COLUMNS"
                        + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
                        + " AND (GENERATION_EXPRESSION IS NOT NULL OR DOMAIN_NAME IS NOT NULL)",
                table.schema(),
                table.table())) {
            boolean own = column.equals(row.get(0));
            String expression = row.get(1);
            if (expression != null && (own || SchemaQuestions.names(expression, column))) {
                uses.add("the generated column " + row.get(0) + " of table " + table);
            } else if (own && row.get(2) != null) {
                uses.add("domain " + row.get(2) + ", whose default and CHECKs are the column's");
            }
        }
    }

    private static void keys(Connection plain, TableName table, String column, CellType cellType, List<String> uses)
            throws SQLException {
        for (List<@Nullable String> row : SchemaQuestions.rows(
                plain,
                "SELECT t.CONSTRAINT_NAME, t.CONSTRAINT_TYPE FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS t JOIN"
                        + " INFORMATION_SCHEMA.KEY_COLUMN_USAGE k USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME) WHERE"
                        + " k.TABLE_SCHEMA = ? AND k.TABLE_NAME = ? AND k.COLUMN_NAME = ?"
                        + " AND t.CONSTRAINT_TYPE <> 'FOREIGN KEY'",
                table.schema(),
                table.table(),
                column)) {
            if (cellType == CellType.RANDOMIZED) {
                uses.add("constraint " + row.get(0) + " (" + row.get(1) + ")");
            }
        }
        if (cellType == CellType.RANDOMIZED) {
            for (String index : SchemaQuestions.texts(
                    plain,
                    "SELECT i.INDEX_NAME FROM INFORMATION_SCHEMA.INDEXES i JOIN INFORMATION_SCHEMA.INDEX_COLUMNS c"
                            + " USING (INDEX_SCHEMA, INDEX_NAME) WHERE c.TABLE_SCHEMA = ? AND c.TABLE_NAME = ?"
                            + " AND c.COLUMN_NAME = ? AND i.INDEX_TYPE_NAME = 'UNIQUE INDEX'",
                    table.schema(),
                    table.table(),
                    column)) {
                uses.add("unique index " + index);
            }
        }
    }

    @Override
    public List<ForeignKeys.Counterpart> counterparts(Connection plain, TableName table, String column)
            throws SQLException {
        String sides = " FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS r JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE k"
                + " ON k.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA AND k.CONSTRAINT_NAME = r.CONSTRAINT_NAME"
                + " JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE o ON o.CONSTRAINT_SCHEMA = r.UNIQUE_CONSTRAINT_SCHEMA"
                + " AND o.CONSTRAINT_NAME = r.UNIQUE_CONSTRAINT_NAME"
                + " AND o.ORDINAL_POSITION = k.POSITION_IN_UNIQUE_CONSTRAINT";
        return ForeignKeys.counterparts(
                plain,
                "SELECT r.CONSTRAINT_NAME, o.TABLE_SCHEMA, o.TABLE_NAME, o.COLUMN_NAME" + sides
                        + " WHERE k.TABLE_SCHEMA = ? AND k.TABLE_NAME = ? AND k.COLUMN_NAME = ?"
                        + " UNION ALL SELECT r.CONSTRAINT_NAME, k.TABLE_SCHEMA, k.TABLE_NAME, k.COLUMN_NAME" + sides
                        + " WHERE o.TABLE_SCHEMA = ? AND o.TABLE_NAME = ? AND o.COLUMN_NAME = ?",
                table.schema(),
                table.table(),
                column,
                table.schema(),
                table.table(),
                column);
    }

    private static void views(Connection plain, TableName table, String column, List<String> uses) throws SQLException {
        for (Defined view : H2Schema.views(plain)) {
            if (view.mayName(ServerKind.H2, table)
                    && (view.definition() == null || SchemaQuestions.names(view.definition(), column))) {
                uses.add("view " + view.name());
            }
        }
    }
}
