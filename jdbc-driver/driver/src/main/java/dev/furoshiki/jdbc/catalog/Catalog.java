package dev.furoshiki.jdbc.catalog;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An immutable snapshot of everything a statement has to be held against.
 *
 * @param databaseId 32 hex digits; what the manifest is bound to
 * @param version of the manifest, growing
 * @param tables those with encrypted columns
 * @param opaqueRelations lower-case names of views, materialized views, foreign tables, partitions or heirs that reach an
 *     encrypted table, and of Furoshiki's own tables: naming one is refused
 * @param declaredRoutines lower-case names of the application's own routines that it vouches for; {@code *} for all
 */
public record Catalog(
        String databaseId,
        long version,
        Map<TableName, TableColumns> tables,
        Set<String> opaqueRelations,
        Set<String> declaredRoutines) {

    public Catalog {
        tables = Map.copyOf(tables);
        opaqueRelations = Set.copyOf(opaqueRelations);
        declaredRoutines = Set.copyOf(declaredRoutines);
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
