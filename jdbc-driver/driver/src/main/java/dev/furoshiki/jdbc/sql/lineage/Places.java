package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Cast;
import dev.furoshiki.jdbc.sql.tree.Expression.Default;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Parameter;
import dev.furoshiki.jdbc.sql.tree.Expression.Star;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLException;

/**
 * Proves by the tokens alone that an encrypted operand stands where the tree has it: alone between words and signs that end an
 * expression. Then no precedence of an operator that the parser and the server do not share can matter. Immutable.
 */
record Places(SqlText statement) {

    private static final String[] WORDS_BEFORE = {
        "SELECT",
        "ALL",
        "DISTINCT",
        "WHERE",
        "AND",
        "OR",
        "NOT",
        "ON",
        "HAVING",
        "BY",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "RETURNING",
        "SET",
        "DISTINCTROW",
        "XOR"
    };

    private static final String[] WORDS_AFTER = {
        "AS",
        "FROM",
        "WHERE",
        "GROUP",
        "HAVING",
        "ORDER",
        "LIMIT",
        "OFFSET",
        "FETCH",
        "FOR",
        "UNION",
        "INTERSECT",
        "EXCEPT",
        "RETURNING",
        "WINDOW",
        "AND",
        "OR",
        "XOR",
        "THEN",
        "ELSE",
        "END",
        "WHEN",
        "ON",
        "JOIN",
        "INNER",
        "LEFT",
        "RIGHT",
        "FULL",
        "CROSS",
        "NATURAL",
        "MINUS",
        "STRAIGHT_JOIN",
        "LOCK",
        "SET",
        "QUALIFY"
    };

    private static final String[] TESTS = {"ISNULL", "NOTNULL"};

    /** Whether nothing binds to the tokens from either side. */
    boolean isIsolated(int first, int last) {
        return startsExpression(first) && endsExpression(last);
    }

    private boolean startsExpression(int first) {
        int before = first - 1;
        if (statement.isSymbol(before, ")")) {
            return statement.areWords(statement.opening(before) - 2, "DISTINCT", "ON");
        }
        return before < 0 || statement.isAnySymbol(before, "(", ",") || statement.isAnyWord(before, WORDS_BEFORE);
    }

    boolean endsExpression(int last) {
        int after = last + 1;
        return after >= statement.size()
                || statement.isAnySymbol(after, ")", ",")
                || statement.isAnyWord(after, WORDS_AFTER);
    }

    /** Whether an expression is of a form that no operator around it can tear apart. */
    boolean isPrimary(Expression expression) {
        int first = expression.span().first();
        int last = expression.span().last();
        if (expression instanceof Name
                || expression instanceof Parameter
                || expression instanceof Star
                || expression instanceof Default) {
            return true;
        }
        if (expression instanceof Literal) {
            return true;
        }
        if (expression instanceof Cast cast && cast.value().span().first() == first) {
            return isPrimary(cast.value())
                    && statement.isSymbol(cast.value().span().last() + 1, "::");
        }
        if (statement.isWord(first, "CASE")) {
            return statement.isWord(last, "END");
        }
        int opening = first;
        while (opening < last && !statement.isSymbol(opening, "(")) {
            opening++;
        }
        boolean named = opening == first || statement.isName(opening - 1);
        return named && statement.isSymbol(last, ")") && statement.closing(opening) == last;
    }

    /** Refuses an operand of a list, of a call or of a clause that does not stand alone. */
    void requireAlone(EncryptedColumn column, Expression operand) throws SQLException {
        if (!isPrimary(operand)
                || !isIsolated(operand.span().first(), operand.span().last())) {
            throw notAlone(column);
        }
    }

    /** A result column, which may have a label. */
    void requireItem(EncryptedColumn column, Expression expression, Span item) throws SQLException {
        int last = expression.span().last();
        boolean labelled = item.last() > last;
        boolean separate = !labelled
                || statement.isWord(last + 1, "AS")
                || (item.last() == last + 1 && statement.isName(last + 1) && !statement.isAnyWord(last + 1, TESTS));
        boolean ends = labelled ? endsExpression(item.last()) : endsExpression(last);
        if (!isPrimary(expression)
                || !separate
                || !ends
                || item.first() != expression.span().first()
                || !startsExpression(item.first())) {
            throw Refusals.column(
                    column, "it is part of an expression", "select the column itself, with nothing around it");
        }
    }

    /**
     * Refuses a comparison that is more than two operands and what compares them.
     *
     * @param operatorTokens how many of them stand between
     */
    void requireComparison(EncryptedColumn column, Span whole, Expression left, Expression right, int operatorTokens)
            throws SQLException {
        boolean inOrder = whole.first() == left.span().first()
                && whole.last() == right.span().last()
                && right.span().first() == left.span().last() + 1 + operatorTokens;
        if (!inOrder || !isPrimary(left) || !isPrimary(right) || !isIsolated(whole.first(), whole.last())) {
            throw notAlone(column);
        }
    }

    /** Refuses what follows an operand unless it ends with its parenthesis, or words, and nothing binds to the whole. */
    void requireTest(EncryptedColumn column, Span whole, Expression operand) throws SQLException {
        if (!isPrimary(operand)
                || whole.first() != operand.span().first()
                || !isIsolated(whole.first(), whole.last())) {
            throw notAlone(column);
        }
    }

    static SQLException notAlone(EncryptedColumn column) {
        return Refusals.column(
                column,
                "the condition on it, or the expression that it is in, is more than a comparison or a choice of values",
                "write it as column = ?, column <> ?, column IN (?, ?) or column IS NULL, with nothing around the"
                        + " column or the parameter");
    }
}
