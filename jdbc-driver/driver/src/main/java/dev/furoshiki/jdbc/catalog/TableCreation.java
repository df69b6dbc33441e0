package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogChange.ColumnClause;
import dev.furoshiki.jdbc.catalog.CatalogChange.CreateTable;
import dev.furoshiki.jdbc.catalog.CatalogChange.KeyName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a CREATE TABLE as the server gets it: the physical type for each encrypted column's own, companions and
 * CHECKs at the end of the list; everything else byte for byte. Stateless.
 */
final class TableCreation {

    private TableCreation() {}

    private record Edit(int start, int end, String text) {}

    /** @param columns the encrypted columns by name, with the domains they were given */
    static String rewrite(
            PhysicalSchema physical, ServerKind kind, CreateTable change, Map<String, EncryptedColumn> columns) {
        List<Edit> edits = new ArrayList<>();
        StringBuilder end = new StringBuilder();
        for (ColumnClause clause : change.columns()) {
            EncryptedColumn column = columns.get(clause.annotation().column());
            if (column == null) {
                throw new IllegalArgumentException(
                        "no domain for " + clause.annotation().column());
            }
            edits.add(new Edit(clause.typeStart(), clause.typeEnd(), physical.cellType(column)));
            // What stands before and behind the clause may do so without a space.
            edits.add(new Edit(clause.clauseStart(), clause.clauseEnd(), " "));
            physical.cellCheck(column.name(), column.cellType())
                    .ifPresent(check -> end.append(", ").append(check));
            column.companion().ifPresent(companion -> end.append(companion(physical, kind, column, companion)));
        }
        for (KeyName key : change.keys()) {
            String companion = kind.quoted(companion(columns, key));
            edits.add(new Edit(key.start(), key.end(), key.ofColumn() ? "" : companion));
            if (key.ofColumn()) {
                end.append(", ")
                        .append(change.sql(), key.start(), key.end())
                        .append(" (")
                        .append(companion)
                        .append(")");
            }
        }
        edits.add(new Edit(change.end(), change.end(), end.toString()));
        return apply(change.sql(), edits);
    }

    private static String companion(Map<String, EncryptedColumn> columns, KeyName key) {
        return Optional.ofNullable(columns.get(key.column()))
                .flatMap(EncryptedColumn::companion)
                .orElseThrow(() -> new IllegalArgumentException("no companion of " + key.column()));
    }

    private static String companion(
            PhysicalSchema physical, ServerKind kind, EncryptedColumn column, String companion) {
        return ", " + kind.quoted(companion) + " " + physical.indexType()
                + physical.indexCheck(companion).map(check -> ", " + check).orElse("")
                + ", " + physical.togetherCheck(column.name(), companion);
    }

    /** Indexes on the companions, to be made after the table, unless a constraint has made one, which begins with it. */
    static List<String> indexes(PhysicalSchema physical, CreateTable change, Map<String, EncryptedColumn> columns) {
        List<String> statements = new ArrayList<>();
        for (EncryptedColumn column : columns.values()) {
            if (change.keys().stream()
                    .anyMatch(key -> key.leads() && key.column().equals(column.name()))) {
                continue;
            }
            column.companion().ifPresent(companion -> statements.add(physical.createIndex(change.table(), companion)));
        }
        return statements;
    }

    private static String apply(String sql, List<Edit> edits) {
        StringBuilder out = new StringBuilder();
        int copied = 0;
        for (Edit edit : edits.stream()
                .sorted(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end))
                .toList()) {
            if (edit.start() < copied) {
                throw new IllegalArgumentException("edits overlap at offset " + edit.start());
            }
            out.append(sql, copied, edit.start()).append(edit.text());
            copied = edit.end();
        }
        return out.append(sql, copied, sql.length()).toString();
    }
}
