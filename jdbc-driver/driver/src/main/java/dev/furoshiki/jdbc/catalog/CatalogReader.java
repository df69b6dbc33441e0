package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.format.EncryptedDataKeyV1;
import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.jdbc.catalog.CatalogException.AlteredCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.OtherDatabaseException;
import dev.furoshiki.jdbc.catalog.CatalogException.RolledBackCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.UnknownFormatException;
import dev.furoshiki.jdbc.catalog.CatalogException.UnpreparedColumnException;
import dev.furoshiki.jdbc.catalog.CatalogTables.KeyRow;
import dev.furoshiki.jdbc.catalog.CatalogTables.Stored;
import dev.furoshiki.jdbc.catalog.Manifest.ColumnEntry;
import dev.furoshiki.jdbc.catalog.Manifest.DomainEntry;
import dev.furoshiki.jdbc.catalog.Manifest.RootEntry;
import dev.furoshiki.key.EncryptedDataKey;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the catalogue and believes nothing of it before it is verified. Thread-safe. */
final class CatalogReader {

    private final CatalogTables tables;
    private final CatalogKeys keys;
    private final CatalogOptions options;
    private final List<Annotation> policy;

    CatalogReader(CatalogTables tables, CatalogKeys keys, CatalogOptions options, List<Annotation> policy) {
        this.tables = tables;
        this.keys = keys;
        this.options = options;
        this.policy = policy;
    }

    /**
     * Reads and verifies the stored catalogue.
     *
     * @param floor what must not be gone below
     * @return empty when there is none
     */
    Optional<CatalogSnapshot> read(Connection plain, Map<String, SeenVersions.Seen> floor) throws SQLException {
        Optional<Stored> stored = tables.read(plain);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        Manifest manifest = verified(stored.get());
        SeenVersions.check(manifest, stored.get().mac(), floor);
        requirePinned(manifest);
        Map<String, DomainRoots> roots = roots(manifest, stored.get().keys());
        return Optional.of(new CatalogSnapshot(
                catalog(plain, manifest),
                manifest,
                Optional.of(dataKey(stored.get().catalogKey(), "the catalogue's key")),
                stored.get().mac(),
                roots));
    }

    private Manifest verified(Stored stored) throws CatalogException {
        int format = ManifestV1.formatOf(stored.manifest());
        if (format > ManifestV1.FORMAT) {
            throw new UnknownFormatException("the catalogue has format " + format + ", and this version of the driver"
                    + " knows formats up to " + ManifestV1.FORMAT + "; use a newer driver");
        }
        try {
            String databaseId = ManifestV1.databaseIdOf(stored.manifest());
            EncryptedDataKey catalogKey = dataKey(stored.catalogKey(), "the catalogue's key");
            byte[] expected = keys.mac(catalogKey, databaseId, stored.manifest());
            if (!MessageDigest.isEqual(expected, stored.mac())) {
                throw altered("the catalogue's MAC does not fit its manifest", null);
            }
            return ManifestV1.decode(stored.manifest());
        } catch (MalformedCiphertextException malformed) {
            throw altered("the catalogue's manifest is damaged: " + malformed.getMessage(), malformed);
        }
    }

    private static EncryptedDataKey dataKey(byte[] stored, String what) throws AlteredCatalogException {
        try {
            EncryptedDataKeyV1 key = EncryptedDataKeyV1.parse(stored);
            return new EncryptedDataKey(key.provider(), key.keyArn(), key.ciphertext());
        } catch (MalformedCiphertextException malformed) {
            throw altered(what + " is damaged: " + malformed.getMessage(), malformed);
        }
    }

    private static AlteredCatalogException altered(String problem, @Nullable Throwable cause) {
        return new AlteredCatalogException(
                problem
                        + "; it was changed outside the driver. Restore furoshiki_catalog and furoshiki_key together"
                        + " from a backup",
                cause);
    }

    private void requirePinned(Manifest manifest) throws CatalogException {
        if (options.pin().isEmpty()) {
            return;
        }
        CatalogPin pin = options.pin().get();
        if (!pin.databaseId().equals(manifest.databaseId())) {
            throw new OtherDatabaseException(
                    "the catalogue is that of database " + manifest.databaseId() + ", but the pin is for "
                            + pin.databaseId() + "; connect to the right database, or correct the pin");
        }
        if (manifest.version() < pin.minimumVersion()) {
            throw new RolledBackCatalogException("the catalogue has version " + manifest.version()
                    + ", but the pin asks for at least " + pin.minimumVersion() + "; an older one was put back. If a"
                    + " backup was restored on purpose, lower the pin");
        }
    }

    private static Map<String, DomainRoots> roots(Manifest manifest, Map<KeyRow, byte[]> rows)
            throws AlteredCatalogException {
        Map<String, DomainRoots> roots = new HashMap<>();
        for (DomainEntry domain : manifest.domains()) {
            List<DomainRoot> found = new ArrayList<>();
            for (RootEntry root : domain.roots()) {
                found.add(root(manifest.databaseId(), domain, root, rows));
            }
            roots.put(domain.id(), rootsOf(domain.domain(), found));
        }
        return roots;
    }

