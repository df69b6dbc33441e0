package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.lineage.Leaf.GuardLeaf;
import dev.furoshiki.jdbc.sql.lineage.Leaf.NullLeaf;
import dev.furoshiki.jdbc.sql.lineage.Leaf.ParameterLeaf;
import dev.furoshiki.jdbc.sql.lineage.Leaf.QueryLeaf;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Case;
import dev.furoshiki.jdbc.sql.tree.Expression.Cast;
import dev.furoshiki.jdbc.sql.tree.Expression.Comparison;
import dev.furoshiki.jdbc.sql.tree.Expression.Default;
import dev.furoshiki.jdbc.sql.tree.Expression.Exists;
import dev.furoshiki.jdbc.sql.tree.Expression.In;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import dev.furoshiki.jdbc.sql.tree.Expression.Logical;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Not;
import dev.furoshiki.jdbc.sql.tree.Expression.NullTest;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import dev.furoshiki.jdbc.sql.tree.Expression.Parameter;
import dev.furoshiki.jdbc.sql.tree.Expression.Parenthesized;
import dev.furoshiki.jdbc.sql.tree.Expression.Quantified;
import dev.furoshiki.jdbc.sql.tree.Expression.Row;
import dev.furoshiki.jdbc.sql.tree.Expression.Star;
import dev.furoshiki.jdbc.sql.tree.Expression.Subquery;
import dev.furoshiki.jdbc.sql.tree.Expression.Window;
import dev.furoshiki.jdbc.sql.tree.SortKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What expressions are; every kind of node is known here, and what is not on a list of its own is computed on, so plain. */
final class Expressions {

    private final Analysis analysis;

    /** Whether what is judged is an operand of an operator that the parser and the server may bind differently. */
    private boolean operand;

    Expressions(Analysis analysis) {
        this.analysis = analysis;
    }

    boolean isOperand() {
        return operand;
    }

    /** What an expression's value is. */
    Value judge(Expression expression, Scope scope) throws SQLException {
        if (expression instanceof Name name) {
            return analysis.columns().judge(name, scope);
        }
        if (expression instanceof Parameter) {
            analysis.visit(expression);
            return new Undetermined(List.of(ParameterLeaf.of(expression.span())));
        }
        if (expression instanceof Literal literal) {
            analysis.visit(expression);
            return literal(literal);
        }
        if (expression instanceof Subquery subquery) {
            return analysis.expressions().subquery(subquery, scope);
        }
        boolean before = operand;
        operand = expression instanceof Operation;
        try {
            return composed(expression, scope, before);
        } finally {
            operand = before;
        }
    }

    private Value literal(Literal literal) {
        if (literal.kind() == Literal.Kind.NULL) {
            return new Undetermined(List.of(new NullLeaf(literal.span())));
        }
        return new Undetermined(List.of(
                ParameterLeaf.ofLiteral(literal),
                new GuardLeaf(column -> new Casts(analysis).requireLiteral(column, literal))));
    }

    private Value composed(Expression expression, Scope scope, boolean isOperand) throws SQLException {
        if (expression instanceof Parenthesized one) {
            return judge(one.inner(), scope);
        }
        if (expression instanceof Case choice) {
            return choice(choice, scope);
        }
        if (expression instanceof Cast cast) {
            return new Casts(analysis).judge(cast, scope);
        }
        if (expression instanceof Call call) {
            return new Calls(analysis, this).judge(call, scope);
        }
        if (expression instanceof Default) {
            analysis.visit(expression); // encrypted columns have none
        } else if (expression instanceof Star star) {
            row(star, scope);
        } else if (expression instanceof Logical logical) {
            requirePlain(logical.conditions(), scope, "AND");
        } else if (expression instanceof Not not) {
            requirePlain(not.condition(), scope, "NOT");
        } else if (expression instanceof Comparison comparison) {
            operand = isOperand;
            analysis.comparisons().comparison(comparison, scope);
        } else if (expression instanceof In in) {
            operand = isOperand;
            analysis.comparisons().membership(in, scope);
        } else if (expression instanceof Quantified quantified) {
            operand = isOperand;
            analysis.comparisons().quantified(quantified, scope);
        } else if (expression instanceof NullTest test) {
            operand = isOperand;
            nullTest(test, scope);
        } else if (expression instanceof Exists exists) {
            analysis.queries().expose(analysis.queries().resolve(exists.query(), scope));
        } else if (expression instanceof Row row) {
            requirePlain(row.values(), scope, "ROW");
        } else if (expression instanceof Operation operation) {
            requirePlain(operation.operands(), scope, "an operator");
        }
        return Value.PLAIN;
    }

    /** A condition: it is true, false or unknown, so no cell. */
    void condition(Optional<Expression> condition, Scope scope) throws SQLException {
        if (condition.isPresent()) {
            requirePlain(condition.get(), scope, "a condition");
        }
    }

    void requirePlain(List<? extends Expression> expressions, Scope scope, String around) throws SQLException {
        for (Expression expression : expressions) {
            requirePlain(expression, scope, around);
        }
    }

    /** Refuses what is not provably plain. */
    void requirePlain(Expression expression, Scope scope, String around) throws SQLException {
        Value value = judge(expression, scope);
        if (value instanceof Encrypted encrypted) {
            throw Analysis.computed(encrypted.column(), around);
        }
        Unification.settlePlain(value);
    }

    private void row(Star star, Scope scope) throws SQLException {
        analysis.visit(star);
        if (star.qualifier().isEmpty()) {
            for (Source source : scope.sources()) {
                Names.requirePlainRow(source);
            }
            return;
        }
        Names.requirePlainRow(analysis.columns().source(star.qualifier(), star.qualifier(), scope));
    }

