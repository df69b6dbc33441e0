package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Comparison;
import dev.furoshiki.jdbc.sql.tree.Expression.Logical;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators and their operands, by how tightly they bind in the dialect at hand. For one statement. */
final class ExpressionReader {

    private final Readers in;

    ExpressionReader(Readers in) {
        this.in = in;
    }

    Expression read() throws SQLSyntaxErrorException {
        return read(Level.ASSIGNMENT);
    }

    /** An expression of nothing that binds less tightly, but in parentheses. */
    Expression read(int level) throws SQLSyntaxErrorException {
        return continued(operand(), level);
    }

    List<Expression> list() throws SQLSyntaxErrorException {
        List<Expression> list = new ArrayList<>();
        do {
            list.add(read());
        } while (in.cursor.acceptSymbol(","));
        return list;
    }

    /** {@code (a, b)}, without the row that it may be. */
    List<Expression> parenthesizedList() throws SQLSyntaxErrorException {
        in.cursor.expectSymbol("(");
        List<Expression> list = list();
        in.cursor.expectSymbol(")");
        return list;
    }

    /** What follows an expression that was read already. */
    Expression continued(Expression start, int level) throws SQLSyntaxErrorException {
        Expression left = start;
        while (true) {
            String symbol = in.cursor.symbol();
            Expression longer = symbol.isEmpty() ? wordStep(left, level) : symbolStep(left, symbol, level);
            if (longer == null) {
                return left;
            }
            left = longer;
        }
    }

