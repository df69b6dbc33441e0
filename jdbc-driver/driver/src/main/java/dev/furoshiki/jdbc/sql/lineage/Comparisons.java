package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.lineage.Leaf.ParameterLeaf;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Cast;
import dev.furoshiki.jdbc.sql.tree.Expression.Comparison;
import dev.furoshiki.jdbc.sql.tree.Expression.Comparison.Operator;
import dev.furoshiki.jdbc.sql.tree.Expression.In;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import dev.furoshiki.jdbc.sql.tree.Expression.Parameter;
import dev.furoshiki.jdbc.sql.tree.Expression.Parenthesized;
import dev.furoshiki.jdbc.sql.tree.Expression.Quantified;
import dev.furoshiki.jdbc.sql.tree.Expression.Row;
import dev.furoshiki.jdbc.sql.tree.Expression.Subquery;
import dev.furoshiki.jdbc.sql.tree.Query;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Comparisons: what is encrypted on either side is written as what can be compared, and parameters and literals on the other
 * side go along with it. For one statement.
 */
final class Comparisons {

    private final Analysis analysis;

    Comparisons(Analysis analysis) {
        this.analysis = analysis;
    }

    void comparison(Comparison comparison, Scope scope) throws SQLException {
        Expression left = comparison.left();
        Expression right = comparison.right();
        List<Encrypted> compared = new ArrayList<>();
        if (row(left).isPresent() && right instanceof Subquery subquery && !subquery.array()) {
            compared.addAll(againstRows(elements(left), subquery.query(), scope));
        } else if (row(right).isPresent() && left instanceof Subquery subquery && !subquery.array()) {
            compared.addAll(againstRows(elements(right), subquery.query(), scope));
        } else if (row(left).isPresent()
                && row(right).isPresent()
                && elements(left).size() == elements(right).size()) {
            for (int i = 0; i < elements(left).size(); i++) {
                pair(elements(left).get(i), elements(right).get(i), scope).ifPresent(compared::add);
            }
            requireElementsAlone(compared, left, right);
        } else {
            pair(left, right, scope).ifPresent(compared::add);
        }
        for (Encrypted one : compared) {
            requireEquality(one.column(), comparison.operator());
            requireNoOperand(one.column());
            int operator = right.span().first() - left.span().last() - 1;
            analysis.places().requireComparison(one.column(), comparison.span(), left, right, operator);
            requireOperator(one.column(), comparison.operator(), left.span().last() + 1, operator);
        }
    }

    private void requireNoOperand(EncryptedColumn column) throws SQLException {
        if (analysis.expressions().isOperand()) {
            throw Places.notAlone(column);
        }
    }

    private void requireElementsAlone(List<Encrypted> compared, Expression... rows) throws SQLException {
        if (compared.isEmpty()) {
            return;
        }
        for (Expression row : rows) {
            for (Expression element : elements(row)) {
                analysis.places().requireAlone(compared.get(0).column(), element);
            }
        }
    }

    /** The tokens of the operator are those that the tree says. */
    private void requireOperator(EncryptedColumn column, Operator operator, int first, int count) throws SQLException {
        SqlText statement = analysis.statement();
        boolean asSaid = switch (operator) {
            case EQUAL -> count == 1 && statement.isAnySymbol(first, "=", "==");
            case NOT_EQUAL -> count == 1 && statement.isAnySymbol(first, "<>", "!=");
            case SAME ->
                (count == 1 && statement.isSymbol(first, "<=>"))
                        || (count == 4 && statement.areWords(first, "IS", "NOT", "DISTINCT", "FROM"));
            case DISTINCT -> count == 3 && statement.areWords(first, "IS", "DISTINCT", "FROM");
            case ORDER -> false;
        };
        if (!asSaid) {
            throw Places.notAlone(column);
        }
    }

    private static void requireEquality(EncryptedColumn column, Operator operator) throws SQLException {
        if (operator == Operator.ORDER) {
            throw Analysis.computed(column, "an order");
        }
    }

    private static Optional<Row> row(Expression expression) {
        if (expression instanceof Row row) {
            return Optional.of(row);
        }
        return expression instanceof Parenthesized one ? row(one.inner()) : Optional.empty();
    }

    private static List<Expression> elements(Expression expression) {
        return row(expression).map(Row::values).orElse(List.of(expression));
    }

