package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Comparison;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conditions that are written with words, behind their first operand. For one statement. */
final class PredicateReader {

    private final Readers in;

    PredicateReader(Readers in) {
        this.in = in;
    }

    /** The expression with a predicate behind it; nothing where none follows that binds tightly enough. */
    @Nullable
    Expression step(Expression left, int level) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        return switch (cursor.word()) {
            case "IS" -> level <= in.grammar.levelOfIs() ? test(left) : null;
            case "ISNULL", "NOTNULL" -> in.grammar.isPostgres() && level <= Level.IS ? shortTest(left) : null;
            default -> level <= in.grammar.levelOfPredicates() ? predicate(left) : null;
        };
    }

    private Expression shortTest(Expression left) throws SQLSyntaxErrorException {
        boolean negated = in.cursor.isWord("NOTNULL");
        in.cursor.take(Role.KEYWORD);
        return new Expression.NullTest(in.cursor.from(left.span().first()), negated, left);
    }

    private @Nullable Expression predicate(Expression left) throws SQLSyntaxErrorException {
        int ahead = in.cursor.isWord("NOT") ? 1 : 0;
        return switch (in.cursor.word(ahead)) {
            case "IN" -> membership(left);
            case "BETWEEN" -> between(left);
            case "LIKE" -> like(left);
            case "ILIKE" -> in.grammar.isMySql() ? null : like(left);
            case "SIMILAR" -> in.grammar.isPostgres() && in.cursor.isWord(ahead + 1, "TO") ? like(left) : null;
            case "REGEXP" -> in.grammar.isPostgres() ? null : like(left);
            case "RLIKE" -> in.grammar.isMySql() ? like(left) : null;
            case "SOUNDS" -> in.grammar.isMySql() && in.cursor.isWord(1, "LIKE") ? like(left) : null;
            case "MEMBER" -> in.grammar.isMySql() && in.cursor.isWord(1, "OF") ? memberOf(left) : null;
            case "OVERLAPS" -> in.grammar.isMySql() || ahead > 0 ? null : overlaps(left);
            default -> null;
        };
    }

    /** Behind IS. */
    private Expression test(Expression left) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = left.span().first();
        cursor.expectWord("IS");
        boolean negated = cursor.acceptWord("NOT");
        if (cursor.acceptWord("NULL")) {
            return new Expression.NullTest(cursor.from(first), negated, left);
        }
        if (cursor.acceptWords("DISTINCT", "FROM")) {
            Expression right = in.expressions.read(in.grammar.levelOfIs() + 1);
            Comparison.Operator operator = negated ? Comparison.Operator.SAME : Comparison.Operator.DISTINCT;
            return new Comparison(cursor.from(first), operator, left, right);
        }
        if (cursor.acceptAnyWord("NFC", "NFD", "NFKC", "NFKD")) {
            cursor.expectWord("NORMALIZED");
        } else if (cursor.acceptWord("JSON")) {
            cursor.acceptAnyWord("VALUE", "ARRAY", "OBJECT", "SCALAR");
            if (cursor.isAnyWord("WITH", "WITHOUT") && cursor.isWord(1, "UNIQUE")) {
                cursor.take(Role.KEYWORD);
                cursor.take(Role.KEYWORD);
                cursor.acceptWord("KEYS");
            }
        } else {
            cursor.expectAnyWord("TRUE", "FALSE", "UNKNOWN", "DOCUMENT", "NORMALIZED");
        }
        return new Operation(cursor.from(first), List.of(left));
    }

    private Expression membership(Expression left) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        boolean negated = cursor.acceptWord("NOT");
        cursor.expectWord("IN");
        Enclosed enclosed = in.primaries.enclosed();
        if (!enclosed.isQuery() && enclosed.expressions().isEmpty()) {
            throw cursor.unreadable();
        }
        return new Expression.In(
                cursor.from(left.span().first()),
                negated,
                left,
                Optional.ofNullable(enclosed.query()),
                enclosed.expressions());
    }

    private Expression between(Expression left) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.acceptWord("NOT");
        cursor.expectWord("BETWEEN");
        cursor.acceptAnyWord("SYMMETRIC", "ASYMMETRIC");
        Expression low = in.expressions.read(Level.OTHER);
        cursor.expectWord("AND");
        Expression high = in.expressions.read(Level.OTHER);
        return new Operation(cursor.from(left.span().first()), List.of(left, low, high));
    }

    private Expression like(Expression left) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.acceptWord("NOT");
        if (cursor.acceptWord("SOUNDS")) {
            cursor.expectWord("LIKE");
        } else if (!cursor.acceptWords("SIMILAR", "TO")) {
            cursor.take(Role.KEYWORD);
        }
        if (isQuantifier()) {
            return quantifiedOperation(left);
        }
        List<Expression> operands = new ArrayList<>();
        operands.add(left);
        operands.add(in.expressions.read(Level.OTHER));
        if (cursor.acceptWord("ESCAPE")) {
            operands.add(in.expressions.read(Level.OTHER));
        }
        return new Operation(cursor.from(left.span().first()), operands);
    }

    private Expression memberOf(Expression left) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.expectWords("MEMBER", "OF");
        cursor.expectSymbol("(");
        Expression array = in.expressions.read();
        cursor.expectSymbol(")");
        return new Operation(cursor.from(left.span().first()), List.of(left, array));
    }

    private Expression overlaps(Expression left) throws SQLSyntaxErrorException {
        in.cursor.expectWord("OVERLAPS");
        Expression right = in.expressions.read(Level.OTHER);
        return new Operation(in.cursor.from(left.span().first()), List.of(left, right));
    }

    /** Whether ANY, SOME or ALL with a parenthesis stands here. */
    boolean isQuantifier() {
        return in.cursor.isAnyWord("ANY", "SOME", "ALL") && in.cursor.isSymbol(1, "(");
    }

    Expression quantified(Expression left, Comparison.Operator operator) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        boolean all = cursor.isWord("ALL");
        cursor.take(Role.KEYWORD);
        Enclosed enclosed = in.primaries.enclosed();
        if (!enclosed.isQuery() && enclosed.expressions().size() != 1) {
            throw cursor.unreadable();
        }
        return new Expression.Quantified(
                cursor.from(left.span().first()),
                operator,
                all,
                left,
                Optional.ofNullable(enclosed.query()),
                enclosed.isQuery()
                        ? Optional.empty()
                        : Optional.of(enclosed.expressions().get(0)));
    }

    /** {@code a LIKE ANY (...)}, and of any other operator that compares nothing that is understood here. */
    Expression quantifiedOperation(Expression left) throws SQLSyntaxErrorException {
        in.cursor.take(Role.KEYWORD);
        Expression right = in.primaries.enclosed().asExpression();
        return new Operation(in.cursor.from(left.span().first()), List.of(left, right));
    }
}
