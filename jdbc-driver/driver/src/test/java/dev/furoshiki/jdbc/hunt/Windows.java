package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.List;

/** Functions over windows that give the same whatever the order of equal rows is. For one statement. */
final class Windows {

    private final Grammar grammar;
    private final Draw draw;

    Windows(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    void item(Visible scope) {
        List<Ref> keys = scope.own(column -> column.role() != Role.RANDOMIZED);
        List<Ref> encrypted = scope.own(column -> column.role().isEncrypted());
        draw.add(draw.any(
                "count(*)",
                encrypted.isEmpty() ? "count(*)" : "count( " + scope.written(draw.any(encrypted), draw) + " )",
                scope.numbers().isEmpty()
                        ? "count(*)"
                        : "sum( " + grammar.expressions().number(scope) + " )",
                "rank( )"));
        draw.add("OVER (");
        if (!keys.isEmpty() && draw.one(2)) {
            draw.add("PARTITION BY " + scope.written(draw.any(keys), draw));
        }
        if (!scope.numbers().isEmpty()) {
            draw.add("ORDER BY " + grammar.expressions().number(scope));
        }
        draw.add(") AS w");
    }
}