    static DomainRoots rootsOf(Domain domain, List<DomainRoot> roots) {
        List<DomainRoot> cells = roots.stream()
                .filter(root -> root.purpose() == DomainRoot.Purpose.CELL)
                .toList();
        DomainRoot search = roots.stream()
                .filter(root -> root.purpose() == DomainRoot.Purpose.SEARCH)
                .findFirst()
                .orElseThrow();
        return new DomainRoots(domain, cells, search);
    }

    private static DomainRoot root(String databaseId, DomainEntry domain, RootEntry root, Map<KeyRow, byte[]> rows)
            throws AlteredCatalogException {
        String what = root.purpose() + " root " + root.generation() + " of domain " + domain.name();
        byte[] stored = rows.get(new KeyRow(domain.id(), root.purpose().code(), root.generation()));
        if (stored == null) {
            throw altered("the " + what + " is missing from furoshiki_key", null);
        }
        if (!CatalogTables.sha256(stored).equals(root.sha256())) {
            throw altered("the " + what + " in furoshiki_key is not the one the catalogue was written with", null);
        }
        return new DomainRoot(
                root.purpose(),
                root.generation(),
                dataKey(stored, "the " + what),
                CatalogKeys.rootContext(databaseId, domain.id(), root.purpose(), root.generation()));
    }

    /** The manifest's columns among those the server has now. */
    Catalog catalog(Connection plain, Manifest manifest) throws SQLException {
        ServerSchema schema = tables.dialect().schema();
        Map<TableName, List<ServerColumn>> present = schema.columns(plain, manifest.tables());
        Map<TableName, TableColumns> tableColumns = new LinkedHashMap<>();
        for (TableName table : manifest.tables()) {
            Map<String, EncryptedColumn> encrypted = encrypted(manifest, table);
            List<ServerColumn> columns = present.get(table);
            if (columns != null) {
                requireReady(plain, encrypted.values(), columns);
            }
            tableColumns.put(table, new TableColumns(table, names(columns, encrypted), encrypted, unlisted(columns)));
        }
        ServerSchema.Reaching reaching = schema.reaching(plain, manifest.tables());
        Set<String> opaque = new TreeSet<>(reaching.names());
        opaque.add(CatalogTables.CATALOG);
        opaque.add(CatalogTables.KEY);
        return new Catalog(
                manifest.databaseId(),
                manifest.version(),
                tableColumns,
                awaited(manifest),
                opaque,
                reaching.views(),
                options.routines(),
                schema.defaultSchema(plain),
                schema.otherCatalogues(plain));
    }

    /** Tables that the policy declares columns of, and the manifest knows none of. */
    private Map<TableName, List<Annotation>> awaited(Manifest manifest) {
        return policy.stream()
                .filter(one -> manifest.columnsOf(one.table()).isEmpty())
                .collect(Collectors.groupingBy(Annotation::table, Collectors.toUnmodifiableList()));
    }

    static Map<String, EncryptedColumn> encrypted(Manifest manifest, TableName table) {
        Map<String, EncryptedColumn> encrypted = new LinkedHashMap<>();
        for (ColumnEntry entry : manifest.columnsOf(table)) {
            encrypted.put(entry.column(), column(manifest, entry));
        }
        return encrypted;
    }

    static EncryptedColumn column(Manifest manifest, ColumnEntry entry) {
        Domain domain = manifest.domain(entry.domainId()).orElseThrow().domain();
        return new EncryptedColumn(
                entry.table(), entry.column(), entry.type(), entry.cellType(), entry.indexType(), domain);
    }

    /** A table that was dropped by another client keeps its entries: then its encrypted columns are all that is known. */
    private static List<String> names(@Nullable List<ServerColumn> columns, Map<String, EncryptedColumn> encrypted) {
        if (columns == null) {
            return List.copyOf(encrypted.keySet());
        }
        Set<String> companions = new TreeSet<>();
        encrypted.values().forEach(column -> column.companion().ifPresent(companions::add));
        return columns.stream()
                .map(ServerColumn::name)
                .filter(name -> !companions.contains(name))
                .toList();
    }

    private static Set<String> unlisted(@Nullable List<ServerColumn> columns) {
        return columns == null
                ? Set.of()
                : columns.stream()
                        .filter(column -> !column.listed())
                        .map(ServerColumn::name)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private void requireReady(Connection plain, Iterable<EncryptedColumn> encrypted, List<ServerColumn> columns)
            throws SQLException {
        for (EncryptedColumn column : encrypted) {
            List<String> ddl = ColumnPreparation.ofKnown(tables.dialect(), column, columns, plain);
            if (!ddl.isEmpty()) {
                throw new UnpreparedColumnException(
                        "column " + column + " is encrypted by the catalogue, but not so in the database: it or its"
                                + " companion is missing or has another type. If that is not an attack, run:\n"
                                + String.join(";\n", ddl) + ";",
                        ddl);
            }
        }
    }
}
