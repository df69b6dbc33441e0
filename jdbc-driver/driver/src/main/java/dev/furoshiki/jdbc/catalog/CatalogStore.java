package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.catalog.CatalogException.AlteredCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.MissingCatalogException;
import dev.furoshiki.jdbc.catalog.LeaseClock.Moment;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The catalogue of one database, as this process knows it: verified when it was read, never going back to an older version.
 *
 * <p>One a database and process; thread-safe. A connection works with its own {@link #session(Connection)}.
 */
public final class CatalogStore implements DomainRoots.Source {

    private final CatalogDialect dialect;
    private final CatalogReader reader;
    private final CatalogWriter writer;
    private final List<Annotation> policy;
    private final SeenVersions seen;
    private final AtomicReference<Known> current;
    private final AtomicReference<Moment> renewed;
    private final LeaseClock clock;

    /** A snapshot, and since when it is known to be what was committed. */
    private record Known(CatalogSnapshot snapshot, Moment read) {
        long version() {
            return snapshot.manifest().version();
        }
    }

    private CatalogStore(
            CatalogDialect dialect,
            CatalogReader reader,
            CatalogWriter writer,
            List<Annotation> policy,
            CatalogSnapshot snapshot,
            SeenVersions seen,
            Moment read,
            LeaseClock clock) {
        this.dialect = dialect;
        this.seen = seen;
        this.renewed = new AtomicReference<>(read);
        this.clock = clock;
        this.reader = reader;
        this.writer = writer;
        this.policy = List.copyOf(policy);
        this.current = new AtomicReference<>(new Known(snapshot, read));
    }

    /**
     * Reads and verifies the catalogue, or creates it where that was asked for, and holds the policy against it.
     *
     * <p>Where a new catalogue has no key yet (no {@link CatalogOptions#catalogKeyId}, no policy), it lies in memory until
     * the first CREATE TABLE names one.
     *
     * @param plain a connection to the server itself, in auto-commit mode; stays the caller's
     * @throws CatalogException when there is none, it cannot be trusted, or the policy does not fit
     */
    public static CatalogStore open(Connection plain, DataKeys keys, CatalogOptions options) throws SQLException {
        return open(plain, keys, options, SeenVersions.ofThisProcess(), LeaseClock.SYSTEM);
    }

    static CatalogStore open(
            Connection plain, DataKeys keys, CatalogOptions options, SeenVersions seen, LeaseClock clock)
            throws SQLException {
        CatalogDialect dialect = CatalogDialect.of(plain);
        List<Annotation> policy = collated(
                dialect,
                plain,
                declared(options, dialect.kind(), dialect.schema().defaultSchema(plain)));
        CatalogTables tables = new CatalogTables(dialect, dialect.schema().catalogSchema(plain));
        CatalogKeys catalogKeys = new CatalogKeys(keys);
        CatalogReader reader = new CatalogReader(tables, catalogKeys, options, policy);
        CatalogWriter writer = new CatalogWriter(tables, catalogKeys, reader, options, seen);
        Moment begun = clock.now();
        CatalogSnapshot snapshot = first(plain, reader, writer, options, seen);
        CatalogSnapshot applied = new PolicyApplication(dialect, plain, policy, options, writer).apply(snapshot);
        CatalogStore store = new CatalogStore(dialect, reader, writer, policy, applied, seen, begun, clock);
        store.accept(applied);
        return store;
    }

    /** What the policy file and the annotated classes say, each column once. */
    private static List<Annotation> declared(CatalogOptions options, ServerKind server, String defaultSchema)
            throws SQLException {
        Map<String, Annotation> declared = new LinkedHashMap<>();
        List<Annotation> all = new ArrayList<>(AnnotatedClasses.read(options.entities(), server, defaultSchema));
        if (options.policy().isPresent()) {
            all.addAll(PolicyFile.read(options.policy().get(), server, defaultSchema));
        }
        for (Annotation annotation : all) {
            Annotation other = declared.putIfAbsent(annotation.table() + "." + annotation.column(), annotation);
            if (other != null) {
                AnnotationRules.requireEqual(annotation, other, other.source());
            }
        }
        return List.copyOf(declared.values());
    }

    /** With the collation of the database, where a text that is compared was declared without one, and that one will do. */
    private static List<Annotation> collated(CatalogDialect dialect, Connection plain, List<Annotation> declared)
            throws SQLException {
        Map<String, Optional<String>> defaults = new LinkedHashMap<>();
        List<Annotation> collated = new ArrayList<>();
        for (Annotation annotation : declared) {
            String schema = annotation.table().schema();
            if (AnnotationRules.lacksCollation(annotation) && !defaults.containsKey(schema)) {
                defaults.put(schema, dialect.schema().defaultCollation(plain, schema));
            }
            collated.add(AnnotationRules.collated(annotation, defaults.getOrDefault(schema, Optional.empty())));
        }
        return List.copyOf(collated);
    }

    private static CatalogSnapshot first(
            Connection plain, CatalogReader reader, CatalogWriter writer, CatalogOptions options, SeenVersions seen)
            throws SQLException {
        Optional<CatalogSnapshot> stored = reader.read(plain, seen.floor());
        if (stored.isPresent()) {
            return stored.get();
        }
        if (options.pin().isPresent()) {
            throw new MissingCatalogException("the database has no catalogue, but the pin asks for that of database "
                    + options.pin().get().databaseId()
                    + "; restore furoshiki_catalog and furoshiki_key from a backup, or connect to the right database");
        }
        if (!options.create()) {
            throw new MissingCatalogException("the database has no catalogue in schema "
                    + CatalogDialect.of(plain).schema().catalogSchema(plain)
                    + "; to make one, connect once with furoshiki.catalog=create. If there was one, restore"
                    + " furoshiki_catalog and furoshiki_key from a backup instead");
        }
        Manifest empty = Manifest.empty(CatalogKeys.randomId());
        CatalogSnapshot inMemory =
                new CatalogSnapshot(reader.catalog(plain, empty), empty, Optional.empty(), new byte[0], Map.of());
        return options.catalogKeyId().isEmpty()
                ? inMemory
                : writer.change(
                        plain,
                        inMemory,
                        List.of(),
                        (before, domains) -> before.version() > 0 ? before : before.with(List.of(), List.of()));
    }

    /** What was last read and committed. */
    public Catalog current() {
        return snapshot().catalog();
    }

    /**
     * Reads the catalogue anew and verifies it; what was current stays so where that fails.
     *
     * @param plain in auto-commit mode, at the start of a transaction, or in one that sees what others commit: an older
     *     snapshot would look like a rollback
     */
    public void refresh(Connection plain) throws SQLException {
        Moment begun = clock.now();
        Optional<CatalogSnapshot> read = reader.read(plain, seen.floor());
        CatalogSnapshot known = snapshot();
        if (read.isPresent()) {
            if (known.isStored()) {
                CatalogWriter.requireSame(
                        known.manifest().databaseId(), read.get().manifest());
            }
            accept(read.get(), begun);
        } else if (known.isStored()) {
            throw CatalogWriter.missing(known.manifest().databaseId());
        }
        renewed.accumulateAndGet(begun, (old, young) -> young.nanos() - old.nanos() > 0 ? young : old);
    }

    /** Since when, at least, what is known is what was committed. */
    Moment renewed() {
        return renewed.get();
    }

    LeaseClock clock() {
        return clock;
    }

    @Override
    public DomainRoots roots(Domain domain) throws CatalogException {
        return roots(snapshot(), domain);
    }

    static DomainRoots roots(CatalogSnapshot snapshot, Domain domain) throws AlteredCatalogException {
        DomainRoots roots = snapshot.roots().get(domain.id());
        if (roots == null) {
            throw new AlteredCatalogException(
                    "domain " + domain.name() + " is not in the catalogue any more (version "
                            + snapshot.manifest().version() + "); prepare the statement anew",
                    null);
        }
        return roots;
    }

    /** A connection's view: this store's, and on top of it what the connection's own transaction changed. */
    public CatalogSession session(Connection plain) {
        return new CatalogSession(this, plain);
    }

    CatalogSnapshot snapshot() {
        return current.get().snapshot();
    }

    /** Whose server the database is. */
    public ServerKind server() {
        return dialect.kind();
    }

    CatalogDialect dialect() {
        return dialect;
    }

    CatalogReader reader() {
        return reader;
    }

    CatalogWriter writer() {
        return writer;
    }

    List<Annotation> policy() {
        return policy;
    }

    SeenVersions seen() {
        return seen;
    }

    /** Makes a committed snapshot current, unless a newer one came first. */
    void accept(CatalogSnapshot committed) {
        accept(committed, clock.now());
    }

    /** @param read since when, at least, it is what was committed: by it views are told apart, which have no version */
    private void accept(CatalogSnapshot committed, Moment read) {
        if (committed.isStored()) {
            seen.accept(committed.manifest(), committed.mac());
        }
        current.accumulateAndGet(new Known(committed, read), (old, young) -> {
            long newer = young.version() - old.version();
            boolean older = old.snapshot().isStored()
                    && (newer < 0
                            || (newer == 0 && young.read().nanos() - old.read().nanos() < 0));
            return older ? old : young;
        });
    }
}
