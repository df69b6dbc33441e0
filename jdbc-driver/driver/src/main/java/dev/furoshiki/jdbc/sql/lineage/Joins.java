package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.sql.lineage.Relations.Joined;
import dev.furoshiki.jdbc.sql.lineage.Scope.Match;
import dev.furoshiki.jdbc.sql.lineage.Scope.Merged;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Relation.Join;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Joins, with what they compare: by ON, by USING, or by whatever names both sides have. For one statement. */
final class Joins {

    private final Analysis analysis;

    Joins(Analysis analysis) {
        this.analysis = analysis;
    }

    Joined join(Join join, Scope outer, List<Source> visible) throws SQLException {
        Joined left = analysis.relations().from(join.left(), outer, visible);
        List<Source> visibleRight = new ArrayList<>(visible);
        visibleRight.addAll(left.sources());
        Joined right = analysis.relations().from(join.right(), outer, visibleRight);
        List<Source> sources = new ArrayList<>(left.sources());
        sources.addAll(right.sources());
        // The columns that a join makes one come first, and then those of the joins within it.
        List<Merged> merged = new ArrayList<>();
        List<Merged> before = new ArrayList<>(left.merged());
        before.addAll(right.merged());
        if (join.natural()) {
            natural(join, left, right, before, merged);
        }
        for (Name name : join.using()) {
            analysis.visit(name);
            using(name.simple(), join, left, right, before, merged);
        }
        boolean merges = join.natural() || !join.using().isEmpty();
        if (merges && analysis.rules().mergesByTable()) {
            boolean rightFirst = join.kind() == Join.Kind.RIGHT;
            List<Field> first = (rightFirst ? right : left)
                    .sources().stream()
                            .flatMap(source -> source.fields().stream())
                            .toList();
            merged.sort(Comparator.comparingInt(one -> place(one, first)));
            if (rightFirst) {
                Collections.rotate(sources, right.sources().size());
            }
        }
        merged.addAll(before);
        Joined joined = new Joined(sources, merged);
        Scope own = joined.scope(outer);
        analysis.expressions().condition(join.on(), own);
        if (analysis.rules().conditionsSeeAllTables()) {
            join.on().ifPresent(condition -> analysis.relations().conditions().add(condition, own));
        }
        return joined;
    }

    private static int place(Merged merged, List<Field> fields) {
        int place = 0;
        while (place < fields.size() && !contains(merged.all(), fields.get(place))) {
            place++;
        }
        return place;
    }

    private void natural(Join join, Joined left, Joined right, List<Merged> before, List<Merged> merged)
            throws SQLException {
        boolean open = isOpen(left) || isOpen(right);
        boolean cells = mayHoldCells(left) || mayHoldCells(right);
        if (!cells) {
            return;
        }
        if (open) {
            throw new UnsupportedStatementException("NATURAL JOIN compares whatever columns " + analysis.suspect()
                    + ", an encrypted table, and the other have in common, and those of the other are not known; write"
                    + " JOIN ... USING (...) or ON. The statement was not sent");
        }
        if (hidesColumns(left) || hidesColumns(right)) {
            throw new UnsupportedStatementException("NATURAL JOIN of a table with columns that are left out of *; write"
                    + " JOIN ... USING (...) or ON. The statement was not sent");
        }
        Set<String> onRight = compared(names(right)).collect(Collectors.toUnmodifiableSet());
        Set<String> seen = new HashSet<>();
        List<String> common = new ArrayList<>();
        for (String name : names(left)) {
            String compared = analysis.syntax().comparedName(name);
            if (onRight.contains(compared) && seen.add(compared)) {
                common.add(name);
            }
        }
        for (String name : common) {
            using(name, join, left, right, before, merged);
        }
        int word = join.left().span().last() + 1;
        if (!analysis.statement().isWord(word, "NATURAL")) {
            throw new UnsupportedStatementException(
                    "NATURAL stands where it cannot be rewritten; write JOIN ... ON. The statement was not sent");
        }
        String list = common.stream().map(analysis::quoted).collect(Collectors.joining(", "));
        analysis.writeLater(() -> {
            analysis.edits().replace(word, word, "");
            analysis.edits()
                    .insertAfter(
                            join.right().span().last(),
                            common.isEmpty() ? " ON TRUE" : " USING (" + list + ")",
                            List.of());
        });
    }

    private Stream<String> compared(List<String> names) {
        return names.stream().map(analysis.syntax()::comparedName);
    }

    private static List<String> names(Joined joined) {
        return joined.sources().stream()
                .flatMap(source -> source.fields().stream())
                .map(Field::name)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static boolean isOpen(Joined joined) {
        return joined.sources().stream().anyMatch(Source::open);
    }

    private static boolean hidesColumns(Joined joined) {
        return joined.sources().stream()
                .flatMap(source -> source.table().stream())
                .anyMatch(table -> !table.unlisted().isEmpty());
    }

    private static boolean mayHoldCells(Joined joined) {
        return joined.sources().stream().anyMatch(source -> source.table().isPresent() || source.mayHoldCells());
    }

    private void using(String name, Join join, Joined left, Joined right, List<Merged> before, List<Merged> merged)
            throws SQLException {
        List<Field> all = new ArrayList<>(fields(name, left));
        List<Field> others = fields(name, right);
        Optional<EncryptedColumn> column = column(all).or(() -> column(others));
        if (column.isPresent()) {
            requireComparable(column.get(), all, others);
        }
        all.addAll(others);
        for (Field field : all) {
            if (field.isUndetermined()) {
                field.settlePlain();
            }
        }
        if (all.isEmpty()) {
            return;
        }
        for (Merged one : List.copyOf(before)) {
            if (one.all().stream().anyMatch(field -> contains(all, field))) {
                before.remove(one);
                one.all().stream().filter(field -> !contains(all, field)).forEach(all::add);
            }
        }
        // Where it has to be named as of one table, that is the one whose rows are all there.
        boolean ofRight =
                analysis.rules().mergedNamesAreAmbiguous() && join.kind() == Join.Kind.RIGHT && !others.isEmpty();
        merged.add(new Merged(ofRight ? others.get(0) : all.get(0), List.copyOf(all)));
    }

    @SuppressWarnings("ReferenceEquality") // two columns may be equal records, and are two all the same
    private static boolean contains(List<Field> fields, Field field) {
        return fields.stream().anyMatch(other -> other == field);
    }

    private static List<Field> fields(String name, Joined joined) {
        return joined.scope(Scope.NONE).named(name).stream().map(Match::field).toList();
    }

    private static Optional<EncryptedColumn> column(List<Field> fields) {
        return fields.stream().flatMap(field -> field.column().stream()).findFirst();
    }

    private static void requireComparable(EncryptedColumn column, List<Field> left, List<Field> right)
            throws SQLException {
        if (left.size() != 1 || right.size() != 1) {
            throw Refusals.column(
                    column, "it cannot be told what USING compares it with", "write ON a.column = b.column");
        }
        Unification.requireSame(column, left.get(0).column());
        Unification.requireSame(column, right.get(0).column());
        if (left.get(0).hasOtherKey()) {
            throw Refusals.column(
                    column,
                    "USING and NATURAL JOIN would compare its cells, which are randomized",
                    "write ON a." + column.name() + " = b." + column.name());
        }
    }
}