    /** Two expressions that are compared; what they are where they are encrypted. */
    private Optional<Encrypted> pair(Expression left, Expression right, Scope scope) throws SQLException {
        requireMeaning(left, right, scope);
        requireMeaning(right, left, scope);
        return compared(List.of(left, right), scope);
    }

    /**
     * Refuses a name of nothing beside an encrypted column, without repeating it: {@code ssn = "..."} may be meant as a
     * literal.
     */
    private void requireMeaning(Expression name, Expression other, Scope scope) throws SQLException {
        boolean unknown = name instanceof Name unread
                && unread.parts().size() == 1
                && !analysis.columns().isKnown(unread, scope);
        if (unknown && other instanceof Name column && analysis.columns().isKnown(column, scope)) {
            Value value = analysis.columns().judge(column, scope);
            if (value instanceof Encrypted encrypted) {
                throw Refusals.column(
                        encrypted.column(),
                        "it can be compared with a value, or with a column of the same domain, only",
                        "write ? and set the value with a setter");
            }
            throw new UnsupportedStatementException("a name beside " + String.join(".", column.parts())
                    + " is no column of the statement. The statement was not sent");
        }
    }

    /** Expressions that are compared with each other, each written as what can be. */
    Optional<Encrypted> compared(List<Expression> expressions, Scope scope) throws SQLException {
        List<Value> values = new ArrayList<>();
        for (Expression expression : expressions) {
            values.add(analysis.expressions().judge(expression, scope));
        }
        Optional<Encrypted> encrypted = compared(values);
        if (encrypted.isPresent()) {
            for (Expression expression : expressions) {
                if (!analysis.places().isPrimary(expression)) {
                    throw Places.notAlone(encrypted.get().column());
                }
            }
        }
        return encrypted;
    }

    private Optional<Encrypted> compared(List<Value> values) throws SQLException {
        Value value = Unification.unify(values);
        if (value instanceof Encrypted encrypted) {
            analysis.place(value, Form.KEY, ParameterUse.COMPARED);
            return Optional.of(encrypted);
        }
        Unification.settlePlain(value);
        return Optional.empty();
    }

    /** Values against the columns of a query's rows; the query gives what can be compared. */
    private List<Encrypted> againstRows(List<Expression> values, Query query, Scope scope) throws SQLException {
        List<Value> left = new ArrayList<>();
        for (Expression value : values) {
            left.add(analysis.expressions().judge(value, scope));
        }
        Rows rows = analysis.queries().resolve(query, scope);
        List<Encrypted> compared = new ArrayList<>();
        if (rows.isOpen() || rows.outputs().size() != values.size()) {
            for (Value value : left) {
                requirePlain(value);
            }
            for (Output output : rows.outputs()) {
                output.settlePlain();
            }
            return compared;
        }
        for (int i = 0; i < values.size(); i++) {
            Output output = rows.outputs().get(i);
            Optional<Encrypted> one = compared(List.of(left.get(i), Queries.value(output)));
            if (one.isPresent()) {
                compared.add(one.get());
                if (values.size() > 1) {
                    analysis.places().requireAlone(one.get().column(), values.get(i));
                }
            }
        }
        return compared;
    }

    private static void requirePlain(Value value) throws SQLException {
        if (value instanceof Encrypted encrypted) {
            throw Refusals.column(
                    encrypted.column(), "what it is compared with cannot be told", "name the columns of the subquery");
        }
        Unification.settlePlain(value);
    }

    void membership(In in, Scope scope) throws SQLException {
        List<Encrypted> compared;
        if (in.query().isPresent()) {
            compared = againstRows(elements(in.value()), in.query().get(), scope);
        } else {
            compared = inList(in, scope);
        }
        for (Encrypted one : compared) {
            requireNoOperand(one.column());
            requireInTokens(one.column(), in);
        }
    }

    private List<Encrypted> inList(In in, Scope scope) throws SQLException {
        List<Encrypted> compared = new ArrayList<>();
        List<Expression> values = elements(in.value());
        for (Expression element : in.list()) {
            if (elements(element).size() != values.size()) {
                analysis.expressions().requirePlain(in.value(), scope, "IN");
                analysis.expressions().requirePlain(in.list(), scope, "IN");
                return compared;
            }
        }
        for (int i = 0; i < values.size(); i++) {
            List<Expression> column = new ArrayList<>(List.of(values.get(i)));
            for (Expression element : in.list()) {
                column.add(elements(element).get(i));
            }
            Optional<Encrypted> one = compared(column, scope);
            if (one.isPresent()) {
                compared.add(one.get());
                for (Expression element : values.size() == 1 ? column.subList(1, column.size()) : column) {
                    analysis.places().requireAlone(one.get().column(), element);
                }
            }
        }
        return compared;
    }

