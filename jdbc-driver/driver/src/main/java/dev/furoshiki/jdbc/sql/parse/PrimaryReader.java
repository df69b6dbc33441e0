package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operands: constants, parameters, names, calls, and what stands in parentheses. For one statement. */
final class PrimaryReader {

    private final Readers in;

    PrimaryReader(Readers in) {
        this.in = in;
    }

    Expression read() throws SQLSyntaxErrorException {
        return extended(start());
    }

    /** An operand without what may follow it. */
    Expression start() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.atEnd()) {
            throw cursor.unreadable();
        }
        SqlText statement = cursor.statement();
        return switch (statement.tokens().get(cursor.at()).kind()) {
            case PARAMETER -> {
                int first = cursor.at();
                cursor.take(Role.LEAF);
                yield new Expression.Parameter(cursor.from(first));
            }
            case NUMBER -> in.constants.number();
            case STRING -> in.constants.string();
            case QUOTED_NAME, ESCAPED_NAME -> {
                Expression typed = in.constants.typed();
                yield typed != null ? typed : nameOrCall();
            }
            case WORD -> word();
            case VARIABLE -> variable();
            case SYMBOL -> symbol();
            case POSITIONAL_PARAMETER ->
                throw SyntaxErrors.at(
                        statement.start(cursor.at()),
                        "the server's own kind of parameter cannot be bound here; write ? instead");
        };
    }

    private Expression symbol() throws SQLSyntaxErrorException {
        return switch (in.cursor.symbol()) {
            case "(" -> enclosed().asExpression();
            case "{" -> escape();
            case "@" -> variable();
            default -> throw in.cursor.unreadable();
        };
    }

    /** MySQL's {@code @name} and {@code @@session.name}, and H2's {@code @name}. */
    private Expression variable() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        if (cursor.is(Token.Kind.VARIABLE)) {
            cursor.take(Role.OTHER);
            while (cursor.isSymbol(".") && cursor.isName(1)) {
                cursor.take(Role.OTHER);
                cursor.take(Role.OTHER);
            }
        } else if (in.grammar.isH2()) {
            cursor.expectSymbol("@");
            in.names.other();
        } else {
            throw cursor.unreadable();
        }
        return new Operation(cursor.from(first), List.of());
    }

    /** JDBC's {@code {d '...'}} and {@code {fn f()}}. */
    private Expression escape() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        boolean constant = cursor.isWord(1, "D") || cursor.isWord(1, "T") || cursor.isWord(1, "TS");
        if (constant && cursor.is(2, Token.Kind.STRING) && cursor.isSymbol(3, "}")) {
            cursor.takeUntil(first + 4, Role.LEAF);
            if (cursor.is(Token.Kind.STRING)) {
                throw cursor.unreadable(); // which would continue what becomes of the escape
            }
            return new Literal(cursor.from(first), Literal.Kind.TYPED);
        }
        cursor.expectSymbol("{");
        cursor.expectWord("FN");
        Expression inner = in.expressions.read();
        cursor.expectSymbol("}");
        return new Expression.Parenthesized(cursor.from(first), inner);
    }

    private Expression word() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        String word = cursor.word();
        if (cursor.isSymbol(1, ".")) {
            Expression typed = in.constants.typed();
            return typed != null ? typed : nameOrCall();
        }
        Expression plain = switch (word) {
            case "NULL" -> in.constants.word(Literal.Kind.NULL);
            case "TRUE", "FALSE" -> in.constants.word(Literal.Kind.BOOLEAN);
            case "UNKNOWN" -> in.grammar.isH2() ? in.constants.word(Literal.Kind.BOOLEAN) : null;
            case "CASE" -> conditional();
            case "BINARY" -> in.grammar.isMySql() ? binary() : null;
            default -> cursor.isSymbol(1, "(") ? withParenthesis(word) : withoutParenthesis(word);
        };
        if (plain != null) {
            return plain;
        }
        Expression typed = in.constants.typed();
        return typed != null ? typed : nameOrCall();
    }

    private @Nullable Expression withParenthesis(String word) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        return switch (word) {
            case "EXISTS" -> {
                cursor.expectWord("EXISTS");
                Query query = query(enclosed());
                yield new Expression.Exists(cursor.from(first), query);
            }
            case "ARRAY" -> {
                cursor.expectWord("ARRAY");
                Query elements = query(enclosed());
                yield new Expression.Subquery(cursor.from(first), true, elements);
            }
            case "ROW" -> {
                cursor.expectWord("ROW");
                Enclosed row = enclosedOrStar();
                List<Expression> values = row.isQuery() ? List.of(onlyElement(row)) : row.expressions();
                yield new Expression.Row(cursor.from(first), values);
            }
            default -> in.specialCalls.read(word);
        };
    }

    /** {@code ROW ((SELECT ...))}: the parentheses within are those of the subquery. */
    private Expression onlyElement(Enclosed row) throws SQLSyntaxErrorException {
        if (row.query() instanceof Query.Parenthesized one) {
            return new Expression.Subquery(one.span(), false, one.inner());
        }
        throw in.cursor.unreadable();
    }

    private @Nullable Expression withoutParenthesis(String word) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        return switch (word) {
            case "DEFAULT" -> {
                cursor.take(Role.LEAF);
                yield new Expression.Default(cursor.from(first));
            }
            case "ARRAY" -> {
                if (!cursor.isSymbol(1, "[")) {
                    yield null;
                }
                cursor.expectWord("ARRAY");
                yield array(first);
            }
            case "COLLATION" -> cursor.isWord(1, "FOR") && cursor.isSymbol(2, "(") ? collation() : null;
            case "NEXT", "PREVIOUS", "CURRENT" ->
                cursor.isWord(1, "VALUE") && cursor.isWord(2, "FOR") && !in.grammar.isPostgres() ? sequence() : null;
            default -> in.calls.withoutParentheses(word);
        };
    }

    /** MySQL's {@code BINARY name}. */
    private Expression binary() throws SQLSyntaxErrorException {
        int first = in.cursor.at();
        in.cursor.expectWord("BINARY");
        Expression operand = in.expressions.read(Level.COLLATE);
        return new Operation(in.cursor.from(first), List.of(operand));
    }

    /** PostgreSQL's {@code COLLATION FOR (value)}. */
    private Expression collation() throws SQLSyntaxErrorException {
        int first = in.cursor.at();
        in.cursor.expectWords("COLLATION", "FOR");
        Expression value = enclosed().asExpression();
        return new Operation(in.cursor.from(first), List.of(value));
    }

    /** {@code NEXT VALUE FOR sequence}. */
    private Expression sequence() throws SQLSyntaxErrorException {
        int first = in.cursor.at();
        in.cursor.take(Role.KEYWORD);
        in.cursor.expectWords("VALUE", "FOR");
        in.names.other();
        return new Operation(in.cursor.from(first), List.of());
    }

    /** {@code [a, [b, c]]} of an array. */
    private Expression array(int first) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<Expression> elements = new ArrayList<>();
        cursor.expectSymbol("[");
        if (!cursor.isSymbol("]")) {
            do {
                elements.add(cursor.isSymbol("[") ? array(cursor.at()) : in.expressions.read());
            } while (cursor.acceptSymbol(","));
        }
        cursor.expectSymbol("]");
        return new Operation(cursor.from(first), elements);
    }

    private Expression conditional() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.expectWord("CASE");
        Optional<Expression> operand = cursor.isWord("WHEN") ? Optional.empty() : Optional.of(in.expressions.read());
        List<Expression.Case.When> branches = new ArrayList<>();
        do {
            cursor.expectWord("WHEN");
            Expression condition = in.expressions.read();
            cursor.expectWord("THEN");
            branches.add(new Expression.Case.When(condition, in.expressions.read()));
        } while (cursor.isWord("WHEN"));
        Optional<Expression> otherwise =
                cursor.acceptWord("ELSE") ? Optional.of(in.expressions.read()) : Optional.empty();
        cursor.expectWord("END");
        return new Expression.Case(cursor.from(first), operand, branches, otherwise);
    }

    private Expression nameOrCall() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int end = endOfName();
        if (cursor.isSymbol(end, "(")) {
            return in.calls.read(end);
        }
        if (!in.names.isColumn(0)) {
            throw cursor.unreadable();
        }
        int first = cursor.at();
        List<String> parts = new ArrayList<>();
        parts.add(in.names.part());
        while (cursor.isSymbol(".")) {
            boolean star = cursor.isSymbol(1, "*");
            if (!star && !cursor.isName(1) && !cursor.is(1, Token.Kind.ESCAPED_NAME)) {
                throw cursor.unreadable();
            }
            cursor.take(Role.LEAF);
            if (star) {
                cursor.take(Role.LEAF);
                return new Expression.Star(cursor.from(first), parts);
            }
            parts.add(in.names.part());
        }
        return new Expression.Name(cursor.from(first), parts);
    }

    /** How many tokens a name with its qualifiers has. */
    private int endOfName() {
        int end = 1;
        while (in.cursor.isSymbol(end, ".") && in.cursor.isName(end + 1)) {
            end += 2;
        }
        return end;
    }

    /** What binds to an operand more tightly than any operator: casts, subscripts, fields, paths. */
    Expression extended(Expression start) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = start.span().first();
        Expression operand = start;
        while (true) {
            boolean path = in.grammar.isMySql() && (cursor.isSymbol("->") || cursor.isSymbol("->>"));
            if (cursor.acceptSymbol("::")) {
                Span type = in.types.read();
                operand = new Expression.Cast(cursor.from(first), operand, type);
            } else if (cursor.isSymbol("[")) {
                operand = subscript(operand);
            } else if (cursor.acceptSymbol(".")) {
                in.names.other(); // and no star, which would be several columns
                operand = new Operation(cursor.from(first), List.of(operand));
            } else if (path) {
                cursor.take(Role.SYMBOL);
                Expression place = in.constants.string();
                operand = new Operation(cursor.from(first), List.of(operand, place));
            } else {
                return operand;
            }
        }
    }

    private Expression subscript(Expression array) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<Expression> operands = new ArrayList<>();
        operands.add(array);
        cursor.expectSymbol("[");
        if (!cursor.isSymbol(":")) {
            operands.add(in.expressions.read());
        }
        if (cursor.acceptSymbol(":") && !cursor.isSymbol("]")) {
            operands.add(in.expressions.read());
        }
        cursor.expectSymbol("]");
        return new Operation(cursor.from(array.span().first()), operands);
    }

    private Query query(Enclosed enclosed) throws SQLSyntaxErrorException {
        if (enclosed.query() == null) {
            throw in.cursor.unreadable(enclosed.span().first());
        }
        return enclosed.query();
    }

    /** What stands in the parentheses that open here. */
    Enclosed enclosed() throws SQLSyntaxErrorException {
        Enclosed enclosed = enclosedOrStar();
        List<Expression> expressions = enclosed.expressions();
        if (expressions.size() == 1 && expressions.get(0) instanceof Expression.Star) {
            throw in.cursor.unreadable(enclosed.span().first()); // PostgreSQL makes columns of it nevertheless
        }
        return enclosed;
    }

    private Enclosed enclosedOrStar() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        boolean innerQuery = cursor.isSymbol(1, "(") && in.queries.startBehindParentheses(1);
        cursor.expectSymbol("(");
        if (in.queries.start(0)) {
            Query query = in.queries.read();
            cursor.expectSymbol(")");
            return new Enclosed(cursor.from(first), query, List.of());
        }
        Expression start = null;
        if (innerQuery) {
            Enclosed inner = enclosed();
            if (inner.query() != null && (cursor.isSymbol(")") || in.queries.continues())) {
                Query query = in.queries.continued(new Query.Parenthesized(inner.span(), inner.query()));
                cursor.expectSymbol(")");
                return new Enclosed(cursor.from(first), query, List.of());
            }
            start = in.expressions.continued(extended(inner.asExpression()), Level.ASSIGNMENT);
        }
        List<Expression> expressions = rest(start);
        cursor.expectSymbol(")");
        return new Enclosed(cursor.from(first), null, expressions);
    }

    private List<Expression> rest(@Nullable Expression start) throws SQLSyntaxErrorException {
        List<Expression> expressions = new ArrayList<>();
        if (start != null) {
            expressions.add(start);
        } else if (in.cursor.isSymbol(")")) {
            return expressions;
        } else {
            expressions.add(in.expressions.read());
        }
        while (in.cursor.acceptSymbol(",")) {
            expressions.add(in.expressions.read());
        }
        return expressions;
    }
}
