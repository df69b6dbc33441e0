package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.ArrayList;
import java.util.List;

/** Queries that give what is wanted of them, in whatever form. For one statement. */
final class Queries {

    private final Grammar grammar;
    private final Draw draw;

    Queries(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    /** A query that gives columns like the wanted ones, for which there has to be a table each. */
    List<Column> of(List<Column> wanted, Visible outer, int depth) {
        boolean comparable =
                wanted.stream().allMatch(column -> column.role() == Role.DETERMINISTIC || column.role() == Role.PLAIN);
        switch (depth <= 0 ? 9 : draw.below(8)) {
            case 0 -> {
                select(wanted, outer, depth - 1);
                draw.add("UNION ALL");
                select(wanted, outer, depth - 1);
            }
            case 1 -> {
                if (comparable) {
                    draw.add("(");
                    select(wanted, outer, depth - 1);
                    draw.add(")")
                            .add(
                                    draw.can(Feature.ALL_OF_SETS)
                                            ? draw.any("UNION", "intersect", "EXCEPT", "EXCEPT ALL", "INTERSECT ALL")
                                            : draw.any("UNION", "intersect", "EXCEPT"));
                }
                select(wanted, outer, depth - 1);
            }
            default -> select(wanted, outer, depth);
        }
        return wanted;
    }

    private void select(List<Column> wanted, Visible outer, int depth) {
        Draw.Aside<Visible> from = draw.aside(() -> grammar.relations().withAll(wanted, outer, depth));
        Visible scope = from.value();
        boolean distinct = draw.one(5) && wanted.stream().allMatch(column -> column.role() != Role.RANDOMIZED);
        draw.add("SELECT").add(distinct ? "DISTINCT" : draw.any("", "", "ALL"));
        for (int i = 0; i < wanted.size(); i++) {
            draw.add(i > 0 ? "," : "");
            wanted(wanted.get(i), scope, distinct ? 0 : depth);
        }
        draw.add("FROM").sql().addAll(from.text());
        where(scope, depth, 3);
    }

    /** Like that, of one SELECT that names its columns. */
    List<Column> labelledOf(List<Column> wanted, Visible outer, int depth) {
        Draw.Aside<Visible> from = draw.aside(() -> grammar.relations().withAll(wanted, outer, depth));
        Visible scope = from.value();
        draw.add("SELECT");
        List<Column> columns = new ArrayList<>();
        for (Column column : wanted) {
            draw.add(columns.isEmpty() ? "" : ",");
            wanted(column, scope, depth);
            columns.add(column.named(draw.newName()));
            draw.add("AS " + columns.get(columns.size() - 1).name());
        }
        draw.add("FROM").sql().addAll(from.text());
        where(scope, depth, 3);
        return columns;
    }

    private void wanted(Column column, Visible scope, int depth) {
        if (column.role() == Role.PLAIN) {
            grammar.expressions().plain(column.type(), scope, depth);
        } else if (depth > 0 && draw.one(3)) {
            grammar.expressions().anchored(column, scope, depth);
        } else {
            List<Ref> own = scope.own(one -> one.isLike(column));
            draw.add(scope.written(draw.any(own), draw));
        }
    }

    void where(Visible scope, int depth, int oneInWithout) {
        if (draw.below(oneInWithout) > 0) {
            draw.add("WHERE");
            grammar.conditions().add(scope, Math.max(1, Math.min(2, depth)));
        }
    }

    /** A query whose columns have names that differ. */
    List<Column> labelled(Visible outer, int depth) {
        if (draw.one(5)) {
            return new Groups(grammar).labelled(outer, depth);
        }
        if (draw.one(6)) {
            return star(outer);
        }
        Draw.Aside<Visible> from = draw.aside(() -> grammar.relations().from(outer, depth, true));
        Visible scope = from.value();
        List<Ref> refs = scope.own(column -> true);
        List<Column> columns = new ArrayList<>();
        draw.add("SELECT");
        int items = 1 + draw.below(4);
        for (int i = 0; i < items; i++) {
            draw.add(i > 0 ? "," : "");
            columns.add(labelled(draw.any(refs), scope, columns, depth));
        }
        draw.add("FROM").sql().addAll(from.text());
        where(scope, depth, 2);
        return columns;
    }

    private Column labelled(Ref ref, Visible scope, List<Column> before, int depth) {
        Column column = ref.column();
        boolean computed = depth > 0 && draw.one(3);
        if (computed && column.role() == Role.PLAIN) {
            grammar.expressions().plain(column.type(), scope, depth);
        } else if (computed) {
            grammar.expressions().anchored(column, scope, depth);
        } else {
            draw.add(scope.written(ref, draw));
        }
        boolean taken = before.stream().anyMatch(one -> one.name().equalsIgnoreCase(column.name()));
        if (!computed && !taken && draw.one(2)) {
            return column;
        }
        String label = taken || draw.one(2) ? draw.newName() : column.name();
        draw.add("AS").sql().whole(Column.alias(label, draw.dialect(), draw.random()));
        return column.named(label);
    }

    private List<Column> star(Visible outer) {
        HuntTable table = draw.any(HuntTables.ALL);
        Draw.Aside<Relation> from = draw.aside(() -> grammar.relations().table(table, List.of()));
        draw.add("SELECT")
                .add(draw.one(2) ? "*" : Column.alias(from.value().alias(), draw.dialect(), draw.random()) + ".*")
                .add("FROM")
                .sql()
                .addAll(from.text());
        where(outer.inner(List.of(from.value())), 1, 2);
        return table.columns();
    }
}
