package dev.furoshiki.jdbc.catalog;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What the application asks of a catalogue.
 *
 * @param create whether a database without a catalogue gets one, and policy entries that it lacks are added
 *     ({@code furoshiki.catalog=create})
 * @param awaits whether the policy may declare tables that are not there yet, and that a CREATE TABLE through this driver will
 *     make ({@code furoshiki.catalog=createTables}); else such a table counts as a mistake
 * @param catalogKeyId the key that a new catalogue's own key is sealed under; where it is absent, the key of the first
 *     annotation is used: of the policy, or else of the first CREATE TABLE, up to which a created catalogue lies only in
 *     memory
 * @param policy a YAML file with annotations
 * @param pin the least the catalogue must be
 * @param routines lower-case names of the application's own routines that it vouches for; {@code *} for all
 * @param entities which of the classes with {@code @Encrypted} members on the class path belong to this database: names of
 *     classes, or of packages; {@code *} for all
 */
public record CatalogOptions(
        boolean create,
        boolean awaits,
        Optional<String> catalogKeyId,
        Optional<Path> policy,
        Optional<CatalogPin> pin,
        Set<String> routines,
        Set<String> entities) {

    /** What a name without a schema means on PostgreSQL. */
    public static final String DEFAULT_SCHEMA = "public";

    static final String ALL = "*";

    public CatalogOptions {
        routines = Set.copyOf(routines);
        entities = Set.copyOf(entities);
    }

    /** No policy, no pin, no routines, every annotated class, no creation. */
    public static CatalogOptions defaults() {
        return new CatalogOptions(
                false, false, Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), Set.of(ALL));
    }

    public CatalogOptions creating() {
        return new CatalogOptions(true, awaits, catalogKeyId, policy, pin, routines, entities);
    }

    public CatalogOptions creatingTables() {
        return new CatalogOptions(true, true, catalogKeyId, policy, pin, routines, entities);
    }

    public CatalogOptions withCatalogKey(String keyId) {
        return new CatalogOptions(create, awaits, Optional.of(keyId), policy, pin, routines, entities);
    }

    public CatalogOptions withPolicy(Path file) {
        return new CatalogOptions(create, awaits, catalogKeyId, Optional.of(file), pin, routines, entities);
    }

    public CatalogOptions withPin(CatalogPin least) {
        return new CatalogOptions(create, awaits, catalogKeyId, policy, Optional.of(least), routines, entities);
    }

    public CatalogOptions withRoutines(Set<String> declared) {
        return new CatalogOptions(create, awaits, catalogKeyId, policy, pin, declared, entities);
    }

    public CatalogOptions withEntities(Set<String> classesOrPackages) {
        return new CatalogOptions(create, awaits, catalogKeyId, policy, pin, routines, classesOrPackages);
    }
}
