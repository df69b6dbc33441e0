package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.ArrayList;
import java.util.List;

/** Queries with GROUP BY, and those that only count. For one statement. */
final class Groups {

    private final Grammar grammar;
    private final Draw draw;

    Groups(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    /** A query with keys and what is counted; its columns have names that differ. */
    List<Column> labelled(Visible outer, int depth) {
        Draw.Aside<Visible> from = draw.aside(() -> grammar.relations().from(outer, depth, true));
        Visible scope = from.value();
        List<Ref> possible = scope.own(column -> column.role() != Role.RANDOMIZED);
        List<Ref> keys = new ArrayList<>();
        int count = draw.below(3);
        for (int i = 0; i < count && !possible.isEmpty(); i++) {
            keys.add(draw.any(possible));
        }
        List<Column> columns = new ArrayList<>();
        List<String> written = new ArrayList<>();
        draw.add("SELECT");
        for (Ref key : keys) {
            draw.add(columns.isEmpty() ? "" : ",");
            String name = draw.newName();
            written.add(Visible.qualified(key, key.column().written(draw.dialect(), draw.random()), draw));
            draw.add(written.get(written.size() - 1) + " AS " + name);
            columns.add(key.column().named(name));
        }
        draw.add(columns.isEmpty() ? "" : ",");
        aggregate(scope);
        String counted = draw.newName();
        draw.add("AS " + counted);
        columns.add(Column.plain(counted, HuntType.INTEGER));
        draw.add("FROM").sql().addAll(from.text());
        grammar.queries().where(scope, depth, 3);
        groupBy(keys, written, columns.stream().map(Column::name).toList());
        having(keys, written);
        return columns;
    }

    private void aggregate(Visible scope) {
        List<Ref> comparable = scope.own(column -> column.role().isComparable());
        List<Ref> encrypted = scope.own(column -> column.role().isEncrypted());
        switch (draw.below(6)) {
            case 0 -> {
                draw.add("count(*)");
                if (draw.can(Feature.FILTER)) {
                    draw.add("FILTER ( WHERE");
                    grammar.conditions().add(scope, 1);
                    draw.add(")");
                }
            }
            case 1 ->
                draw.add(
                        encrypted.isEmpty() ? "count(*)" : "count( " + scope.written(draw.any(encrypted), draw) + " )");
            case 2 ->
                draw.add(
                        comparable.isEmpty()
                                ? "count(*)"
                                : "count( DISTINCT " + scope.written(draw.any(comparable), draw) + " )");
            case 3 ->
                draw.add(
                        scope.numbers().isEmpty()
                                ? "count(*)"
                                : "max( " + grammar.expressions().number(scope) + " )");
            case 4 ->
                draw.add(
                        scope.numbers().isEmpty()
                                ? "count(*)"
                                : String.format(
                                        draw.any(draw.dialect().plainAggregates()),
                                        grammar.expressions().number(scope)));
            default -> draw.add("count(*)");
        }
    }

    private void groupBy(List<Ref> keys, List<String> written, List<String> labels) {
        if (keys.isEmpty()) {
            return;
        }
        draw.add("GROUP BY");
        for (int i = 0; i < keys.size(); i++) {
            draw.add(i > 0 ? "," : "")
                    .add(
                            draw.one(4) && isPlain(keys.get(i))
                                    ? draw.any(String.valueOf(i + 1), labels.get(i))
                                    : written.get(i));
        }
    }

    private static boolean isPlain(Ref key) {
        return key.column().role() == Role.PLAIN || key.column().role() == Role.DETERMINISTIC;
    }

    private void having(List<Ref> keys, List<String> written) {
        if (!draw.one(3)) {
            return;
        }
        draw.add("HAVING");
        if (keys.isEmpty() || keys.get(0).column().role() == Role.PLAIN || draw.one(2)) {
            draw.add("count(*) >=");
            draw.number(2);
        } else {
            draw.add(written.get(0) + " " + draw.any("=", "<>"));
            draw.value(keys.get(0).column());
        }
    }
}
