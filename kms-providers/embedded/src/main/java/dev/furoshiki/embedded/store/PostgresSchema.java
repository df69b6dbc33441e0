package dev.furoshiki.embedded.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What lies in a store's schema of PostgreSQL, and what should not. Stateless. */
final class PostgresSchema {

    private static final String TABLES =
            "('store_header', 'kms_key', 'backing_key', 'alias', 'key_record', 'audit_key', 'audit_anchor', "
                    + "'store_history')";

    /** Those without which rows could be there twice, or of nothing. */
    private static final String CONSTRAINTS =
            "array['store_header_key', 'store_history_key', 'kms_key_key', 'backing_key_key', 'backing_key_of', 'alias_key', "
                    + "'alias_of', 'key_record_key', 'key_record_of', 'audit_key_key', 'audit_anchor_key']";

    /** All catalogues are named with their schema: a temporary table could have any other name. */
    private static final String STORE_TABLES = """
            with ours as (
                select c.* from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where n.nspname = ?)
            """;

    /**
     * Whatever is not made by a store's script: another table, view, sequence or foreign table; a column that computes; a
     * trigger, a rule, a policy; a check or an index that may call a function; a function, a type; a table elsewhere whose rows
     * follow those of the store. And a constraint that is missing. The first of them.
     */
    private static final String OTHERS = STORE_TABLES + """
            select what from (
                select 'relation ' || relname as what from ours
                where relkind not in ('i') and (relkind <> 'r' or relpersistence <> 'p' or relispartition
                    or relname not in %s)
                union all select 'row security of ' || relname from ours
                where relrowsecurity or relforcerowsecurity
                union all select 'rule ' || r.rulename from pg_catalog.pg_rewrite r join ours c on c.oid = r.ev_class
                union all select 'trigger ' || t.tgname from pg_catalog.pg_trigger t join ours c on c.oid = t.tgrelid
                where not t.tgisinternal
                union all select 'policy ' || p.polname from pg_catalog.pg_policy p join ours c on c.oid = p.polrelid
                union all select 'inheritance of ' || c.relname from pg_catalog.pg_inherits i
                join ours c on c.oid in (i.inhrelid, i.inhparent) where c.relkind = 'r'
                union all select 'column ' || c.relname || '.' || a.attname
                from pg_catalog.pg_attribute a join ours c on c.oid = a.attrelid
                join pg_catalog.pg_type t on t.oid = a.atttypid
                where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
                and (a.attgenerated <> '' or a.attidentity <> '' or a.atthasdef <> (a.attname = 'only_row')
                    or t.typnamespace <> 'pg_catalog'::regnamespace)
                union all select 'default of ' || c.relname from pg_catalog.pg_attrdef d join ours c on c.oid = d.adrelid
                where pg_catalog.pg_get_expr(d.adbin, d.adrelid) <> 'true'
                union all select 'constraint ' || k.conname from pg_catalog.pg_constraint k join ours c on c.oid = k.conrelid
                where k.contype not in ('p', 'u', 'f', 'n')
                and not (k.contype = 'c' and pg_catalog.pg_get_constraintdef(k.oid) = 'CHECK (only_row)')
                union all select 'foreign key ' || k.conname from pg_catalog.pg_constraint k
                join ours c on c.oid = k.conrelid
                where k.contype = 'f' and (k.confrelid not in (select oid from ours) or k.confdeltype <> 'a'
                    or k.confupdtype <> 'a')
                union all select 'foreign key ' || k.conname from pg_catalog.pg_constraint k
                where k.contype = 'f' and k.confrelid in (select oid from ours) and k.conrelid not in (select oid from ours)
                union all select 'without constraint ' || required from pg_catalog.unnest(%s) as required
                where exists (select from ours) and not exists (select from pg_catalog.pg_constraint k
                    join ours c on c.oid = k.conrelid where k.conname = required)
                union all select 'index ' || i.indexrelid::regclass::text from pg_catalog.pg_index i
                join ours c on c.oid = i.indrelid
                where i.indexprs is not null or i.indpred is not null
                union all select 'routine ' || p.proname from pg_catalog.pg_proc p
                join pg_catalog.pg_namespace n on n.oid = p.pronamespace where n.nspname = ?
                union all select 'type ' || t.typname from pg_catalog.pg_type t
                join pg_catalog.pg_namespace n on n.oid = t.typnamespace
                where n.nspname = ? and t.typrelid = 0 and t.typelem = 0
            ) as others order by what limit 1""".formatted(TABLES, CONSTRAINTS);

    private PostgresSchema() {}

    static boolean exists(Connection connection, String schema) throws SQLException {
        return answers(connection, "select 1 from pg_catalog.pg_namespace where nspname = ?", schema);
    }

    /** Whether there is any of a store's tables; they are made together. */
    static boolean isMade(Connection connection, String schema) throws SQLException {
        return answers(connection, STORE_TABLES + "select 1 from ours where relname in " + TABLES, schema);
    }

    /** Something in the schema that is no store's, if there is such. */
    static Optional<String> other(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OTHERS)) {
            statement.setString(1, schema);
            statement.setString(2, schema);
            statement.setString(3, schema);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static boolean answers(Connection connection, String sql, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }
}
