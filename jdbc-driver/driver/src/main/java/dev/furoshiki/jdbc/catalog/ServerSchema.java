package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server's own catalogue says of tables: their columns, and what else reaches them. Nothing of it is trusted to say
 * that something is <em>not</em> encrypted. Stateless.
 */
interface ServerSchema {

    /** The schema that a name without one means. */
    String defaultSchema(Connection plain) throws SQLException;

    /** The schema in which the catalogue itself lies. */
    String catalogSchema(Connection plain) throws SQLException;

    /** The columns, in order, of those of the tables that exist. */
    Map<TableName, List<ServerColumn>> columns(Connection plain, Collection<TableName> tables) throws SQLException;

    /** The collation of a text that is declared without one in a schema, where the server knows such. */
    default Optional<String> defaultCollation(Connection plain, String schema) throws SQLException {
        return Optional.empty();
    }

    default boolean exists(Connection plain, TableName table) throws SQLException {
        return columns(plain, List.of(table)).containsKey(table);
    }

    /** {@code schema.table} of every ordinary table outside the server's own schemas. */
    Set<String> tableNames(Connection plain) throws SQLException;

    /** Schemas within reach of a statement that have a catalogue of their own. */
    default Set<String> otherCatalogues(Connection plain) throws SQLException {
        return Set.of();
    }

    /**
     * All that reaches one of the tables and is none of them, and all that may reach any.
     *
     * @param names in lower case
     * @param views those of them that are views, and that the server says the definition of; no other relation is called alike
     */
    record Reaching(Set<String> names, Map<TableName, ViewDefinition> views) {

        public Reaching {
            names = Set.copyOf(names);
            views = Map.copyOf(views);
        }
    }

    /**
     * Drops a temporary table of the connection's.
     *
     * @throws SQLException also where another table might be meant
     */
    void dropTemporary(Connection plain, TableName table) throws SQLException;

    /**
     * By what the server tells a temporary table of the connection's from another of the same name.
     *
     * @return 0 where there is none; always, where none comes back by a rollback
     */
    default long temporaryId(Connection plain, TableName table) throws SQLException {
        return 0;
    }

    Reaching reaching(Connection plain, Collection<TableName> tables) throws SQLException;
}
