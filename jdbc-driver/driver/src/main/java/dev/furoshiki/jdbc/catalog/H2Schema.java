package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.SchemaQuestions.Defined;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** H2's information schema. Stateless. */
final class H2Schema implements ServerSchema {

    private static final String COLUMNS = """
        SELECT COLUMN_NAME, ORDINAL_POSITION,
               CONCAT(DATA_TYPE, CASE WHEN CHARACTER_MAXIMUM_LENGTH IS NULL THEN '' ELSE CONCAT('(', CHARACTER_MAXIMUM_LENGTH, ')') END),
               IS_NULLABLE = 'NO', COLUMN_DEFAULT IS NOT NULL OR COLUMN_ON_UPDATE IS NOT NULL, IS_IDENTITY = 'YES',
               IS_VISIBLE
        FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION
        """;

    @Override
    public String defaultSchema(Connection plain) throws SQLException {
        return plain.getSchema();
    }

    /** One catalogue for all schemas of the database. */
    @Override
    public String catalogSchema(Connection plain) throws SQLException {
        Set<String> main = SchemaQuestions.texts(
                plain,
                "SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA WHERE UPPER(SCHEMA_NAME) = 'PUBLIC'"
                        + " ORDER BY SCHEMA_NAME FETCH FIRST ROW ONLY");
        return main.stream().findFirst().orElse("PUBLIC");
    }

    @Override
    public Map<TableName, List<ServerColumn>> columns(Connection plain, Collection<TableName> tables)
            throws SQLException {
        return SchemaQuestions.columns(plain, COLUMNS, tables);
    }

    @Override
    public void dropTemporary(Connection plain, TableName table) throws SQLException {
        Set<String> types = SchemaQuestions.texts(
                plain,
                "SELECT TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?",
                table.schema(),
                table.table());
        if (!types.equals(Set.of("LOCAL TEMPORARY"))) {
            throw new SQLException("table " + table + " is not only a temporary one; it was not dropped", "55000");
        }
        try (Statement statement = plain.createStatement()) {
            statement.execute("DROP TABLE " + ServerKind.H2.quoted(table));
        }
    }

    @Override
    public Set<String> tableNames(Connection plain) throws SQLException {
        return SchemaQuestions.texts(
                plain,
                "SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) FROM INFORMATION_SCHEMA.TABLES"
                        + " WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA <> 'INFORMATION_SCHEMA'");
    }

    /** Views by their texts; what a linked table or a table of another engine reaches is written elsewhere. */
    @Override
    public Reaching reaching(Connection plain, Collection<TableName> tables) throws SQLException {
        Set<String> opaque = new TreeSet<>();
        for (String name : SchemaQuestions.texts(
                plain,
                "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA <> 'INFORMATION_SCHEMA'"
                        + " AND TABLE_TYPE <> 'VIEW' AND TABLE_CLASS NOT IN"
                        + " ('org.h2.mvstore.db.MVTable', 'org.h2.table.RangeTable')")) {
            opaque.add(SchemaQuestions.lower(name));
        }
        List<Defined> synonyms = new ArrayList<>();
        for (List<@Nullable String> row : SchemaQuestions.rows(
                plain,
                "SELECT SYNONYM_SCHEMA, SYNONYM_NAME, SYNONYM_FOR_SCHEMA, SYNONYM_FOR FROM"
                        + " INFORMATION_SCHEMA.SYNONYMS")) {
            TableName target = new TableName(String.valueOf(row.get(2)), String.valueOf(row.get(3)));
            synonyms.add(new Defined(
                    new TableName(String.valueOf(row.get(0)), String.valueOf(row.get(1))),
                    ServerKind.H2.quoted(target)));
        }
        return SchemaQuestions.reaching(
                ServerKind.H2, tables, opaque, synonyms, views(plain), views -> columns(plain, views));
    }

    static List<Defined> views(Connection plain) throws SQLException {
        List<Defined> views = new ArrayList<>();
        for (List<@Nullable String> row : SchemaQuestions.rows(
                plain,
                "SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM INFORMATION_SCHEMA.VIEWS"
                        + " WHERE TABLE_SCHEMA <> 'INFORMATION_SCHEMA'")) {
            views.add(new Defined(new TableName(String.valueOf(row.get(0)), String.valueOf(row.get(1))), row.get(2)));
        }
        return views;
    }
}
