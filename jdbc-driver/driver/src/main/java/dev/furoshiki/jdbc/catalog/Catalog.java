package dev.furoshiki.jdbc.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An immutable snapshot of everything a statement has to be held against.
 *
 * @param databaseId 32 hex digits; what the manifest is bound to
 * @param version of the manifest, growing
 * @param tables those with encrypted columns
 * @param awaited what is declared of tables that are not there yet, by a policy or by classes: CREATE TABLE encrypts their
 *     columns, and nothing else may name them
 * @param opaqueRelations lower-case names of views, materialized views, foreign tables, partitions or heirs that reach an
 *     encrypted table, and of Furoshiki's own tables: naming one is refused, unless it is a view that can be followed
 * @param views the views among them, materialized ones too, of which the server says how they are defined
 * @param declaredRoutines lower-case names of the application's own routines that it vouches for; {@code *} for all
 * @param defaultSchema the schema that a name without one means
 * @param otherCatalogues names of schemas with a catalogue of their own, whose encrypted tables are not in this one
 */
public record Catalog(
        String databaseId,
        long version,
        Map<TableName, TableColumns> tables,
        Map<TableName, List<Annotation>> awaited,
        Set<String> opaqueRelations,
        Map<TableName, ViewDefinition> views,
        Set<String> declaredRoutines,
        String defaultSchema,
        Set<String> otherCatalogues) {

    public Catalog {
        otherCatalogues = Set.copyOf(otherCatalogues);
        tables = Map.copyOf(tables);
        awaited = Map.copyOf(awaited);
        opaqueRelations = Set.copyOf(opaqueRelations);
        views = Map.copyOf(views);
        declaredRoutines = Set.copyOf(declaredRoutines);
    }

    /** A catalogue of PostgreSQL, whose names without a schema are in {@code public}, without views. */
    public Catalog(
            String databaseId,
            long version,
            Map<TableName, TableColumns> tables,
            Map<TableName, List<Annotation>> awaited,
            Set<String> opaqueRelations,
            Set<String> declaredRoutines) {
        this(
                databaseId,
                version,
                tables,
                awaited,
                opaqueRelations,
                Map.of(),
                declaredRoutines,
                CatalogOptions.DEFAULT_SCHEMA,
                Set.of());
    }

    /**
     * The encrypted table that an unqualified name means: any catalogued table of that name counts, whatever the search
     * path says.
     */
    public Optional<TableColumns> tableNamed(String table) {
        return tables.values().stream()
                .filter(candidate -> candidate.name().table().equals(table))
                .findFirst();
    }
}
