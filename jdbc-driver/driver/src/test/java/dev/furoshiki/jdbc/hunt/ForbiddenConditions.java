package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.List;

/** Conditions on encrypted columns that no server could decide. For one statement. */
final class ForbiddenConditions {

    private final Draw draw;

    ForbiddenConditions(Grammar grammar) {
        this.draw = grammar.draw();
    }

    void add(Ref ref, Visible scope) {
        boolean not = draw.one(5);
        draw.add(not ? "NOT (" : "");
        condition(ref, scope);
        draw.add(not ? ")" : "");
    }

    private void condition(Ref ref, Visible scope) {
        Column column = ref.column();
        String name = scope.written(ref, draw);
        if (column.role() == Role.RANDOMIZED && draw.one(2)) {
            randomized(name, column);
            return;
        }
        switch (draw.below(12)) {
            case 0, 1 -> value(name + " " + draw.any("like", "NOT LIKE"), column);
            case 2 -> value(name + " " + draw.any("<", ">", "<=", ">="), column);
            case 3 -> {
                value(name + " BETWEEN", column);
                value("AND", column);
            }
            case 4 -> value(draw.any("upper( ", "lower( ", "trim( ", "abs( ") + name + " ) =", column);
            case 5, 6 -> {
                draw.add(name + " " + draw.any("=", "<>"));
                foreign(ref, scope);
            }
            case 7 -> {
                value(name + " IN (", column);
                draw.add(",");
                foreign(ref, scope);
                draw.add(")");
            }
            case 8 -> {
                draw.add(name + " " + draw.any("=", "<>"));
                plain(scope);
            }
            case 9 -> {
                draw.add("coalesce( " + name + " ,");
                plain(scope);
                value(") =", column);
            }
            case 10 -> {
                value("( " + name + " , 1 ) " + draw.any("<", ">=") + " (", column);
                draw.add(", 1 )");
            }
            default -> {
                boolean calls = draw.can(Feature.NULL_SAFE_EQUALS);
                draw.add(calls ? "concat( " + name + " , 'x' ) =" : name + " || 'x' =");
                draw.value(column);
            }
        }
    }

    private void randomized(String name, Column column) {
        switch (draw.below(4)) {
            case 0 -> draw.add(name + " = " + name);
            case 1 -> value(name + " <>", column);
            case 2 -> {
                value(name + " IN (", column);
                draw.add(")");
            }
            default -> value(name + " =", column);
        }
    }

    private void value(String before, Column column) {
        draw.add(before);
        draw.value(column, false, false);
    }

    /** A plain column, or what the server computes. */
    void plain(Visible scope) {
        if (!scope.texts().isEmpty() && draw.one(2)) {
            draw.add(scope.written(draw.any(scope.texts()), draw));
        } else {
            draw.add(draw.any("lower( 'A,b(' )", "concat( 'a' , 'b' )"));
        }
    }

    /** A value of another domain, by itself. */
    void foreign(Ref ref, Visible scope) {
        List<Ref> others = scope.own(column -> column.role().isEncrypted()
                && !column.domain().equals(ref.column().domain()));
        if (!others.isEmpty() && draw.one(2)) {
            draw.add(scope.written(draw.any(others), draw));
            return;
        }
        Column other = otherThan(ref.column());
        List<HuntTable> tables = HuntTables.ENCRYPTED.stream()
                .filter(table -> table.columns().contains(other))
                .toList();
        draw.add("( SELECT y_y." + other.written(draw.dialect(), draw.random()) + " FROM")
                .sql()
                .whole(draw.any(draw.dialect().tableNames(draw.any(tables).name())));
        draw.add("y_y WHERE y_y.id = 1 )");
    }

    private static boolean isStoredAlike(Column one, Column other) {
        boolean type = one.type() == other.type()
                || (one.type().isText() && other.type().isText());
        return type && one.role() == other.role();
    }

    /** A column of another domain, mostly one that is stored alike, so that the domain alone tells them apart. */
    Column otherThan(Column column) {
        List<Column> others = HuntTables.ENCRYPTED.stream()
                .flatMap(table -> table.columns().stream())
                .filter(one -> one.role().isEncrypted() && !one.domain().equals(column.domain()))
                .toList();
        List<Column> alike =
                others.stream().filter(one -> isStoredAlike(one, column)).toList();
        return draw.any(alike.isEmpty() || draw.one(4) ? others : alike);
    }
}
