package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's catalogue knows of a column's uses, and what its triggers may do with it. Stateless. */
final class PostgresColumnUses implements ColumnUses {

    /**
     * All that depends on the column, with what tells the harmless apart: our own CHECKs, NOT NULL, the column's own default
     * (dropped when it is prepared), plain indexes.
     */
    private static final String DEPENDENTS = """
        SELECT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid),
               CASE WHEN con.contype = 'c' THEN 'check' WHEN con.contype = 'n' THEN 'not null'
                    WHEN con.contype IN ('p', 'u') THEN 'unique' WHEN con.contype = 'f' THEN 'foreign key'
                    WHEN con.contype IS NOT NULL THEN 'constraint'
                    WHEN def.adrelid = d.refobjid AND def.adnum = d.refobjsubid THEN 'own default'
                    WHEN i.indexrelid IS NOT NULL AND i.indexprs IS NULL AND i.indpred IS NULL
                         THEN CASE WHEN i.indisunique THEN 'unique' ELSE 'index' END
                    WHEN d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = d.refobjid THEN 'table'
                    ELSE 'other' END,
               pg_catalog.pg_get_constraintdef(con.oid)
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_class c ON c.oid = d.refobjid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
        LEFT JOIN pg_catalog.pg_constraint con
               ON d.classid = 'pg_catalog.pg_constraint'::regclass AND con.oid = d.objid
        LEFT JOIN pg_catalog.pg_attrdef def ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND def.oid = d.objid
        LEFT JOIN pg_catalog.pg_index i ON d.classid = 'pg_catalog.pg_class'::regclass AND i.indexrelid = d.objid
        WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND n.nspname = ? AND c.relname = ? AND a.attname = ?
          AND d.deptype <> 'i'
        ORDER BY 1
        """;

    private static final String COUNTERPARTS = """
            WITH pair AS (
                SELECT con.conname, con.conrelid AS here, k.mine AS column_here, con.confrelid AS there, k.other AS column_there
                FROM pg_catalog.pg_constraint con, ROWS FROM (unnest(con.conkey), unnest(con.confkey)) AS k (mine, other)
                WHERE con.contype = 'f'
                UNION ALL
                SELECT con.conname, con.confrelid, k.other, con.conrelid, k.mine
                FROM pg_catalog.pg_constraint con, ROWS FROM (unnest(con.conkey), unnest(con.confkey)) AS k (mine, other)
                WHERE con.contype = 'f')
            SELECT pair.conname, there_n.nspname, there.relname, there_a.attname
            FROM pair
            JOIN pg_catalog.pg_class c ON c.oid = pair.here
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = pair.here AND a.attnum = pair.column_here
            JOIN pg_catalog.pg_class there ON there.oid = pair.there
            JOIN pg_catalog.pg_namespace there_n ON there_n.oid = there.relnamespace
            JOIN pg_catalog.pg_attribute there_a ON there_a.attrelid = pair.there AND there_a.attnum = pair.column_there
            WHERE n.nspname = ? AND c.relname = ? AND a.attname = ?
            ORDER BY 1, 2, 3, 4
            """;

    private static final String TRIGGERS = """
        SELECT t.tgname, p.prosrc, l.lanname FROM pg_catalog.pg_trigger t
        JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
        JOIN pg_catalog.pg_language l ON l.oid = p.prolang
        WHERE NOT t.tgisinternal AND n.nspname = ? AND c.relname = ?
        ORDER BY 1
        """;

    private static final String PARTITION_KEY = """
        SELECT 1 FROM pg_catalog.pg_partitioned_table p
        JOIN pg_catalog.pg_class c ON c.oid = p.partrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
        WHERE n.nspname = ? AND c.relname = ? AND a.attname = ?
          AND (a.attnum = ANY (p.partattrs::int2[]) OR p.partexprs IS NOT NULL)
        """;

    /** {@code return new} is how every row trigger ends; any other use of a whole row may look into the column. */
    private static final Pattern WHOLE_ROW = Pattern.compile("\\b(?:new|old)\\b(?!\\s*\\.)", Pattern.CASE_INSENSITIVE);

    private static final Pattern RETURNED_ROW =
            Pattern.compile("\\breturn\\s+(?:new|old)\\s*;", Pattern.CASE_INSENSITIVE);
    private static final Pattern DYNAMIC = Pattern.compile("\\bexecute\\b", Pattern.CASE_INSENSITIVE);

    @Override
    public List<String> find(Connection plain, TableName table, String column, CellType cellType) throws SQLException {
        List<String> uses = new ArrayList<>(dependents(plain, table, column, cellType));
        uses.addAll(triggers(plain, table, column));
        if (isPartitionKey(plain, table, column)) {
            uses.add("the partition key of table " + table);
        }
        return uses;
    }

    @Override
    public List<ForeignKeys.Counterpart> counterparts(Connection plain, TableName table, String column)
            throws SQLException {
        return ForeignKeys.counterparts(plain, COUNTERPARTS, table.schema(), table.table(), column);
    }

    private static List<String> dependents(Connection plain, TableName table, String column, CellType cellType)
            throws SQLException {
        List<String> uses = new ArrayList<>();
        try (PreparedStatement statement = prepare(plain, DEPENDENTS, table, column);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (!harmless(rows.getString(2), rows.getString(3), cellType)) {
                    uses.add(rows.getString(1));
                }
            }
        }
        return uses;
    }

    private static boolean harmless(String kind, @Nullable String definition, CellType cellType) {
        return switch (kind) {
            case "not null", "own default", "index", "table", "foreign key" -> true;
            case "unique" -> cellType == CellType.DETERMINISTIC;
            case "check" -> definition != null && PostgresCellTypes.isTogether(definition);
            default -> false;
        };
    }

    private static List<String> triggers(Connection plain, TableName table, String column) throws SQLException {
        List<String> uses = new ArrayList<>();
        try (PreparedStatement statement = prepare(plain, TRIGGERS, table, null);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Optional<String> why = mayRead(rows.getString(2), rows.getString(3), column);
                if (why.isPresent()) {
                    uses.add("trigger " + rows.getString(1) + " on table " + table + " (" + why.get() + ")");
                }
            }
        }
        return uses;
    }

    /** Fails closed: a function that cannot be seen not to read the column counts as reading it. */
    private static Optional<String> mayRead(String source, String language, String column) {
        if (!language.equals("plpgsql") && !language.equals("sql")) {
            return Optional.of("its function is written in " + language);
        }
        Matcher returned = RETURNED_ROW.matcher(source);
        String body = returned.replaceAll("");
        if (Pattern.compile("\\b" + Pattern.quote(column) + "\\b", Pattern.CASE_INSENSITIVE)
                .matcher(body)
                .find()) {
            return Optional.of("its function names the column");
        }
        if (WHOLE_ROW.matcher(body).find()) {
            return Optional.of("its function uses whole rows");
        }
        return DYNAMIC.matcher(body).find() ? Optional.of("its function runs dynamic SQL") : Optional.empty();
    }

    private static boolean isPartitionKey(Connection plain, TableName table, String column) throws SQLException {
        try (PreparedStatement statement = prepare(plain, PARTITION_KEY, table, column);
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    private static PreparedStatement prepare(Connection plain, String sql, TableName table, @Nullable String column)
            throws SQLException {
        PreparedStatement statement = plain.prepareStatement(sql);
        statement.setString(1, table.schema());
        statement.setString(2, table.table());
        if (column != null) {
            statement.setString(3, column);
        }
        return statement;
    }
}
