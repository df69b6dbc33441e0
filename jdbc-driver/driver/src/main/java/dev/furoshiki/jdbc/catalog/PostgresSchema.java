package dev.furoshiki.jdbc.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's catalogue. Stateless. */
final class PostgresSchema implements ServerSchema {

    private static final String PUBLIC = "public";

    @Override
    public String defaultSchema(Connection plain) {
        return PUBLIC;
    }

    @Override
    public String catalogSchema(Connection plain) {
        return PUBLIC;
    }

    private static final String COLUMNS = """
        SELECT n.nspname, c.relname, a.attname, a.attnum,
               CASE t.typtype WHEN 'd' THEN tn.nspname || '.' || t.typname
                    ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END,
               a.attnotnull, a.atthasdef, a.attidentity <> ''
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
        JOIN unnest(?::text[], ?::text[]) AS wanted(schema, name) ON wanted.schema = n.nspname AND wanted.name = c.relname
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
        ORDER BY n.nspname, c.relname, a.attnum
        """;

    @Override
    public Map<TableName, List<ServerColumn>> columns(Connection plain, Collection<TableName> tables)
            throws SQLException {
        Map<TableName, Map<String, ServerColumn>> found = new LinkedHashMap<>();
        if (tables.isEmpty()) {
            return Map.of();
        }
        try (PreparedStatement statement = plain.prepareStatement(COLUMNS)) {
            bind(statement, plain, tables);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    TableName table = new TableName(rows.getString(1), rows.getString(2));
                    ServerColumn column = new ServerColumn(
                            rows.getString(3),
                            rows.getInt(4),
                            rows.getString(5),
                            rows.getBoolean(6),
                            rows.getBoolean(7),
                            rows.getBoolean(8),
                            true);
                    found.computeIfAbsent(table, name -> new LinkedHashMap<>()).put(column.name(), column);
                }
            }
        }
        Map<TableName, List<ServerColumn>> columns = new HashMap<>();
        found.forEach((table, byName) -> columns.put(table, List.copyOf(byName.values())));
        return columns;
    }

    @Override
    public Set<String> tableNames(Connection plain) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace"
                                + " n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN"
                                + " ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /**
     * From the encrypted tables up through rules (views are rules) and along inheritance in both directions. Every foreign
     * table counts: what it reaches is written where this server cannot see it.
     */
    private static final String OPAQUE = """
        WITH RECURSIVE encrypted(oid) AS (
            SELECT c.oid FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN unnest(?::text[], ?::text[]) AS wanted(schema, name)
              ON wanted.schema = n.nspname AND wanted.name = c.relname
        ), reaching(oid) AS (
            SELECT oid FROM encrypted
            UNION
            SELECT edge.upper FROM reaching r JOIN (
                SELECT w.ev_class AS upper, d.refobjid AS lower
                FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid
                WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
                UNION ALL SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits
                UNION ALL SELECT inhparent, inhrelid FROM pg_catalog.pg_inherits
            ) edge ON edge.lower = r.oid
        )
        SELECT c.relname, n.nspname, a.columns,
               CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns
                            FROM pg_catalog.pg_attribute a
                            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) a
        WHERE c.relkind = 'f'
           OR (c.oid IN (SELECT oid FROM reaching) AND c.oid NOT IN (SELECT oid FROM encrypted))
        """;

    @Override
    public Reaching reaching(Connection plain, Collection<TableName> tables) throws SQLException {
        Set<String> names = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        Map<TableName, ViewDefinition> views = new HashMap<>();
        try (PreparedStatement statement = plain.prepareStatement(OPAQUE)) {
            bind(statement, plain, tables);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1).toLowerCase(Locale.ROOT);
                    names.add(name);
                    String definition = rows.getString(4);
                    if (definition == null) {
                        others.add(name);
                    } else {
                        views.put(
                                new TableName(rows.getString(2), rows.getString(1)),
                                new ViewDefinition(texts(rows.getArray(3)), definition));
                    }
                }
            }
        }
        views.keySet().removeIf(view -> others.contains(view.table().toLowerCase(Locale.ROOT)));
        return new Reaching(names, views);
    }

    @Override
    public void dropTemporary(Connection plain, TableName table) throws SQLException {
        TableName own = new TableName(TableName.TEMPORARY_SCHEMA, table.table());
        try (Statement statement = plain.createStatement()) {
            statement.execute("DROP TABLE " + ServerKind.POSTGRESQL.quoted(own));
        }
    }

    @Override
    public long temporaryId(Connection plain, TableName table) throws SQLException {
        try (PreparedStatement statement = plain.prepareStatement("SELECT c.oid FROM pg_catalog.pg_class c"
                + " WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relname = ?")) {
            statement.setString(1, table.table());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static void bind(PreparedStatement statement, Connection plain, Collection<TableName> tables)
            throws SQLException {
        Array schemas = plain.createArrayOf(
                "text", tables.stream().map(TableName::schema).toArray());
        Array names = plain.createArrayOf(
                "text", tables.stream().map(TableName::table).toArray());
        statement.setArray(1, schemas);
        statement.setArray(2, names);
    }
}
