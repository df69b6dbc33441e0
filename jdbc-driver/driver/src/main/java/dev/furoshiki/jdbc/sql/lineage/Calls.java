package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.lineage.Leaf.ComparedCellLeaf;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Star;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What calls of functions give: a cell where they choose among values, a count, and else what is computed, so plain. */
final class Calls {

    private static final Set<String> FIRST_NOT_NULL = Set.of("coalesce", "ifnull", "nvl");

    static final String VALUES = "values";

    private final Analysis analysis;
    private final Expressions expressions;

    Calls(Analysis analysis, Expressions expressions) {
        this.analysis = analysis;
        this.expressions = expressions;
    }

    /** Whether a call gives the first of its arguments that is not NULL. */
    static boolean isFirstNotNull(Call call) {
        return call.name().size() == 1 && FIRST_NOT_NULL.contains(call.name().get(0));
    }

    Value judge(Call call, Scope scope) throws SQLException {
        String name = builtIn(call);
        Optional<Value> inserted = inserted(call, name);
        if (inserted.isPresent()) {
            return inserted.get();
        }
        expressions.condition(call.filter(), scope);
        expressions.sortKeys(call.orderBy(), scope);
        if (call.window().isPresent()) {
            expressions.window(call.window().get(), scope);
        }
        boolean bare = call.orderBy().isEmpty()
                && call.filter().isEmpty()
                && call.window().isEmpty()
                && !call.distinct();
        if (bare && FIRST_NOT_NULL.contains(name)) {
            return expressions.combined(call.arguments(), expressions.judgeAll(call.arguments(), scope));
        }
        if (bare && name.equals("nullif") && call.arguments().size() == 2) {
            Value value = expressions.combined(call.arguments(), expressions.judgeAll(call.arguments(), scope));
            return value instanceof Value.Plain ? value : withComparedCell(value);
        }
        if (name.equals("count")) {
            count(call, scope);
            return Value.PLAIN;
        }
        expressions.requirePlain(
                call.arguments(), scope, call.name().get(call.name().size() - 1));
        return Value.PLAIN;
    }

    /** {@code VALUES(column)} of the row that an upsert would have inserted. */
    private Optional<Value> inserted(Call call, String name) throws SQLException {
        boolean values = name.equals(VALUES)
                && analysis.inserted().isPresent()
                && call.arguments().size() == 1
                && call.arguments().get(0) instanceof Name;
        return values
                ? Optional.of(analysis.columns().judge((Name) call.arguments().get(0), insertedRow()))
                : Optional.empty();
    }

    private Scope insertedRow() {
        return Scope.of(analysis.inserted().orElseThrow(), Scope.NONE);
    }

    private static String builtIn(Call call) {
        List<String> name = call.name();
        boolean ours = name.size() == 1 || name.get(0).equals("pg_catalog");
        return ours ? name.get(name.size() - 1) : "";
    }

    private static Value withComparedCell(Value value) {
        List<Leaf> leaves = new ArrayList<>(Output.leaves(value));
        ComparedCellLeaf compared = new ComparedCellLeaf();
        leaves.add(compared);
        if (value instanceof Encrypted encrypted) {
            compared.determine(encrypted.column());
            return new Encrypted(encrypted.column(), leaves);
        }
        return new Undetermined(leaves);
    }

    /** Counts are the same of cells as of values, and, where equal ones count once, of what can be compared. */
    private void count(Call call, Scope scope) throws SQLException {
        for (Expression argument : call.arguments()) {
            if (argument instanceof Star star && star.qualifier().isEmpty()) {
                analysis.visit(star);
                continue;
            }
            Value value = expressions.judge(argument, scope);
            if (value instanceof Encrypted encrypted) {
                analysis.places().requireAlone(encrypted.column(), argument);
                analysis.place(value, call.distinct() ? Form.KEY : Form.CELL, ParameterUse.COMPARED);
            }
            Unification.settlePlain(value);
        }
    }
}
