package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.List;

/** Conditions on encrypted columns and on plain ones. For one statement. */
final class Conditions {

    private final Grammar grammar;
    private final Draw draw;

    Conditions(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    void add(Visible scope, int depth) {
        switch (depth <= 0 ? 9 : draw.below(10)) {
            case 0, 1 -> both(scope, depth, "AND");
            case 2 -> {
                draw.add("(");
                both(scope, depth, "or");
                draw.add(")");
            }
            case 3 -> {
                draw.add("NOT (");
                add(scope, depth - 1);
                draw.add(")");
            }
            case 4 -> {
                draw.add("(");
                add(scope, depth - 1);
                draw.add(")");
            }
            default -> leaf(scope, depth);
        }
    }

    private void both(Visible scope, int depth, String word) {
        add(scope, depth - 1);
        draw.add(word);
        add(scope, depth - 1);
    }

    void leaf(Visible scope, int depth) {
        List<Ref> comparable = scope.comparable();
        if (draw.one(4)) {
            draw.add("(");
            grammar.plainConditions().add(scope);
            draw.add(")");
        } else if (comparable.isEmpty() || draw.one(8)) {
            nullness(scope);
        } else {
            encrypted(draw.any(comparable), scope, depth);
        }
    }

    private void nullness(Visible scope) {
        List<Ref> encrypted = scope.all(column -> column.role().isEncrypted());
        if (encrypted.isEmpty()) {
            grammar.plainConditions().add(scope);
        } else {
            draw.add(scope.written(draw.any(encrypted), draw) + " " + draw.any("IS NULL", "is not null"));
        }
    }

    private void encrypted(Ref ref, Visible scope, int depth) {
        Column column = ref.column();
        Expressions expressions = grammar.expressions();
        int choice = draw.below(depth > 0 ? 19 : 10);
        boolean list = choice == 4 || choice == 5 || choice == 7 || choice == 9 || choice == 15;
        switch (list && !hasLists(column) ? 0 : choice) {
            case 0, 1, 2 -> {
                draw.add(scope.written(ref, draw) + " " + draw.any("=", "=", "<>", "!="));
                draw.value(column);
            }
            case 3 -> {
                draw.value(column);
                draw.add("= " + scope.written(ref, draw));
            }
            case 4 -> list(ref, scope);
            case 5 -> {
                if (draw.can(Feature.VALUES_LISTS) && draw.one(3)) {
                    valuesList(ref, scope);
                } else {
                    list(ref, scope);
                }
            }
            case 6 -> distinct(ref, scope);
            case 7 -> array(ref, scope);
            case 8 -> columns(ref, scope);
            case 9 -> rows(ref, scope);
            case 10, 11 -> {
                expressions.anchored(column, scope, depth - 1);
                draw.add(draw.any("=", "<>"));
                expressions.cell(column, scope, depth - 1);
            }
            case 12, 13 -> membership(ref, scope, depth);
            case 14 -> exists(scope, depth);
            case 15 -> {
                expressions.cell(column, scope, depth - 1);
                draw.add(draw.any("IN (", "not in ("));
                expressions.anchored(column, scope, depth - 1);
                draw.add(",");
                // PostgreSQL compares what stands before IN with each by itself, two values of no type as texts.
                draw.value(column, true, true);
                draw.add(")");
            }
            case 16 -> {
                draw.add("case");
                expressions.anchored(column, scope, depth - 1);
                draw.add("when");
                draw.value(column);
                draw.add("then 1 else 2 end = 1");
            }
            case 17 -> {
                draw.add("( " + scope.written(ref, draw) + " =");
                draw.value(column);
                draw.add(draw.any(") is true", ") is not false", ") IS UNKNOWN", ") = true"));
            }
            default -> quantified(ref, scope, depth);
        }
    }

    private boolean hasLists(Column column) {
        return column.type() != HuntType.CHAR || draw.can(Feature.PADDED_LISTS);
    }

    private void list(Ref ref, Visible scope) {
        draw.add(scope.written(ref, draw) + " " + draw.any("IN (", "not in ("));
        int values = 1 + draw.below(3);
        for (int i = 0; i < values; i++) {
            draw.add(i > 0 ? "," : "");
            draw.value(ref.column());
        }
        draw.add(")");
    }

    /** Rows of values in the place of a list. */
    private void valuesList(Ref ref, Visible scope) {
        draw.add(scope.written(ref, draw) + " " + draw.any("IN ( VALUES (", "NOT IN ( VALUES (", "= ANY ( VALUES ("));
        draw.value(ref.column(), true, true);
        draw.add(") , (");
        draw.value(ref.column(), true, true);
        draw.add(") )");
    }

    private void distinct(Ref ref, Visible scope) {
        if (draw.can(Feature.NULL_SAFE_EQUALS)) {
            draw.add(scope.written(ref, draw) + " <=>");
            draw.value(ref.column());
            return;
        }
        if (!draw.can(Feature.DISTINCT_FROM)) {
            list(ref, scope);
            return;
        }
        draw.add(scope.written(ref, draw) + " " + draw.any("IS DISTINCT FROM", "is not distinct from"));
        draw.value(ref.column());
    }

    private void array(Ref ref, Visible scope) {
        if (draw.can(Feature.ARRAYS) && draw.one(3)) {
            draw.add(scope.written(ref, draw) + " " + draw.any("= ANY ( ARRAY[", "<> all ( array["));
            draw.value(ref.column(), true, true);
            draw.add(",");
            draw.value(ref.column(), true, true);
            draw.add("] )");
            return;
        }
        if (!draw.can(Feature.ARRAYS) || !draw.takesParameters() || ref.column().type() == HuntType.BYTEA) {
            list(ref, scope);
            return;
        }
        draw.add(scope.written(ref, draw) + " " + draw.any("= ANY (", "= any (", "<> ALL (", "= SOME ("));
        draw.array(ref.column());
        draw.add(")");
    }

    /** Two columns of one domain, or, where there is one only, itself. */
    private void columns(Ref ref, Visible scope) {
        Ref other = draw.any(Expressions.alike(ref.column(), scope));
        draw.add(scope.written(ref, draw) + " " + draw.any("=", "=", "<>") + " " + scope.written(other, draw));
    }

    private void rows(Ref ref, Visible scope) {
        List<Ref> others = scope.comparable();
        others.removeIf(one -> !hasLists(one.column()));
        Ref other = draw.any(others);
        String row = scope.written(ref, draw) + " , " + scope.written(other, draw);
        boolean number = !scope.numbers().isEmpty() && draw.one(2);
        draw.add((draw.one(4) ? "ROW (" : "(") + " " + row + " "
                + (number ? ", " + grammar.expressions().number(scope) : "") + " )");
        boolean list = draw.one(2);
        draw.add(list ? "IN ( (" : draw.any("= (", "<> ("));
        draw.value(ref.column());
        draw.add(",");
        draw.value(other.column());
        draw.add(number ? ", 3 )" : ")").add(list ? ")" : "");
    }

    private void membership(Ref ref, Visible scope, int depth) {
        List<Column> wanted = List.of(ref.column());
        draw.add(scope.written(ref, draw) + " " + draw.any("IN (", "in (", "NOT IN (", "= ANY (", "<> ALL ("));
        grammar.queries().of(wanted, scope, depth - 1);
        draw.add(")");
    }

    private void exists(Visible scope, int depth) {
        HuntTable table = draw.any(HuntTables.ALL);
        Relation relation = Relation.of(draw.newAlias(List.of()), table.columns());
        draw.add(draw.any("EXISTS (", "not exists (") + " SELECT "
                        + draw.any("1", "*", draw.can(Feature.EMPTY_LISTS) ? "" : "1") + " FROM")
                .sql()
                .whole(draw.any(draw.dialect().tableNames(table.name())));
        draw.add(Column.alias(relation.alias(), draw.dialect(), draw.random()) + " WHERE");
        add(scope.inner(List.of(relation)), depth - 1);
        draw.add(")");
    }

    private void quantified(Ref ref, Visible scope, int depth) {
        grammar.expressions().anchored(ref.column(), scope, depth - 1);
        draw.add(draw.any("= ANY (", "<> all ("));
        grammar.queries().of(List.of(ref.column()), scope, depth - 1);
        draw.add(")");
    }
}
