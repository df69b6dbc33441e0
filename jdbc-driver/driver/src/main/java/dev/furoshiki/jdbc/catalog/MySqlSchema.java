package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.SchemaQuestions.Defined;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The information schema of MariaDB and MySQL, where a schema is a database. Stateless. */
final class MySqlSchema implements ServerSchema {

    private static final String COLUMNS = """
        SELECT COLUMN_NAME, ORDINAL_POSITION,
               CONCAT(COLUMN_TYPE, CASE WHEN COLLATION_NAME IS NULL THEN ''
                                        ELSE CONCAT(' CHARACTER SET ', CHARACTER_SET_NAME, ' COLLATE ', COLLATION_NAME) END),
               IS_NULLABLE = 'NO', COLUMN_DEFAULT IS NOT NULL AND COLUMN_DEFAULT <> 'NULL',
               EXTRA LIKE '%auto_increment%', EXTRA NOT LIKE '%INVISIBLE%'
        FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION
        """;

    /** Engines whose tables are stored elsewhere, or in other tables. */
    private static final String REMOTE_ENGINES =
            "'FEDERATED', 'MRG_MYISAM', 'MRG_MyISAM', 'SPIDER', 'CONNECT', 'SPHINX', 'S3', 'MROONGA'";

    @Override
    public String defaultSchema(Connection plain) throws SQLException {
        @Nullable String database = plain.getCatalog();
        if (database == null || database.isEmpty()) {
            throw new SQLException(
                    "the URL names no database, so that a table's name would mean none; write it behind the address",
                    "3D000");
        }
        return database;
    }

    @Override
    public String catalogSchema(Connection plain) throws SQLException {
        return defaultSchema(plain);
    }

    @Override
    public Map<TableName, List<ServerColumn>> columns(Connection plain, Collection<TableName> tables)
            throws SQLException {
        return SchemaQuestions.columns(plain, COLUMNS, tables);
    }

    @Override
    public void dropTemporary(Connection plain, TableName table) throws SQLException {
        try (Statement statement = plain.createStatement()) {
            statement.execute("DROP TEMPORARY TABLE " + ServerKind.MYSQL.quoted(table));
        }
    }

    @Override
    public Optional<String> defaultCollation(Connection plain, String schema) throws SQLException {
        return SchemaQuestions.texts(
                        plain,
                        "SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
                        schema)
                .stream()
                .findFirst();
    }

    @Override
    public Set<String> tableNames(Connection plain) throws SQLException {
        return SchemaQuestions.texts(
                plain,
                "SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE"
                        + " TABLE' AND TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')");
    }

    @Override
    public Set<String> otherCatalogues(Connection plain) throws SQLException {
        return SchemaQuestions.texts(
                plain,
                "SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = ? AND TABLE_SCHEMA <> DATABASE()",
                CatalogTables.CATALOG);
    }

    /** Views by their texts, in every database; tables that lie elsewhere count always. */
    @Override
    public Reaching reaching(Connection plain, Collection<TableName> tables) throws SQLException {
        Set<String> opaque = new TreeSet<>();
        for (String name : SchemaQuestions.texts(
                plain, "SELECT TABLE_NAME FROM information_schema.TABLES WHERE ENGINE IN (" + REMOTE_ENGINES + ")")) {
            opaque.add(SchemaQuestions.lower(name));
        }
        return SchemaQuestions.reaching(
                ServerKind.MYSQL, tables, opaque, List.of(), views(plain), views -> columns(plain, views));
    }

    static List<Defined> views(Connection plain) throws SQLException {
        List<Defined> views = new ArrayList<>();
        for (List<@Nullable String> row : SchemaQuestions.rows(
                plain,
                "SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS"
                        + " WHERE TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')")) {
            views.add(new Defined(new TableName(String.valueOf(row.get(0)), String.valueOf(row.get(1))), row.get(2)));
        }
        return views;
    }
}
