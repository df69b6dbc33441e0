package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.SchemaQuestions.Defined;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the information schema of MariaDB and MySQL knows of a column's uses, judged by the texts it shows. Stateless. */
final class MySqlColumnUses implements ColumnUses {

    private static final MySqlPhysicalSchema SCHEMA = new MySqlPhysicalSchema();

    /** A trigger's body may call what reads the row. */
    private static final Pattern CALL = Pattern.compile("\\bcall\\b", Pattern.CASE_INSENSITIVE);

    @Override
    public List<String> find(Connection plain, TableName table, String column, CellType cellType) throws SQLException {
        List<String> uses = new ArrayList<>();
        for (String check : SCHEMA.checks(plain, table)) {
            if (SchemaQuestions.names(check, column) && !SCHEMA.isOurs(check)) {
                uses.add("a CHECK on table " + table);
            }
        }
        generated(plain, table, column, uses);
        indexes(plain, table, column, cellType, uses);
        partitions(plain, table, column, uses);
        triggers(plain, table, column, uses);
        views(plain, table, column, uses);
        return uses;
    }

    private static void generated(Connection plain, TableName table, String column, List<String> uses)
            throws SQLException {
        for (List<@Nullable String> row : SchemaQuestions.rows(
                plain,
                "SELECT COLUMN_NAME, GENERATION_EXPRESSION FROM information_schema.COLUMNS"
                        + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND GENERATION_EXPRESSION <> ''",
                table.schema(),
                table.table())) {
            if (String.valueOf(row.get(0)).equalsIgnoreCase(column)
                    || SchemaQuestions.names(String.valueOf(row.get(1)), column)) {
                uses.add("the generated column " + row.get(0) + " of table " + table);
            }
        }
    }

    /** An index over an expression is one over a hidden generated column, which the first question does not show. */
    private static void indexes(Connection plain, TableName table, String column, CellType cellType, List<String> uses)
            throws SQLException {
        boolean expressions = !ServerKind.isMariaDb(plain);
        for (List<@Nullable String> row : SchemaQuestions.rows(
                plain,
                "SELECT INDEX_NAME, NON_UNIQUE, INDEX_TYPE, COLUMN_NAME, " + (expressions ? "EXPRESSION" : "NULL")
                        + " FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?",
                table.schema(),
                table.table())) {
            boolean own = column.equalsIgnoreCase(row.get(3));
            boolean unique = "0".equals(row.get(1)) && cellType == CellType.RANDOMIZED;
            boolean words = !"BTREE".equals(row.get(2)) && !"HASH".equals(row.get(2));
            boolean expression = row.get(4) != null && SchemaQuestions.names(String.valueOf(row.get(4)), column);
            if (expression || (own && (unique || words))) {
                uses.add("index " + row.get(0) + " of table " + table);
            }
        }
    }

    @Override
    public List<ForeignKeys.Counterpart> counterparts(Connection plain, TableName table, String column)
            throws SQLException {
        return ForeignKeys.counterparts(
                plain,
                "SELECT CONSTRAINT_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME FROM"
                        + " information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_NAME IS NOT NULL AND"
                        + " TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ? UNION ALL SELECT CONSTRAINT_NAME,"
                        + " TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE"
                        + " REFERENCED_TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME = ? AND REFERENCED_COLUMN_NAME = ?",
                table.schema(),
                table.table(),
                column,
                table.schema(),
                table.table(),
                column);
    }

    private static void partitions(Connection plain, TableName table, String column, List<String> uses)
            throws SQLException {
        for (List<@Nullable String> row : SchemaQuestions.rows(
                plain,
                "SELECT PARTITION_EXPRESSION, SUBPARTITION_EXPRESSION FROM information_schema.PARTITIONS"
                        + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND PARTITION_NAME IS NOT NULL",
                table.schema(),
                table.table())) {
            if (SchemaQuestions.names(row.get(0) + " " + row.get(1), column)) {
                uses.add("the partition key of table " + table);
                return;
            }
        }
    }

    /** Fails closed: a body that calls a routine counts as reading the column, and so does one that the server hides. */
    private static void triggers(Connection plain, TableName table, String column, List<String> uses)
            throws SQLException {
        for (List<@Nullable String> row : SchemaQuestions.rows(
                plain,
                "SELECT TRIGGER_NAME, ACTION_STATEMENT, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS"
                        + " WHERE EVENT_OBJECT_SCHEMA = ?",
                table.schema())) {
            String body = row.get(1);
            boolean own = table.table().equalsIgnoreCase(row.get(2));
            boolean names = body == null || body.isBlank() || SchemaQuestions.names(body, column);
            boolean calls = body != null && CALL.matcher(body).find();
            boolean reads = body != null && SchemaQuestions.names(body, table.table());
            if (own ? names || calls : reads && names) {
                uses.add("trigger " + row.get(0));
            }
        }
    }

    private static void views(Connection plain, TableName table, String column, List<String> uses) throws SQLException {
        for (Defined view : MySqlSchema.views(plain)) {
            if (view.mayName(ServerKind.MYSQL, table)
                    && (view.definition() == null || SchemaQuestions.names(view.definition(), column))) {
                uses.add("view " + view.name());
            }
        }
    }
}
