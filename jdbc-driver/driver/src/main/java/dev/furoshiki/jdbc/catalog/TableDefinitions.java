package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogChange.ColumnClause;
import dev.furoshiki.jdbc.catalog.CatalogChange.CreateTable;
import dev.furoshiki.jdbc.catalog.CatalogChange.DropTable;
import dev.furoshiki.jdbc.catalog.CatalogException.ContradictionException;
import dev.furoshiki.jdbc.catalog.CatalogException.InvalidAnnotationException;
import dev.furoshiki.jdbc.catalog.Manifest.ColumnEntry;
import dev.furoshiki.jdbc.catalog.Manifest.DomainEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * CREATE TABLE and DROP TABLE of encrypted tables: the server's part and the manifest's. Immutable.
 *
 * <p>PostgreSQL does both in one transaction. Where a data definition commits by itself (MariaDB, MySQL, H2) a table is
 * pending as long as the manifest has it and the server has not: the manifest is written first, so that nobody ever finds
 * such a table and takes it for a plain one. Whoever reads a manifest with a table that does not exist knows its encrypted
 * columns all the same, and the next CREATE TABLE takes the entries' place: nothing has to be mended after a crash.
 */
final class TableDefinitions {

    private final CatalogDialect dialect;
    private final Connection plain;
    private final List<Annotation> policy;

    TableDefinitions(CatalogDialect dialect, Connection plain, List<Annotation> policy) {
        this.dialect = dialect;
        this.plain = plain;
        this.policy = policy;
    }

    static List<Annotation> annotations(CreateTable change) {
        return change.columns().stream().map(ColumnClause::annotation).toList();
    }

    /** Both parts, to be run by {@link CatalogWriter#change}. */
    Manifest create(CreateTable change, Manifest before, Map<String, DomainEntry> domains) throws SQLException {
        Manifest after = announce(change, before, domains);
        if (!after.equals(before)) {
            build(change, after);
        }
        return after;
    }

    /** The manifest's part: with the table's columns, or as it was where the table is there already. */
    Manifest announce(CreateTable change, Manifest before, Map<String, DomainEntry> domains) throws SQLException {
        List<Annotation> annotations = annotations(change);
        requireAgreement(change, annotations);
        if (dialect.schema().exists(plain, change.table())) {
            requireSameTable(change, annotations, before);
            return before;
        }
        // Entries of a table that another client dropped give way to the new ones.
        Manifest others = before.replacing(change.table(), List.of(), List.of());
        AnnotationRules.requireFitting(annotations, others);
        List<ColumnEntry> entries = annotations.stream()
                .map(one -> CatalogWriter.entry(one, domains))
                .toList();
        List<DomainEntry> used = annotations.stream()
                .map(one -> CatalogWriter.domain(one, domains))
                .distinct()
                .toList();
        return before.replacing(change.table(), used, entries);
    }

    /**
     * The server's part.
     *
     * @param announced the manifest with the table's columns
     */
    void build(CreateTable change, Manifest announced) throws SQLException {
        Map<String, EncryptedColumn> columns = CatalogReader.encrypted(announced, change.table());
        for (String type : dialect.physical().createTypes()) {
            run(type);
        }
        run(TableCreation.rewrite(dialect.physical(), dialect.kind(), change, columns));
        try {
            finish(change, columns, AnnotationRules.together(announced, List.of()));
        } catch (SQLException | RuntimeException failure) {
            takeBack(change, failure);
            throw failure;
        }
    }

    private void finish(CreateTable change, Map<String, EncryptedColumn> columns, List<Annotation> encrypted)
            throws SQLException {
        requireCreated(change, columns);
        for (Annotation annotation : encrypted) {
            if (annotation.table().equals(change.table())) {
                dialect.uses().requireNone(plain, annotation, encrypted);
            }
        }
        for (String index : TableCreation.indexes(dialect.physical(), change, columns)) {
            run(index);
        }
    }

