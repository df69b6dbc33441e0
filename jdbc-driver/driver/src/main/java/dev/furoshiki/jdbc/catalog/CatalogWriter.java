package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogException.MissingCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.OtherDatabaseException;
import dev.furoshiki.jdbc.catalog.CatalogTables.KeyRow;
import dev.furoshiki.jdbc.catalog.Manifest.ColumnEntry;
import dev.furoshiki.jdbc.catalog.Manifest.DomainEntry;
import dev.furoshiki.jdbc.catalog.Manifest.RootEntry;
import dev.furoshiki.key.EncryptedDataKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes the manifest: one writer at a time a database, each on top of what the one before it wrote. Fresh keys are drawn
 * before the database's lock is taken, since that calls the key service. Thread-safe.
 */
final class CatalogWriter {

    private static final int ATTEMPTS = 5;

    private final CatalogTables tables;
    private final CatalogKeys keys;
    private final CatalogReader reader;
    private final CatalogOptions options;
    private final SeenVersions seen;

    CatalogWriter(
            CatalogTables tables, CatalogKeys keys, CatalogReader reader, CatalogOptions options, SeenVersions seen) {
        this.tables = tables;
        this.keys = keys;
        this.reader = reader;
        this.options = options;
        this.seen = seen;
    }

    /** What a change makes of the manifest, on the connection that holds the lock. */
    @FunctionalInterface
    interface Change {
        /**
         * Makes the next manifest.
         *
         * @param before the manifest as it is, verified
         * @param domains the domains that the annotations ask for, by name: those there were and fresh ones
         * @return the manifest to write, or {@code before} itself where nothing is to be written
         */
        Manifest apply(Manifest before, Map<String, DomainEntry> domains) throws SQLException;
    }

    /** A domain that is not stored yet. */
    private record Fresh(Domain domain, List<DomainRoot> roots) {
        DomainEntry entry() {
            List<RootEntry> entries = roots.stream()
                    .map(root -> new RootEntry(
                            root.purpose(),
                            root.generation(),
                            CatalogTables.sha256(CatalogTables.stored(root.encrypted()))))
                    .toList();
            return new DomainEntry(domain.id(), domain.name(), domain.keyId(), entries);
        }
    }

    /** Somebody else changed the catalogue between the look at it and the lock. */
    private static final class RacedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient CatalogSnapshot now;

