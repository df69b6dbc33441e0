package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** FROM clauses: tables, derived tables, VALUES, common table expressions, and joins of up to three. For one statement. */
final class Relations {

    private final Grammar grammar;
    private final Draw draw;

    Relations(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    /** Draws a FROM clause without its first word. */
    Visible from(Visible outer, int depth, boolean mayJoin) {
        List<Relation> relations = new ArrayList<>();
        relations.add(relation(outer, relations, depth));
        int more = !mayJoin ? 0 : draw.below(5) - 2;
        int seen = 1;
        for (int i = 0; i < more; i++) {
            seen = join(outer, relations, seen, depth, more == 1);
        }
        return outer.inner(relations);
    }

    /** A FROM clause in which each of the columns has one like it. */
    Visible withAll(List<Column> wanted, Visible outer, int depth) {
        List<Relation> relations = new ArrayList<>();
        List<HuntTable> tables = HuntTables.ALL.stream()
                .filter(table -> wanted.stream().allMatch(column -> hasLike(table.columns(), column)))
                .toList();
        List<Relation> common = draw.common().stream()
                .filter(one -> wanted.stream().allMatch(column -> hasLike(one.columns(), column)))
                .toList();
        if (!common.isEmpty() && draw.one(2)) {
            relations.add(common(draw.any(common), relations));
        } else if (tables.isEmpty()) {
            return separately(wanted, outer);
        } else if (depth > 0 && draw.one(4)) {
            relations.add(derived(wanted, outer, relations, depth));
        } else {
            relations.add(table(draw.any(tables), relations));
        }
        if (depth > 0 && draw.one(4)) {
            join(outer, relations, 1, depth, true);
        }
        return outer.inner(relations);
    }

    /** A table for each of the columns. */
    private Visible separately(List<Column> wanted, Visible outer) {
        List<Relation> relations = new ArrayList<>();
        for (Column column : wanted) {
            boolean there = relations.stream().anyMatch(relation -> hasLike(relation.columns(), column));
            if (!there) {
                draw.add(relations.isEmpty() ? "" : ",");
                List<HuntTable> tables = HuntTables.ALL.stream()
                        .filter(table -> hasLike(table.columns(), column))
                        .toList();
                relations.add(table(draw.any(tables), relations));
            }
        }
        return outer.inner(relations);
    }

    private static boolean hasLike(List<Column> columns, Column wanted) {
        return columns.stream().anyMatch(column -> column.isLike(wanted));
    }

    private Relation relation(Visible outer, List<Relation> beside, int depth) {
        int choice = depth <= 0 ? draw.below(6) : draw.below(9);
        if (choice < 5) {
            return table(draw.any(draw.one(5) ? HuntTables.ALL : HuntTables.ENCRYPTED), beside);
        }
        if (choice == 5) {
            return draw.common().isEmpty()
                    ? table(draw.any(HuntTables.ENCRYPTED), beside)
                    : common(draw.any(draw.common()), beside);
        }
        return choice == 6 && draw.can(Feature.SERIES) ? series(beside) : derived(null, outer, beside, depth);
    }

    Relation table(HuntTable table, List<Relation> beside) {
        boolean taken = beside.stream().anyMatch(one -> one.alias().equalsIgnoreCase(table.name()))
                || draw.common().stream().anyMatch(one -> one.alias().equals(table.name()));
        draw.sql().whole(draw.any(draw.dialect().tableNames(table.name())));
        if (!taken && draw.one(3)) {
            return new Relation(table.name(), table.columns(), true);
        }
        return Relation.of(alias(beside), table.columns());
    }

    /** An alias, with or without AS. */
    String alias(List<Relation> beside) {
        String alias = draw.newAlias(beside);
        draw.add(draw.any("AS", "", "as")).sql().whole(Column.alias(alias, draw.dialect(), draw.random()));
        return alias;
    }

    private Relation common(Relation common, List<Relation> beside) {
        draw.sql().whole(Column.alias(common.alias(), draw.dialect(), draw.random()));
        boolean taken = beside.stream().anyMatch(one -> one.alias().equals(common.alias()));
        return !taken && draw.one(2) ? common : Relation.of(alias(beside), common.columns());
    }

    private Relation series(List<Relation> beside) {
        draw.add("generate_series( 1 , 3 )");
        String alias = draw.newAlias(beside);
        draw.add(draw.any("AS", "")).sql().whole(Column.alias(alias, draw.dialect(), draw.random()));
        draw.add("( n )");
        return Relation.of(alias, List.of(Column.plain("n", HuntType.INTEGER)));
    }

    /** Names of what stands beside it are visible in it where it is LATERAL. */
    private Relation derived(@Nullable List<Column> wanted, Visible around, List<Relation> beside, int depth) {
        draw.add("(");
        List<Column> columns = wanted == null
                ? grammar.queries().labelled(around, depth - 1)
                : draw.can(Feature.DERIVED_COLUMNS)
                        ? grammar.queries().of(wanted, around, depth - 1)
                        : grammar.queries().labelledOf(wanted, around, depth - 1);
        draw.add(")");
        String alias = alias(beside);
        if (!draw.can(Feature.DERIVED_COLUMNS)) {
            return Relation.of(alias, columns);
        }
        return Relation.of(alias, wanted != null || draw.one(4) ? renamed(columns) : columns);
    }

    /** Names for all columns, behind the alias. */
    List<Column> renamed(List<Column> columns) {
        List<Column> renamed = new ArrayList<>();
        draw.add("(");
        for (Column column : columns) {
            draw.add(renamed.isEmpty() ? "" : ",");
            renamed.add(column.named(draw.newName()));
            draw.add(renamed.get(renamed.size() - 1).name());
        }
        draw.add(")");
        return renamed;
    }

    /** @return of how many relations the next ON sees the columns */
    private int join(Visible outer, List<Relation> relations, int seen, int depth, boolean only) {
        List<Relation> left = List.copyOf(relations.subList(relations.size() - seen, relations.size()));
        switch (draw.below(depth > 0 ? 10 : 7)) {
            case 0 -> {
                draw.add(",");
                relations.add(relation(outer, relations, depth - 1));
                return 1;
            }
            case 1 -> {
                crossJoin(relations, outer);
            }
            case 2 -> using(relations, left, outer, only);
            case 3 -> {
                draw.add(draw.can(Feature.FULL_JOIN) ? "FULL JOIN" : "RIGHT JOIN");
                relations.add(table(draw.any(HuntTables.ALL), relations));
                equal(left, relations, outer);
            }
            case 8 -> values(relations, left, outer);
            case 9 -> {
                if (lateral(relations, outer, depth)) {
                    return 1;
                }
            }
            default -> {
                draw.add(draw.any("JOIN", "inner join", "LEFT JOIN", "left outer join", "RIGHT JOIN"));
                relations.add(relation(outer, relations, depth - 1));
                List<Relation> both = new ArrayList<>(left);
                both.add(relations.get(relations.size() - 1));
                draw.add("ON");
                grammar.conditions().add(outer.inner(both), depth > 0 ? 1 : 0);
            }
        }
        return seen + 1;
    }

    private void crossJoin(List<Relation> relations, Visible outer) {
        draw.add("CROSS JOIN");
        relations.add(relation(outer, relations, 0));
    }

    private void equal(List<Relation> left, List<Relation> relations, Visible outer) {
        Relation right = relations.get(relations.size() - 1);
        Visible scope = outer.inner(left).with(right);
        draw.add("ON");
        List<String> equalities = new ArrayList<>();
        for (Ref one : outer.inner(left).own(column -> column.role() != Role.RANDOMIZED)) {
            for (Column column : right.columns()) {
                if (column.isLike(one.column())) {
                    equalities.add(scope.written(one, draw) + " = " + scope.written(new Ref(right, column), draw));
                }
            }
        }
        draw.add(equalities.isEmpty() ? "1 = 1" : draw.any(equalities));
    }

    private void using(List<Relation> relations, List<Relation> left, Visible outer, boolean only) {
        HuntTable table = draw.any(HuntTables.ALL);
        List<Column> shared = !only
                ? List.of()
                : left.get(0).columns().stream()
                        .filter(column -> column.role() == Role.DETERMINISTIC || column.role() == Role.PLAIN)
                        .filter(column -> table.columns().contains(column))
                        .filter(column -> left.get(0).isPlain() != table.isEncrypted()) // or * would be refused
                        .toList();
        draw.add(draw.any("JOIN", "LEFT JOIN", "RIGHT JOIN"));
        relations.add(table(table, relations));
        if (shared.isEmpty()) {
            equal(left, relations, outer);
        } else {
            draw.add("USING (").sql().whole(draw.any(shared).written(draw.dialect(), draw.random()));
            draw.add(")");
        }
    }

    /** Rows of values, whose domain is said by what they are compared with. */
    private void values(List<Relation> relations, List<Relation> left, Visible outer) {
        // Such a time has no constant that says its type and is read: beside a parameter it would be a text.
        List<Ref> comparable =
                outer.inner(left).own(column -> column.role().isComparable() && column.type() != HuntType.TIMESTAMPTZ);
        if (comparable.isEmpty() || !draw.can(Feature.VALUES_TABLES)) {
            crossJoin(relations, outer);
            return;
        }
        Ref ref = draw.any(comparable);
        draw.add(draw.any("JOIN", "LEFT JOIN", "RIGHT JOIN") + " ( VALUES");
        int rows = 1 + draw.below(3);
        for (int i = 0; i < rows; i++) {
            draw.add(i > 0 ? ", (" : "(");
            draw.value(ref.column(), true, true);
            draw.add(", " + i + " )");
        }
        draw.add(")");
        String alias = alias(relations);
        Relation given = Relation.of(alias, renamed(List.of(ref.column(), Column.plain("", HuntType.INTEGER))));
        relations.add(given);
        Visible scope = outer.inner(left).with(given);
        draw.add(
                "ON " + scope.written(new Ref(given, given.columns().get(0)), draw) + " = " + scope.written(ref, draw));
    }

    /** @return whether it stands behind a comma */
    private boolean lateral(List<Relation> relations, Visible outer, int depth) {
        if (!draw.can(Feature.LATERAL)) {
            crossJoin(relations, outer);
            return false;
        }
        boolean left = draw.one(2);
        boolean comma = !left && draw.one(2);
        draw.add(left ? "LEFT JOIN LATERAL" : comma ? ", LATERAL" : "CROSS JOIN LATERAL");
        // Behind a comma it sees what stands before the comma, too.
        relations.add(derived(null, outer.inner(relations), relations, depth));
        draw.add(left ? "ON TRUE" : "");
        return comma;
    }
}