    /** Where no transaction does it; with IF NOT EXISTS the table may be somebody else's. */
    private void takeBack(CreateTable change, Exception failure) {
        if (!dialect.definitionsCommit() || change.ifNotExists()) {
            return;
        }
        try {
            run("DROP TABLE " + dialect.quoted(change.table()));
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    /** What {@link #create} would do, where the server's tables are those that the catalogue knows of; nothing is sent or asked. */
    DefinitionPreview preview(CreateTable change, Manifest before) throws SQLException {
        List<Annotation> annotations = annotations(change);
        requireAgreement(change, annotations);
        if (!before.columnsOf(change.table()).isEmpty()) {
            requireSameTable(change, annotations, before);
            return new DefinitionPreview(List.of(), List.of());
        }
        AnnotationRules.requireFitting(annotations, before.replacing(change.table(), List.of(), List.of()));
        Map<String, DomainEntry> domains = new LinkedHashMap<>();
        before.domains().forEach(entry -> domains.put(entry.name(), entry));
        int drawn = 0;
        for (Annotation annotation : annotations) {
            if (!domains.containsKey(annotation.domainName())) {
                String number = Integer.toString(++drawn);
                String id = "x".repeat(16 - number.length()) + number + "x".repeat(16);
                domains.put(
                        annotation.domainName(),
                        new DomainEntry(id, annotation.domainName(), annotation.keyId(), List.of()));
            }
        }
        Map<String, EncryptedColumn> columns = new LinkedHashMap<>();
        annotations.forEach(one -> columns.put(one.column(), CatalogWriter.column(one, domains)));
        List<String> statements =
                new ArrayList<>(List.of(TableCreation.rewrite(dialect.physical(), dialect.kind(), change, columns)));
        statements.addAll(TableCreation.indexes(dialect.physical(), change, columns));
        return new DefinitionPreview(statements, List.copyOf(columns.values()));
    }

    /** To be run by {@link CatalogWriter#change}. */
    Manifest drop(DropTable change, Manifest before) throws SQLException {
        run(change.sql());
        return forget(change, before);
    }

    /** The manifest's part of a DROP. */
    Manifest forget(DropTable change, Manifest before) throws SQLException {
        boolean gone = !dialect.schema().exists(plain, change.table());
        boolean known = !before.columnsOf(change.table()).isEmpty();
        return gone && known ? before.replacing(change.table(), List.of(), List.of()) : before;
    }

    void run(String sql) throws SQLException {
        try (Statement statement = plain.createStatement()) {
            statement.execute(sql);
        }
    }

    private void requireAgreement(CreateTable change, List<Annotation> annotations) throws ContradictionException {
        for (Annotation declared : policy) {
            if (!declared.table().equals(change.table())) {
                continue;
            }
            Optional<Annotation> mine = annotations.stream()
                    .filter(one -> one.column().equals(declared.column()))
                    .findFirst();
            if (mine.isEmpty()) {
                throw new ContradictionException("column " + declared.table() + "." + declared.column() + ": "
                        + declared.source() + " encrypts it, but CREATE TABLE " + change.table()
                        + " leaves it plain; make them agree");
            }
            AnnotationRules.requireEqual(mine.get(), declared, declared.source());
        }
    }

    /** IF NOT EXISTS of a table that exists is nothing to do, if it is encrypted as it would have been. */
    private static void requireSameTable(CreateTable change, List<Annotation> annotations, Manifest before)
            throws SQLException {
        if (!change.ifNotExists()) {
            throw new SQLSyntaxErrorException("table " + change.table() + " exists already", "42P07");
        }
        for (Annotation annotation : annotations) {
            Optional<ColumnEntry> entry = before.column(change.table(), annotation.column());
            if (entry.isEmpty()) {
                throw new ContradictionException("table " + change.table() + " exists, and its column "
                        + annotation.column() + " is not encrypted, but " + annotation.source()
                        + " declares it so; drop the table, or declare the column in a policy");
            }
            AnnotationRules.requireEqual(
                    annotation,
                    AnnotationRules.annotation(entry.get(), before),
                    AnnotationRules.place(entry.get(), before));
        }
        for (ColumnEntry entry : before.columnsOf(change.table())) {
            if (annotations.stream().noneMatch(one -> one.column().equals(entry.column()))) {
                throw new ContradictionException("column " + change.table() + "." + entry.column() + ": "
                        + AnnotationRules.place(entry, before) + " encrypts it, but CREATE TABLE " + change.table()
                        + " leaves it plain; make them agree");
            }
        }
    }

    /** The table may have gone into another schema than the statement was understood to name; defaults store plaintext. */
    private void requireCreated(CreateTable change, Map<String, EncryptedColumn> columns) throws SQLException {
        List<ServerColumn> present =
                dialect.schema().columns(plain, List.of(change.table())).getOrDefault(change.table(), List.of());
        for (EncryptedColumn column : columns.values()) {
            if (!ColumnPreparation.ofKnown(dialect, column, present, plain).isEmpty()) {
                throw new InvalidAnnotationException("CREATE TABLE did not make " + change.table() + " with column "
                        + column.name() + " as it was understood: the table's name without a schema means another"
                        + " schema here; write the schema");
            }
            if (present.stream().anyMatch(one -> one.name().equals(column.name()) && one.hasDefault())) {
                throw new InvalidAnnotationException(
                        "column " + column + " has a DEFAULT, which the server would store as plaintext; leave it out");
            }
        }
    }
}
