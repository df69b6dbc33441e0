package dev.furoshiki.jdbc.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the manifest says, in its canonical order: which columns are encrypted, in which domains, under which roots.
 *
 * @param databaseId 32 lower-case hex digits
 */
record Manifest(String databaseId, long version, List<DomainEntry> domains, List<ColumnEntry> columns) {

    /** Hex digits and UTF-8 sort alike as strings of code points and as bytes, but not as UTF-16. */
    static final Comparator<String> BY_BYTES = Comparator.comparing(
            text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.util.Arrays::compareUnsigned);

    static final Comparator<ColumnEntry> COLUMN_ORDER = Comparator.comparing(
                    (ColumnEntry entry) -> entry.table().schema(), BY_BYTES)
            .thenComparing(entry -> entry.table().table(), BY_BYTES)
            .thenComparing(ColumnEntry::column, BY_BYTES);

    static final Comparator<RootEntry> ROOT_ORDER =
            Comparator.comparingInt((RootEntry root) -> root.purpose().code()).thenComparingInt(RootEntry::generation);

    Manifest {
        domains = domains.stream().sorted(Comparator.comparing(DomainEntry::id)).toList();
        columns = columns.stream().sorted(COLUMN_ORDER).toList();
    }

    /** A domain and the hashes that bind its key rows. */
    record DomainEntry(String id, String name, String keyId, List<RootEntry> roots) {
        DomainEntry {
            roots = roots.stream().sorted(ROOT_ORDER).toList();
        }

        Domain domain() {
            return new Domain(name, id, keyId);
        }
    }

    /** @param sha256 of the encrypted data key as it is stored, 64 hex digits */
    record RootEntry(DomainRoot.Purpose purpose, int generation, String sha256) {}

    /** @param source where it was declared, for messages */
    record ColumnEntry(
            TableName table,
            String column,
            String domainId,
            LogicalType type,
            CellType cellType,
            IndexType indexType,
            String source) {}

    static Manifest empty(String databaseId) {
        return new Manifest(databaseId, 0, List.of(), List.of());
    }

    Optional<DomainEntry> domain(String id) {
        return domains.stream().filter(domain -> domain.id().equals(id)).findFirst();
    }

    Optional<DomainEntry> domainNamed(String name) {
        return domains.stream().filter(domain -> domain.name().equals(name)).findFirst();
    }

    Optional<ColumnEntry> column(TableName table, String column) {
        return columns.stream()
                .filter(entry -> entry.table().equals(table) && entry.column().equals(column))
                .findFirst();
    }

    List<ColumnEntry> columnsOf(TableName table) {
        return columns.stream().filter(entry -> entry.table().equals(table)).toList();
    }

    List<ColumnEntry> columnsIn(String domainId) {
        return columns.stream()
                .filter(entry -> entry.domainId().equals(domainId))
                .toList();
    }

    /** In order of appearance. */
    Set<TableName> tables() {
        Set<TableName> tables = new LinkedHashSet<>();
        columns.forEach(entry -> tables.add(entry.table()));
        return tables;
    }

    /** The next version, with these domains (where they are new) and columns besides. */
    Manifest with(Collection<DomainEntry> moreDomains, List<ColumnEntry> moreColumns) {
        List<DomainEntry> fresh = moreDomains.stream()
                .filter(entry -> domain(entry.id()).isEmpty())
                .toList();
        return new Manifest(databaseId, version + 1, concat(domains, fresh), concat(columns, moreColumns));
    }

    /** The next version, in which the table has these columns only; domains that only it used go with its old ones. */
    Manifest replacing(TableName table, Collection<DomainEntry> moreDomains, List<ColumnEntry> itsColumns) {
        List<ColumnEntry> others =
                columns.stream().filter(entry -> !entry.table().equals(table)).toList();
        List<ColumnEntry> all = concat(others, itsColumns);
        Set<String> gone = new HashSet<>();
        columnsOf(table).forEach(entry -> gone.add(entry.domainId()));
        all.forEach(entry -> gone.remove(entry.domainId()));
        List<DomainEntry> kept =
                domains.stream().filter(entry -> !gone.contains(entry.id())).toList();
        return new Manifest(databaseId, version, kept, others).with(moreDomains, itsColumns);
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
