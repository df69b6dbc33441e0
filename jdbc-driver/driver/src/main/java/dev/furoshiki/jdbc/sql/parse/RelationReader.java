package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Relation;
import dev.furoshiki.jdbc.sql.tree.Relation.Join;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is joined in a FROM clause. For one statement. */
final class RelationReader {

    private final Readers in;

    RelationReader(Readers in) {
        this.in = in;
    }

    /** Relations with commas between them. */
    Relation read() throws SQLSyntaxErrorException {
        return commas(joined(factor()));
    }

    private Relation commas(Relation start) throws SQLSyntaxErrorException {
        Relation left = start;
        while (in.cursor.acceptSymbol(",")) {
            Relation right = joined(factor());
            left = new Join(
                    in.cursor.from(left.span().first()),
                    Join.Kind.COMMA,
                    false,
                    left,
                    right,
                    Optional.empty(),
                    List.of());
        }
        return left;
    }

    /** Without commas. */
    Relation joined() throws SQLSyntaxErrorException {
        return joined(factor());
    }

    private Relation joined(Relation start) throws SQLSyntaxErrorException {
        Relation left = start;
        while (true) {
            Relation longer = join(left);
            if (longer == null) {
                return left;
            }
            left = longer;
        }
    }

    private @Nullable Relation join(Relation left) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (!isJoin()) {
            return null;
        }
        boolean natural = cursor.acceptWord("NATURAL");
        boolean straight = in.grammar.isMySql() && cursor.acceptWord("STRAIGHT_JOIN");
        Join.Kind kind = straight ? Join.Kind.INNER : kind();
        if (!straight) {
            cursor.expectWord("JOIN");
        }
        Relation right = factor();
        boolean alone = natural || (kind == Join.Kind.CROSS && !in.grammar.isMySql());
        while (!alone && isJoin()) {
            Relation longer = join(right); // its condition comes first
            if (longer == null) {
                throw cursor.unreadable();
            }
            right = longer;
        }
        Optional<Expression> on = Optional.empty();
        List<Name> using = List.of();
        if (!alone) {
            if (cursor.acceptWord("ON")) {
                on = Optional.of(in.expressions.read());
            } else if (cursor.isWord("USING") && cursor.isSymbol(1, "(")) {
                cursor.expectWord("USING");
                using = in.names.parenthesized();
            } else if (!in.grammar.isMySql() || kind == Join.Kind.LEFT || kind == Join.Kind.RIGHT) {
                throw cursor.unreadable();
            }
        }
        return !alone && on.isEmpty() && using.isEmpty()
                ? unconditional(kind, left, right)
                : new Join(cursor.from(left.span().first()), kind, natural, left, right, on, using);
    }

    /**
     * MySQL's join without a condition: what stands left of it is joined with the first table right of it, so that the
     * conditions of further joins see both.
     */
    private static Join unconditional(Join.Kind kind, Relation left, Relation right) {
        Span span = new Span(left.span().first(), right.span().last());
        return right instanceof Join further
                ? new Join(
                        span,
                        further.kind(),
                        further.natural(),
                        unconditional(kind, left, further.left()),
                        further.right(),
                        further.on(),
                        further.using())
                : new Join(span, kind, false, left, right, Optional.empty(), List.of());
    }

    private boolean isJoin() {
        Cursor cursor = in.cursor;
        return switch (cursor.word()) {
            case "JOIN" -> true;
            case "INNER", "CROSS" -> cursor.isWord(1, "JOIN");
            case "LEFT", "RIGHT" -> cursor.isWord(1, "JOIN") || cursor.isWord(1, "OUTER");
            case "FULL" -> !in.grammar.isMySql() && (cursor.isWord(1, "JOIN") || cursor.isWord(1, "OUTER"));
            case "NATURAL" -> true;
            case "STRAIGHT_JOIN" -> in.grammar.isMySql();
            default -> false;
        };
    }

    private Join.Kind kind() {
        Cursor cursor = in.cursor;
        Join.Kind kind = switch (cursor.word()) {
            case "CROSS" -> Join.Kind.CROSS;
            case "LEFT" -> Join.Kind.LEFT;
            case "RIGHT" -> Join.Kind.RIGHT;
            case "FULL" -> Join.Kind.FULL;
            default -> Join.Kind.INNER;
        };
        cursor.acceptAnyWord("CROSS", "LEFT", "RIGHT", "FULL", "INNER");
        cursor.acceptWord("OUTER");
        return kind;
    }

    /** A relation that is not joined, but in parentheses. */
    private Relation factor() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.isWord("LATERAL")) {
            int first = cursor.at();
            cursor.expectWord("LATERAL");
            return cursor.isSymbol("(") ? derived(first, true, query()) : in.tables.function(first);
        }
        if (!cursor.isSymbol("(")) {
            return in.tables.read();
        }
        int first = cursor.at();
        Object inner = enclosed();
        return inner instanceof Query query ? derived(first, false, query) : parenthesized(first, (Relation) inner);
    }

    private Query query() throws SQLSyntaxErrorException {
        if (enclosed() instanceof Query query) {
            return query;
        }
        throw in.cursor.unreadable();
    }

    Relation derived(int first, boolean lateral, Query query) throws SQLSyntaxErrorException {
        Optional<Name> alias = in.names.alias();
        List<Name> columns = alias.isPresent() ? in.names.parenthesizedIfAny() : List.of();
        return new Relation.Derived(in.cursor.from(first), lateral, query, alias, columns);
    }

    private Relation parenthesized(int first, Relation inner) throws SQLSyntaxErrorException {
        Optional<Name> alias = in.names.alias();
        if (alias.isPresent() && in.cursor.isSymbol("(")) {
            throw in.cursor.unreadable();
        }
        return new Relation.Parenthesized(in.cursor.from(first), inner, alias);
    }

    /** What stands in the parentheses that open here: a query or a relation. */
    private Object enclosed() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        boolean innerQuery = cursor.isSymbol(1, "(") && in.queries.startBehindParentheses(1);
        cursor.expectSymbol("(");
        if (in.queries.start(0)) {
            Query query = in.queries.read();
            cursor.expectSymbol(")");
            return query;
        }
        Relation start = null;
        if (innerQuery) {
            int inside = cursor.at();
            Object inner = enclosed();
            if (inner instanceof Query query) {
                if (cursor.isSymbol(")") || in.queries.continues()) {
                    Query longer = in.queries.continued(new Query.Parenthesized(cursor.from(inside), query));
                    cursor.expectSymbol(")");
                    return longer;
                }
                start = derived(inside, false, query);
            } else {
                start = parenthesized(inside, (Relation) inner);
            }
        }
        Relation relation = joined(start == null ? factor() : start);
        if (in.grammar.isMySql()) {
            relation = commas(relation);
        }
        cursor.expectSymbol(")");
        if (cursor.at() <= first) {
            throw cursor.unreadable();
        }
        return relation;
    }
}
