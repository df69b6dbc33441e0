package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.ArrayList;
import java.util.List;

/** Values: of an encrypted column's domain, or plain. For one statement. */
final class Expressions {

    private final Grammar grammar;
    private final Draw draw;

    Expressions(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    /** A value that is known to be of the column's domain by what it meets. */
    void cell(Column like, Visible scope, int depth) {
        cell(like, scope, depth, false, false);
    }

    /** A value that says by itself of which domain it is; there has to be a column of it. */
    void anchored(Column like, Visible scope, int depth) {
        cell(like, scope, depth, true, false);
    }

    static List<Ref> alike(Column like, Visible scope) {
        return scope.all(column -> column.isLike(like));
    }

    /** @param nested whether nothing around it says its type */
    private void cell(Column like, Visible scope, int depth, boolean anchored, boolean nested) {
        List<Ref> columns = alike(like, scope);
        int choice = depth <= 0 ? draw.below(5) : draw.below(12);
        if (choice < 5 || (choice == 11 && like.role() != Role.DETERMINISTIC)) {
            leaf(like, scope, columns, anchored, nested);
            return;
        }
        switch (choice) {
            case 5, 6 -> choice(like, scope, depth, anchored);
            case 7 -> call("coalesce(", like, scope, depth, anchored);
            case 8 -> cast(like, scope, columns, anchored);
            case 9 -> subquery(like, scope, depth);
            case 10 -> {
                draw.add("(");
                cell(like, scope, depth - 1, anchored, nested);
                draw.add(")");
            }
            default -> call("nullif(", like, scope, depth, anchored);
        }
    }

    private void leaf(Column like, Visible scope, List<Ref> columns, boolean anchored, boolean nested) {
        if (!columns.isEmpty() && (anchored || draw.one(2))) {
            draw.add(scope.written(draw.any(columns), draw));
        } else if (anchored) {
            subquery(like, scope, 0);
        } else if (!nested && draw.one(10)) {
            draw.add(draw.any("NULL", "null"));
        } else {
            draw.value(like, true, nested);
        }
    }

    private void choice(Column like, Visible scope, int depth, boolean anchored) {
        draw.add("CASE");
        boolean simple = draw.one(4);
        if (simple && !scope.numbers().isEmpty()) {
            draw.add(number(scope));
        }
        int branches = 1 + draw.below(2);
        for (int i = 0; i < branches; i++) {
            draw.add("WHEN");
            if (simple && !scope.numbers().isEmpty()) {
                draw.number(8);
            } else {
                grammar.conditions().add(scope, depth - 1);
            }
            draw.add("THEN");
            cell(like, scope, depth - 1, anchored && i == 0, true);
        }
        if (draw.one(2)) {
            draw.add("ELSE");
            cell(like, scope, depth - 1, false, true);
        }
        draw.add("END");
    }

    private void call(String name, Column like, Visible scope, int depth, boolean anchored) {
        boolean first = draw.one(2);
        draw.add(name);
        cell(like, scope, depth - 1, anchored && first, true);
        draw.add(",");
        cell(like, scope, depth - 1, anchored && !first, true);
        draw.add(")");
    }

    private void cast(Column like, Visible scope, List<Ref> columns, boolean anchored) {
        if (anchored && columns.isEmpty()) {
            subquery(like, scope, 0);
            return;
        }
        if (!draw.can(HuntDialect.Feature.CASTS_OF_CELLS)) {
            leaf(like, scope, columns, anchored, true);
            return;
        }
        Sql value = draw.aside(() -> {
                    leaf(like, scope, columns, anchored, true);
                    return true;
                })
                .text();
        if (value.slots().isEmpty()) {
            draw.sql().whole(draw.dialect().cast(value.plain(), like.type(), draw.random()));
        } else {
            // A parameter in it is one of the statement's.
            draw.add("CAST(");
            draw.sql().addAll(value);
            draw.add("AS").sql().whole(draw.dialect().type(like.type()));
            draw.add(")");
        }
    }

    /** One value, or none, of a table that has one of the domain. */
    private void subquery(Column like, Visible scope, int depth) {
        List<HuntTable> tables = HuntTables.ENCRYPTED.stream()
                .filter(table -> table.columns().stream().anyMatch(column -> column.isLike(like)))
                .toList();
        HuntTable table = draw.any(tables);
        List<Column> columns =
                table.columns().stream().filter(column -> column.isLike(like)).toList();
        Relation relation = Relation.of(draw.newName(), table.columns());
        Visible inner = scope.inner(List.of(relation));
        draw.add("( SELECT");
        String column = Visible.qualified(
                new Ref(relation, draw.any(columns)), draw.any(columns).written(draw.dialect(), draw.random()), draw);
        draw.add(column + " FROM").sql().whole(draw.any(draw.dialect().tableNames(table.name())));
        draw.add(relation.alias() + " WHERE " + relation.alias() + ".id =");
        if (!scope.numbers().isEmpty() && draw.one(2)) {
            // Not by its bare name, which the table in here may have, too.
            Ref number = draw.any(scope.numbers());
            draw.add(Visible.qualified(number, number.column().written(draw.dialect(), draw.random()), draw));
        } else {
            draw.number(8);
        }
        if (depth > 0 && draw.one(2)) {
            draw.add("AND");
            grammar.conditions().leaf(inner, depth - 1);
        }
        draw.add(")");
    }

    /** A plain integer column. */
    String number(Visible scope) {
        return scope.written(draw.any(scope.numbers()), draw);
    }

    /** A plain value for a column of that type. */
    void plain(HuntType type, Visible scope, int depth) {
        boolean number = type == HuntType.INTEGER;
        List<Ref> columns = number ? scope.numbers() : scope.texts();
        int choice = columns.isEmpty() || depth <= 0 ? draw.below(3) : draw.below(10);
        switch (choice) {
            case 0, 1 -> draw.value(Column.plain("", type), true, true);
            case 2 -> draw.add(number ? "abs( - 3 )" : "lower( 'A,b(' )");
            case 3, 4, 5 -> draw.add(scope.written(draw.any(columns), draw));
            case 6 -> {
                draw.add("CASE WHEN");
                grammar.conditions().add(scope, depth - 1);
                draw.add("THEN");
                plain(type, scope, depth - 1);
                draw.add("ELSE");
                plain(type, scope, depth - 1);
                draw.add("END");
            }
            case 7 -> {
                draw.add("coalesce( " + scope.written(draw.any(columns), draw) + " ,");
                plain(type, scope, 0);
                draw.add(")");
            }
            case 8 -> {
                String column = scope.written(draw.any(columns), draw);
                draw.add(number ? column + " + 1" : "upper( " + column + " )");
            }
            default -> count(type, scope, depth);
        }
    }

    /** How many rows of another table meet a condition, correlated or not. */
    private void count(HuntType type, Visible scope, int depth) {
        if (type != HuntType.INTEGER) {
            draw.add("'none'");
            return;
        }
        draw.add("( SELECT");
        Relation relation = Relation.of(draw.newName(), List.of());
        HuntTable table = draw.any(HuntTables.ALL);
        Visible inner = scope.inner(List.of(Relation.of(relation.alias(), table.columns())));
        List<Ref> encrypted = new ArrayList<>(inner.own(column -> column.role().isComparable()));
        if (encrypted.isEmpty() || draw.one(2)) {
            draw.add("count(*)");
        } else {
            draw.add("count( " + draw.any("", "DISTINCT") + " " + inner.written(draw.any(encrypted), draw) + " )");
        }
        draw.add("FROM").sql().whole(draw.any(draw.dialect().tableNames(table.name())));
        draw.add(relation.alias() + " WHERE");
        grammar.conditions().add(inner, depth - 1);
        draw.add(")");
    }
}