    private Expression operand() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        if (cursor.acceptWord("NOT")) {
            Expression condition = read(in.grammar.levelOfNot());
            return new Expression.Not(cursor.from(first), condition);
        }
        Expression signed = in.constants.signed();
        if (signed != null) {
            return signed;
        }
        int level = levelOfPrefix(cursor.symbol());
        if (level < 0) {
            return in.primaries.read();
        }
        boolean not = cursor.isSymbol("!");
        cursor.take(Role.SYMBOL);
        Expression operand = read(level);
        return not && in.grammar.isMySql()
                ? new Expression.Not(cursor.from(first), operand)
                : new Operation(cursor.from(first), List.of(operand));
    }

    /** -1 for what is no operator before its operand. */
    private int levelOfPrefix(String symbol) {
        return switch (symbol) {
            case "+", "-" -> Level.SIGN;
            case "", "*", "(", "{" -> -1;
            default ->
                switch (in.grammar.dialect()) {
                    // An operator of any name; those that the grammar knows have two sides.
                    case POSTGRESQL -> in.grammar.levelBetween(symbol) == Level.OTHER ? Level.OTHER + 1 : -1;
                    case MYSQL -> symbol.equals("!") || symbol.equals("~") ? Level.SIGN : -1;
                    case H2 -> -1;
                };
        };
    }

    private @Nullable Expression symbolStep(Expression left, String symbol, int level) throws SQLSyntaxErrorException {
        int bound = in.grammar.levelBetween(symbol);
        if (bound < level) {
            return null;
        }
        if (bound == Level.COMPARISON) {
            return comparison(left, symbol);
        }
        if (symbol.equals("&&") && in.grammar.isMySql()) {
            return logical(left, Level.AND);
        }
        return operation(left, bound, symbol.equals(":=") ? bound : bound + 1);
    }

    private Expression operation(Expression left, int level, int levelOfRight) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.take(cursor.symbol().isEmpty() ? Role.KEYWORD : Role.SYMBOL);
        if (level == Level.OTHER && in.predicates.isQuantifier()) {
            return in.predicates.quantifiedOperation(left);
        }
        Expression right = read(levelOfRight);
        return new Operation(cursor.from(left.span().first()), List.of(left, right));
    }

    private Expression comparison(Expression left, String symbol) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        Comparison.Operator operator = switch (symbol) {
            case "=" -> Comparison.Operator.EQUAL;
            case "<>", "!=" -> Comparison.Operator.NOT_EQUAL;
            case "<=>" -> Comparison.Operator.SAME;
            default -> Comparison.Operator.ORDER;
        };
        cursor.take(Role.SYMBOL);
        if (in.predicates.isQuantifier()) {
            return in.predicates.quantified(left, operator);
        }
        Expression right = read(in.grammar.levelBeyondComparison());
        if (in.grammar.isPostgres() && Grammar.isComparison(cursor.symbol()) && !cursor.isSymbol("<=>")) {
            throw cursor.unreadable(); // it does not associate
        }
        return new Comparison(cursor.from(left.span().first()), operator, left, right);
    }

    private @Nullable Expression wordStep(Expression left, int level) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        return switch (cursor.word()) {
            case "" -> null;
            case "AND" -> level <= Level.AND ? logical(left, Level.AND) : null;
            case "OR" -> level <= Level.OR ? logical(left, Level.OR) : null;
            case "XOR" -> in.grammar.isMySql() && level <= Level.XOR ? logical(left, Level.XOR) : null;
            case "DIV", "MOD" ->
                in.grammar.isMySql() && level <= Level.PRODUCT
                        ? operation(left, Level.PRODUCT, Level.PRODUCT + 1)
                        : null;
            case "COLLATE" -> level <= Level.COLLATE && !in.grammar.isH2() ? collated(left) : null;
            case "FORMAT" -> in.grammar.isH2() && cursor.isWord(1, "JSON") ? formatted(left) : null;
            case "AT" -> level <= Level.AT && !in.grammar.isMySql() ? atZone(left) : null;
            case "OPERATOR" ->
                in.grammar.isPostgres() && level <= Level.OTHER && cursor.isSymbol(1, "(") ? named(left) : null;
            default -> in.predicates.step(left, level);
        };
    }

    /** All that follow each other and are joined by the same word. */
    private Expression logical(Expression left, int level) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<Expression> conditions = new ArrayList<>();
        conditions.add(left);
        while (isLogical(level)) {
            cursor.take(cursor.symbol().isEmpty() ? Role.KEYWORD : Role.SYMBOL);
            conditions.add(read(level + 1));
        }
        return new Logical(cursor.from(left.span().first()), conditions);
    }

    private boolean isLogical(int level) {
        Cursor cursor = in.cursor;
        return switch (level) {
            case Level.AND -> cursor.isWord("AND") || (in.grammar.isMySql() && cursor.isSymbol("&&"));
            case Level.OR -> cursor.isWord("OR");
            default -> cursor.isWord("XOR");
        };
    }

    private Expression collated(Expression left) throws SQLSyntaxErrorException {
        in.cursor.expectWord("COLLATE");
        in.names.other();
        return new Operation(in.cursor.from(left.span().first()), List.of(left));
    }

    /** H2's {@code '...' FORMAT JSON}. */
    private Expression formatted(Expression left) throws SQLSyntaxErrorException {
        in.cursor.expectWords("FORMAT", "JSON");
        return new Operation(in.cursor.from(left.span().first()), List.of(left));
    }

    private @Nullable Expression atZone(Expression left) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.acceptWords("AT", "LOCAL")) {
            return new Operation(cursor.from(left.span().first()), List.of(left));
        }
        if (!cursor.acceptWords("AT", "TIME", "ZONE")) {
            return null; // a label
        }
        Expression zone = read(Level.AT + 1);
        return new Operation(cursor.from(left.span().first()), List.of(left, zone));
    }

    /** {@code a OPERATOR(schema.+) b}. */
    private Expression named(Expression left) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.expectWord("OPERATOR");
        int closing = cursor.statement().closing(cursor.at());
        cursor.takeUntil(Math.min(closing + 1, cursor.statement().size()), Role.OTHER);
        if (in.predicates.isQuantifier()) {
            return in.predicates.quantifiedOperation(left);
        }
        Expression right = read(Level.OTHER + 1);
        return new Operation(cursor.from(left.span().first()), List.of(left, right));
    }
}