        RacedException(CatalogSnapshot now) {
            super("the catalogue changed", null, false, false);
            this.now = now;
        }
    }

    /**
     * Carries out a change, in one transaction with whatever the change itself does on the connection.
     *
     * @param known what the connection sees
     * @param annotations those whose domains the change needs
     */
    CatalogSnapshot change(Connection plain, CatalogSnapshot known, List<Annotation> annotations, Change change)
            throws SQLException {
        CatalogSnapshot base = known;
        for (int attempt = 1; ; attempt++) {
            CatalogSnapshot from = base;
            Map<String, Fresh> fresh = fresh(from.manifest(), annotations);
            Optional<EncryptedDataKey> catalogKey =
                    from.isStored() ? from.catalogKey() : newCatalogKey(from, annotations);
            try {
                return transaction(plain, from, () -> locked(plain, from, fresh, catalogKey, change));
            } catch (RacedException raced) {
                if (attempt == ATTEMPTS) {
                    throw new SQLException(
                            "the catalogue is changed by others all the time; try again", "40001", raced);
                }
                base = raced.now;
            }
        }
    }

    private CatalogSnapshot transaction(Connection plain, CatalogSnapshot from, Transaction.Work<CatalogSnapshot> work)
            throws SQLException {
        if (!tables.dialect().definitionsCommit()) {
            return Transaction.run(plain, work);
        }
        if (!from.isStored() && options.create()) {
            tables.create(plain);
        }
        return Transaction.committed(plain, work);
    }

    private Map<String, Fresh> fresh(Manifest manifest, List<Annotation> annotations) throws CatalogException {
        Map<String, Fresh> fresh = new LinkedHashMap<>();
        for (Annotation annotation : annotations) {
            String name = annotation.domainName();
            if (manifest.domainNamed(name).isEmpty() && !fresh.containsKey(name)) {
                Domain domain = new Domain(name, unusedId(manifest, fresh), annotation.keyId());
                fresh.put(name, new Fresh(domain, keys.newRoots(manifest.databaseId(), domain)));
            }
        }
        return fresh;
    }

    /** Companions are named after the first half of an id, so that half must not repeat either. */
    private static String unusedId(Manifest manifest, Map<String, Fresh> fresh) {
        while (true) {
            String id = CatalogKeys.randomId();
            String half = id.substring(0, id.length() / 2);
            boolean used = manifest.domains().stream().anyMatch(one -> one.id().startsWith(half))
                    || fresh.values().stream().anyMatch(one -> one.domain().id().startsWith(half));
            if (!used) {
                return id;
            }
        }
    }

    private Optional<EncryptedDataKey> newCatalogKey(CatalogSnapshot from, List<Annotation> annotations)
            throws CatalogException {
        Optional<String> keyId = options.catalogKeyId()
                .or(() -> annotations.stream().map(Annotation::keyId).findFirst());
        return keyId.isEmpty()
                ? Optional.empty()
                : Optional.of(keys.newCatalogKey(keyId.get(), from.manifest().databaseId()));
    }

    private CatalogSnapshot locked(
            Connection plain,
            CatalogSnapshot from,
            Map<String, Fresh> fresh,
            Optional<EncryptedDataKey> catalogKey,
            Change change)
            throws SQLException {
        tables.lock(plain);
        CatalogSnapshot before = reread(plain, from);
        if (!before.manifest().databaseId().equals(from.manifest().databaseId())) {
            throw new RacedException(before);
        }
        Map<String, DomainEntry> domains = new HashMap<>();
        before.manifest().domains().forEach(entry -> domains.put(entry.name(), entry));
        fresh.forEach((name, one) -> domains.putIfAbsent(name, one.entry()));
        if (from.manifest().domains().stream().anyMatch(entry -> !domains.containsKey(entry.name()))) {
            throw new RacedException(before); // a domain that was counted on was dropped meanwhile
        }
        Manifest changed = change.apply(before.manifest(), domains);
        if (changed.equals(before.manifest())) {
            return before;
        }
        return write(plain, before, changed, fresh, catalogKey.or(before::catalogKey));
    }

    /** Inside a transaction that may have changed the catalogue itself, so that only committed versions count as seen. */
    private CatalogSnapshot reread(Connection plain, CatalogSnapshot from) throws SQLException {
        Optional<CatalogSnapshot> now = reader.read(plain, seen.floor());
        if (now.isEmpty()) {
            if (from.isStored() || !options.create()) {
                throw missing(from.manifest().databaseId());
            }
            return from;
        }
        if (from.isStored()) {
            requireSame(from.manifest().databaseId(), now.get().manifest());
        }
        return now.get();
    }

    static MissingCatalogException missing(String databaseId) {
        return new MissingCatalogException("the catalogue of database " + databaseId + " is gone; restore"
                + " furoshiki_catalog and furoshiki_key together from a backup");
    }

    static void requireSame(String databaseId, Manifest manifest) throws OtherDatabaseException {
        if (!databaseId.equals(manifest.databaseId())) {
            throw new OtherDatabaseException("the catalogue is that of database " + manifest.databaseId()
                    + ", but this data source began with that of " + databaseId
                    + "; if the database was replaced on purpose, restart the application");
        }
    }

    private CatalogSnapshot write(
            Connection plain,
            CatalogSnapshot before,
            Manifest changed,
            Map<String, Fresh> fresh,
            Optional<EncryptedDataKey> catalogKey)
            throws SQLException {
        EncryptedDataKey key = before.catalogKey().or(() -> catalogKey).orElseThrow();
        List<Fresh> stored = used(before.manifest(), changed, fresh);
        byte[] bytes = ManifestV1.encode(changed);
        byte[] mac = keys.mac(key, changed.databaseId(), bytes);
        if (before.isStored()) {
            tables.update(plain, bytes, mac);
        } else {
            insert(plain, bytes, mac, key);
        }
        Map<String, DomainRoots> roots = new HashMap<>(before.roots());
        for (Fresh one : stored) {
            for (DomainRoot root : one.roots()) {
                KeyRow row = new KeyRow(one.domain().id(), root.purpose().code(), root.generation());
                tables.insertKey(plain, row, CatalogTables.stored(root.encrypted()));
            }
            roots.put(one.domain().id(), CatalogReader.rootsOf(one.domain(), one.roots()));
        }
        for (DomainEntry gone : before.manifest().domains()) {
            if (changed.domain(gone.id()).isEmpty()) {
                tables.deleteKeys(plain, gone.id());
                roots.remove(gone.id());
            }
        }
        return new CatalogSnapshot(reader.catalog(plain, changed), changed, Optional.of(key), mac, roots);
    }

    /** Where a data definition commits, nothing could be locked before the first row was there. */
    private void insert(Connection plain, byte[] manifest, byte[] mac, EncryptedDataKey key) throws SQLException {
        if (!tables.dialect().definitionsCommit()) {
            tables.create(plain);
        }
        try {
            tables.insert(plain, manifest, mac, CatalogTables.stored(key));
        } catch (SQLIntegrityConstraintViolationException other) {
            Optional<CatalogSnapshot> now =
                    tables.dialect().definitionsCommit() ? reader.read(plain, seen.floor()) : Optional.empty();
            if (now.isEmpty()) {
                throw other;
            }
            throw new RacedException(now.get());
        }
    }

    private static List<Fresh> used(Manifest before, Manifest changed, Map<String, Fresh> fresh) {
        List<Fresh> used = new ArrayList<>();
        for (DomainEntry entry : changed.domains()) {
            Fresh one = fresh.get(entry.name());
            if (before.domain(entry.id()).isEmpty() && one != null) {
                used.add(one);
            }
        }
        return used;
    }

    static ColumnEntry entry(Annotation annotation, Map<String, DomainEntry> domains) {
        return new ColumnEntry(
                annotation.table(),
                annotation.column(),
                domain(annotation, domains).id(),
                annotation.type(),
                annotation.cellType(),
                annotation.indexType(),
                annotation.source());
    }

    static EncryptedColumn column(Annotation annotation, Map<String, DomainEntry> domains) {
        return new EncryptedColumn(
                annotation.table(),
                annotation.column(),
                annotation.type(),
                annotation.cellType(),
                annotation.indexType(),
                domain(annotation, domains).domain());
    }

    static DomainEntry domain(Annotation annotation, Map<String, DomainEntry> domains) {
        DomainEntry domain = domains.get(annotation.domainName());
        if (domain == null) {
            throw new IllegalStateException("no domain " + annotation.domainName());
        }
        return domain;
    }
}
