package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.ArrayList;
import java.util.List;

/** Queries as whole statements, with what stands before and behind them. For one statement. */
final class Selects {

    private final Grammar grammar;
    private final Draw draw;
    private boolean ordered;
    private boolean starred;

    Selects(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    /** Whether the order of its rows is said in full. */
    boolean isOrdered() {
        return ordered;
    }

    void statement() {
        if (draw.one(4)) {
            new CommonTables(grammar).add();
        }
        switch (draw.below(12)) {
            case 0 -> new Groups(grammar).labelled(Visible.NOTHING, 2);
            case 1 -> grammar.queries().labelled(Visible.NOTHING, 2);
            case 2 -> setOperation();
            case 3 -> distinct();
            case 4 -> limited();
            case 5 -> {
                Draw.Aside<Visible> from = draw.aside(() -> grammar.relations().from(Visible.NOTHING, 2, true));
                draw.add("SELECT")
                        .add(from.value().hasStar() ? "*" : "1")
                        .add("FROM")
                        .sql()
                        .addAll(from.text());
                grammar.queries().where(from.value(), 2, 3);
            }
            default -> select();
        }
    }

    private void select() {
        Draw.Aside<Visible> from = draw.aside(() -> grammar.relations().from(Visible.NOTHING, 2, true));
        Visible scope = from.value();
        draw.add("SELECT");
        int items = 1 + draw.below(4);
        for (int i = 0; i < items; i++) {
            draw.add(i > 0 ? "," : "");
            item(scope, i == 0);
        }
        draw.add("FROM").sql().addAll(from.text());
        grammar.queries().where(scope, 2, 4);
        if (draw.one(4) && !scope.numbers().isEmpty()) {
            // Not by its bare name, which another result column may bear.
            Ref number = draw.any(scope.numbers());
            draw.add("ORDER BY "
                    + Visible.qualified(number, number.column().written(draw.dialect(), draw.random()), draw)
                    + draw.any("", " DESC", " asc"));
        } else if (draw.one(6)) {
            draw.add("ORDER BY CASE WHEN");
            grammar.conditions().add(scope, 1);
            draw.add("THEN 0 ELSE 1 END");
        } else if (draw.one(8) && scope.relations().stream().allMatch(Relation::table)) {
            draw.add(draw.can(Feature.SHARE_LOCKS) ? draw.any("FOR UPDATE", "for share") : "FOR UPDATE");
        }
    }

    /** One or several columns of a list behind SELECT or RETURNING. */
    void item(Visible scope) {
        item(scope, true);
    }

    private void item(Visible scope, boolean first) {
        List<Ref> refs = scope.own(column -> true);
        Ref ref = draw.any(refs);
        // Between two stars of plain tables, whose columns are not known, no cell would be found.
        boolean noStar = starred || !scope.hasStar();
        boolean noneAlone = !first && !draw.can(Feature.LATE_STARS);
        int choice = (noStar ? 2 : 0) + draw.below(noStar ? 11 : 13);
        starred |= choice < 2 && scope.relations().stream().anyMatch(Relation::isPlain);
        switch (choice) {
            case 0 -> draw.add(noneAlone ? "1" : "*");
            case 1 -> draw.add(Column.alias(ref.relation().alias(), draw.dialect(), draw.random()) + ".*");
            case 2 -> {
                draw.add(scope.written(ref, draw) + " AS");
                draw.sql()
                        .whole(draw.any(
                                "a",
                                "\"B.b\""
                                        .replace('"', draw.dialect().quoted("x").charAt(0)),
                                "id",
                                "ssn"));
            }
            case 3 -> draw.add(scope.written(ref, draw) + " b");
            case 4 -> grammar.expressions().plain(HuntType.INTEGER, scope, 2);
            case 5 -> grammar.expressions().plain(HuntType.TEXT, scope, 2);
            case 6, 7 -> {
                if (ref.column().role().isEncrypted()) {
                    grammar.expressions().anchored(ref.column(), scope, 2);
                } else {
                    draw.add(scope.written(ref, draw));
                }
            }
            case 8 -> {
                draw.add("CASE WHEN");
                grammar.conditions().add(scope, 1);
                draw.add("THEN 'x' ELSE 'y' END AS c");
            }
            case 9 -> {
                draw.add("(");
                grammar.conditions().add(scope, 1);
                draw.add(") AS met");
            }
            case 10 -> new Windows(grammar).item(scope);
            default -> draw.add(scope.written(ref, draw));
        }
    }

    private void setOperation() {
        List<Column> possible = new ArrayList<>();
        HuntTables.ALL.forEach(table -> possible.addAll(table.columns()));
        List<Column> wanted = new ArrayList<>(List.of(draw.any(possible)));
        if (draw.one(2)) {
            wanted.add(draw.any(possible));
        }
        grammar.queries().of(wanted, Visible.NOTHING, 1);
        boolean comparable =
                wanted.stream().allMatch(column -> column.role() == Role.DETERMINISTIC || column.role() == Role.PLAIN);
        draw.add(
                comparable
                        ? draw.any(
                                "UNION",
                                "INTERSECT",
                                "except",
                                "UNION ALL",
                                draw.can(Feature.ALL_OF_SETS) ? "EXCEPT ALL" : "UNION")
                        : "UNION ALL");
        grammar.queries().of(wanted, Visible.NOTHING, 1);
    }

    private void distinct() {
        Draw.Aside<Visible> from = draw.aside(() -> grammar.relations().from(Visible.NOTHING, 1, true));
        Visible scope = from.value();
        List<Ref> refs = scope.own(column -> column.role() != Role.RANDOMIZED);
        draw.add("SELECT DISTINCT");
        if (refs.isEmpty()) {
            draw.add("1");
        }
        int items = refs.isEmpty() ? 0 : 1 + draw.below(3);
        for (int i = 0; i < items; i++) {
            draw.add(i > 0 ? "," : "");
            if (draw.one(6)) {
                draw.add("CASE WHEN");
                grammar.conditions().add(scope, 1);
                draw.add("THEN 'x' ELSE 'y' END ,");
            }
            draw.add(scope.written(draw.any(refs), draw)).add(draw.one(3) ? "AS " + draw.newName() : "");
        }
        draw.add("FROM").sql().addAll(from.text());
        grammar.queries().where(scope, 1, 3);
    }

    /** One table in the order of its unique column. */
    private void limited() {
        HuntTable table = draw.any(HuntTables.ALL);
        Draw.Aside<Relation> from = draw.aside(() -> grammar.relations().table(table, List.of()));
        Visible scope = Visible.NOTHING.inner(List.of(from.value()));
        draw.add("SELECT");
        item(scope);
        draw.add(",");
        item(scope, false);
        draw.add("FROM").sql().addAll(from.text());
        grammar.queries().where(scope, 2, 3);
        // Not by its bare name, which another result column may bear.
        Ref id = draw.any(scope.own(column -> column.name().equals("id")));
        draw.add("ORDER BY " + Visible.qualified(id, "id", draw) + draw.any("", " desc", " ASC"));
        ordered = true;
        switch (draw.below(4)) {
            case 0 -> draw.add("LIMIT 3");
            case 1 -> draw.add("LIMIT 4 offset 1");
            case 2 -> draw.add("OFFSET 1 rows fetch first 2 rows only");
            default -> {
                draw.add("limit");
                draw.value(Column.plain("", HuntType.INTEGER), false, true);
            }
        }
    }
}
