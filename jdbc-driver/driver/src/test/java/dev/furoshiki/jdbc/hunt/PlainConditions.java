package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.List;

/** Conditions on plain columns, which the server decides as they are. For one statement. */
final class PlainConditions {

    private static final Column NUMBER = Column.plain("", HuntType.INTEGER);
    private static final Column TEXT = Column.plain("", HuntType.TEXT);

    private final Grammar grammar;
    private final Draw draw;

    PlainConditions(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    void add(Visible scope) {
        if (!scope.texts().isEmpty() && draw.one(2)) {
            text(scope);
        } else if (!scope.numbers().isEmpty()) {
            number(scope);
        } else {
            draw.add(draw.any("1 = 1", "NOT 1 = 2", "2 > 1"));
        }
    }

    private void number(Visible scope) {
        String n = grammar.expressions().number(scope);
        switch (draw.below(13)) {
            case 0 -> value(n + " =", NUMBER);
            case 1 -> draw.add(n + " > 1");
            case 2 -> {
                value(n + " BETWEEN", NUMBER);
                value("AND", NUMBER);
            }
            case 3 -> {
                value(n + " in ( 1 ,", NUMBER);
                draw.add(")");
            }
            case 4 -> {
                value("( " + n + " + 1 ) * 2 >", NUMBER);
                draw.add("- 1");
            }
            case 5 -> {
                value("case when " + n + " =", NUMBER);
                draw.add("then true else false end");
            }
            case 6 -> value(n + " not between 2 and 1 +", NUMBER);
            case 7 -> {
                value("( " + n + " IS NULL OR", NUMBER);
                draw.add("< 4 )");
            }
            case 8 -> draw.add("coalesce( " + n + " , 1 ) <> 2");
            case 9 -> draw.add(n + " IS NOT NULL");
            case 10 -> {
                List<Ref> others = scope.numbers();
                draw.add(n + " " + draw.any("=", "<", ">=", "<>") + " " + scope.written(draw.any(others), draw));
            }
            case 11 -> draw.add(n + " % 2 = 0");
            default -> special(n, scope);
        }
    }

    private void text(Visible scope) {
        String t = scope.written(draw.any(scope.texts()), draw);
        switch (draw.below(7)) {
            case 0 -> draw.add(t + " like 'p%'");
            case 1 -> draw.add(t + " IS NOT NULL");
            case 2 -> value("lower( " + t + " ) =", TEXT);
            case 3 -> value(t + " <>", TEXT);
            case 4 -> draw.add(t + " LIKE '%A' escape").sql().whole("'!'");
            case 5 -> draw.add("length( " + t + " ) > 1");
            default -> draw.add(t + " in ( 'pa' , 'Pa' )");
        }
    }

    private void special(String n, Visible scope) {
        if (scope.texts().isEmpty()) {
            draw.add(n + " < 5");
            return;
        }
        String t = scope.written(draw.any(scope.texts()), draw);
        draw.add(String.format(draw.any(draw.dialect().plainConditions()), n, t));
    }

    private void value(String before, Column column) {
        draw.add(before);
        draw.value(column);
    }
}