    private Value subquery(Subquery subquery, Scope scope) throws SQLException {
        Rows rows = analysis.queries().resolve(subquery.query(), scope);
        if (rows.isOpen()) {
            for (Output output : rows.outputs()) {
                output.settlePlain();
            }
            analysis.queries().expose(rows);
            return Value.PLAIN;
        }
        if (rows.outputs().size() != 1) {
            throw new UnsupportedStatementException(
                    "a subquery that gives " + rows.outputs().size()
                            + " columns where one value is used is not supported in a statement that names "
                            + analysis.suspect()
                            + ", an encrypted table; select one column. The statement was not sent");
        }
        Output output = rows.outputs().get(0);
        if (subquery.array() && output.column().isPresent()) {
            throw Analysis.computed(output.column().get(), "ARRAY");
        }
        QueryLeaf leaf = new QueryLeaf(output);
        if (output.column().isPresent()) {
            return new Encrypted(output.column().get(), List.of(leaf));
        }
        if (subquery.array()) {
            output.settlePlain();
        }
        return output.isUndetermined() ? new Undetermined(List.of(leaf)) : Value.PLAIN;
    }

    private void nullTest(NullTest test, Scope scope) throws SQLException {
        if (test.value() instanceof Row row) {
            for (Expression element : row.values()) {
                nullness(test, element, scope);
            }
            return;
        }
        nullness(test, test.value(), scope);
    }

    /** A cell is NULL where its value is. */
    private void nullness(NullTest test, Expression tested, Scope scope) throws SQLException {
        boolean within = operand;
        Value value = judge(tested, scope);
        if (value instanceof Encrypted encrypted) {
            analysis.places().requireTest(encrypted.column(), test.span(), test.value());
            if (within) {
                throw Places.notAlone(encrypted.column());
            }
            // Of a group there is the index, which is NULL where the cells are.
            boolean ofGroup = encrypted.leaves().stream()
                    .anyMatch(leaf -> leaf.field().filter(this::isGrouped).isPresent());
            analysis.place(
                    value, ofGroup ? Form.KEY : Form.CELL, ofGroup ? ParameterUse.COMPARED : ParameterUse.STORED);
        }
        boolean undecided = value instanceof Undetermined undetermined
                && undetermined.leaves().stream().allMatch(leaf -> leaf.field().isPresent());
        if (!undecided) {
            Unification.settlePlain(
                    value); // a column of a query is NULL in either form, and may yet be found to be either
        }
    }

    @SuppressWarnings("ReferenceEquality") // two columns may be equal records, and are two all the same
    private boolean isGrouped(Field field) {
        return analysis.grouped().stream().anyMatch(grouped -> grouped == field);
    }

    private Value choice(Case choice, Scope scope) throws SQLException {
        List<Value> values = new ArrayList<>();
        List<Expression> results = new ArrayList<>();
        List<Expression> compared = new ArrayList<>();
        choice.operand().ifPresent(compared::add);
        for (Case.When branch : choice.branches()) {
            if (choice.operand().isPresent()) {
                compared.add(branch.condition());
            } else {
                condition(Optional.of(branch.condition()), scope);
            }
            results.add(branch.value());
        }
        choice.otherwise().ifPresent(results::add);
        analysis.comparisons().compared(compared, scope);
        for (Expression result : results) {
            values.add(judge(result, scope));
        }
        return combined(results, values);
    }

    /** One of several values. */
    Value combined(List<Expression> expressions, List<Value> values) throws SQLException {
        if (analysis.rules().choicesNeedTypes()) {
            values.forEach(value -> Output.leaves(value).forEach(Leaf::needsType));
        }
        return guarded(Unification.unify(values), column -> {
            for (Expression expression : expressions) {
                analysis.places().requireAlone(column, expression);
            }
        });
    }

    /** A value that may be an encrypted column's only where something holds. */
    static Value guarded(Value value, GuardLeaf.Check check) throws SQLException {
        if (value instanceof Encrypted encrypted) {
            check.require(encrypted.column());
        }
        if (value instanceof Undetermined undetermined) {
            List<Leaf> leaves = new ArrayList<>(undetermined.leaves());
            leaves.add(new GuardLeaf(check));
            return new Undetermined(leaves);
        }
        return value;
    }

    List<Value> judgeAll(List<Expression> expressions, Scope scope) throws SQLException {
        List<Value> values = new ArrayList<>();
        for (Expression expression : expressions) {
            values.add(judge(expression, scope));
        }
        return values;
    }

    void window(Window window, Scope scope) throws SQLException {
        for (Expression key : window.partitionBy()) {
            Value value = judge(key, scope);
            if (value instanceof Encrypted encrypted) {
                analysis.places().requireAlone(encrypted.column(), key);
                analysis.place(value, Form.KEY, ParameterUse.COMPARED);
            }
            Unification.settlePlain(value);
        }
        sortKeys(window.orderBy(), scope);
        requirePlain(window.bounds(), scope, "the bounds of a window");
    }

    void sortKeys(List<SortKey> keys, Scope scope) throws SQLException {
        for (SortKey key : keys) {
            sortKey(key.expression(), scope);
        }
    }

    void sortKey(Expression key, Scope scope) throws SQLException {
        Value value = judge(key, scope);
        if (value instanceof Encrypted encrypted) {
            throw sorted(encrypted.column());
        }
        Unification.settlePlain(value);
    }

    static SQLException sorted(EncryptedColumn column) {
        return Refusals.column(
                column,
                "ORDER BY would compare its cells, not its values",
                "leave ORDER BY out and do it in the application");
    }
}