    private void requireInTokens(EncryptedColumn column, In in) throws SQLException {
        int word = in.value().span().last() + (in.negated() ? 2 : 1);
        boolean asSaid = analysis.statement().isWord(word, "IN")
                && (!in.negated() || analysis.statement().isWord(word - 1, "NOT"))
                && analysis.statement().isSymbol(word + 1, "(")
                && analysis.statement().closing(word + 1) == in.span().last();
        if (!asSaid) {
            throw Places.notAlone(column);
        }
        analysis.places().requireTest(column, in.span(), in.value());
    }

    void quantified(Quantified quantified, Scope scope) throws SQLException {
        List<Encrypted> compared;
        if (quantified.query().isPresent()) {
            compared =
                    againstRows(elements(quantified.value()), quantified.query().get(), scope);
        } else {
            compared = againstArray(quantified, scope);
        }
        for (Encrypted one : compared) {
            requireEquality(one.column(), quantified.operator());
            requireNoOperand(one.column());
            int operator = quantified.value().span().last() + 1;
            boolean asSaid = analysis.statement().isAnySymbol(operator, "=", "<>", "!=")
                    && analysis.statement().isAnyWord(operator + 1, "ANY", "SOME", "ALL")
                    && analysis.statement().isSymbol(operator + 2, "(")
                    && analysis.statement().closing(operator + 2)
                            == quantified.span().last();
            if (!asSaid) {
                throw Places.notAlone(one.column());
            }
            analysis.places().requireTest(one.column(), quantified.span(), quantified.value());
        }
    }

    private List<Encrypted> againstArray(Quantified quantified, Scope scope) throws SQLException {
        Expression array = quantified.array().orElseThrow();
        if (array instanceof Operation list && isListed(list)) {
            return againstElements(quantified.value(), list, scope);
        }
        Value value = analysis.expressions().judge(quantified.value(), scope);
        if (!(value instanceof Encrypted encrypted)) {
            Unification.settlePlain(value);
            analysis.expressions().requirePlain(array, scope, "ANY");
            return List.of();
        }
        Expression given = array instanceof Cast cast ? cast.value() : array;
        if (!analysis.rules().hasArrays()) {
            throw Refusals.column(encrypted.column(), "the server knows no arrays", "write IN (?, ?)");
        }
        if (!(given instanceof Parameter)) {
            throw Refusals.column(
                    encrypted.column(),
                    "it can be compared with an array only where that is a parameter, or ARRAY[...] without a cast",
                    "write = ANY (?) and set an array, or IN (?, ?)");
        }
        analysis.visit(given);
        ParameterLeaf leaf = ParameterLeaf.ofArray(array.span(), given.span());
        Value elements = Unification.unify(List.of(encrypted, new Undetermined(List.of(leaf))));
        analysis.place(elements, Form.KEY, ParameterUse.COMPARED);
        return List.of(encrypted);
    }

    private boolean isListed(Operation list) {
        SqlText statement = analysis.statement();
        int first = list.span().first();
        return statement.syntax().dialect() == Dialect.POSTGRESQL
                && !list.operands().isEmpty()
                && statement.isWord(first, "ARRAY")
                && statement.isSymbol(first + 1, "[")
                && statement.isSymbol(list.span().last(), "]");
    }

    /** {@code = ANY (ARRAY[a, b])}: each element is written as what can be compared. */
    private List<Encrypted> againstElements(Expression compared, Operation list, Scope scope) throws SQLException {
        List<Value> values = new ArrayList<>(List.of(analysis.expressions().judge(compared, scope)));
        for (Expression element : list.operands()) {
            Value value = analysis.expressions().judge(element, scope);
            Output.leaves(value).forEach(Leaf::needsType);
            values.add(value);
        }
        Optional<Encrypted> one = compared(values);
        if (one.isEmpty()) {
            return List.of();
        }
        for (Expression element : list.operands()) {
            boolean alone = analysis.places().isPrimary(element)
                    && analysis.statement().isAnySymbol(element.span().first() - 1, "[", ",")
                    && analysis.statement().isAnySymbol(element.span().last() + 1, "]", ",");
            if (!alone) {
                throw Places.notAlone(one.get().column());
            }
        }
        return List.of(one.get());
    }
}
