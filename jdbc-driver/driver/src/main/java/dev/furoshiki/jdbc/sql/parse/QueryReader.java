package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.tree.Cte;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.SortKey;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;

/** Queries: what is combined, sorted, limited and locked. For one statement. */
final class QueryReader {

    private final Readers in;

    QueryReader(Readers in) {
        this.in = in;
    }

    /** Whether a query starts so many tokens ahead. */
    boolean start(int ahead) {
        return switch (in.cursor.word(ahead)) {
            case "SELECT", "WITH" -> true;
            case "TABLE" -> in.cursor.isName(ahead + 1);
            case "VALUES" -> startsValues(ahead + 1);
            default -> false;
        };
    }

    /** In MySQL it is also a function, of a column. */
    private boolean startsValues(int ahead) {
        Cursor cursor = in.cursor;
        if (!in.grammar.isMySql()) {
            return in.grammar.isH2() || cursor.isSymbol(ahead, "(");
        }
        int end = ahead + 1;
        while (cursor.isName(end) && cursor.isSymbol(end + 1, ".")) {
            end += 2;
        }
        boolean function = cursor.isName(end) && cursor.isSymbol(end + 1, ")");
        return cursor.isWord(ahead, "ROW") || (cursor.isSymbol(ahead, "(") && !function);
    }

    boolean startBehindParentheses(int ahead) {
        int i = ahead;
        while (in.cursor.isSymbol(i, "(")) {
            i++;
        }
        return start(i);
    }

    /** Whether what was read belongs to a query that goes on here. */
    boolean continues() {
        return in.cursor.isAnyWord("UNION", "EXCEPT", "INTERSECT", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR")
                || isMinus();
    }

    private boolean isMinus() {
        return in.grammar.isH2() && in.cursor.isWord("MINUS");
    }

    Query read() throws SQLSyntaxErrorException {
        if (!in.cursor.isWord("WITH")) {
            return continued(primary());
        }
        int first = in.cursor.at();
        boolean recursive = in.statements.startWith();
        List<Cte> expressions = in.statements.expressions();
        Query body = continued(primary());
        return new Query.With(in.cursor.from(first), recursive, expressions, body);
    }

    /** A query that begins with one that was read already. */
    Query continued(Query left) throws SQLSyntaxErrorException {
        Query query = intersected(left);
        while (in.cursor.isAnyWord("UNION", "EXCEPT") || isMinus()) {
            boolean union = in.cursor.isWord("UNION");
            in.cursor.take(Cursor.Role.KEYWORD);
            boolean compares = !isAll() || !union;
            Query right = intersected(primary());
            query = new Query.SetOperation(in.cursor.from(query.span().first()), compares, query, right);
        }
        return ordered(query);
    }

    private Query intersected(Query left) throws SQLSyntaxErrorException {
        Query query = left;
        while (in.cursor.acceptWord("INTERSECT")) {
            isAll(); // or not: which rows are in both is found by comparing them
            Query right = primary();
            query = new Query.SetOperation(in.cursor.from(query.span().first()), true, query, right);
        }
        return query;
    }

    private boolean isAll() {
        if (in.cursor.acceptWord("ALL")) {
            return true;
        }
        in.cursor.acceptWord("DISTINCT");
        return false;
    }

    private Query primary() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        if (cursor.acceptSymbol("(")) {
            Query inner = read();
            cursor.expectSymbol(")");
            return new Query.Parenthesized(cursor.from(first), inner);
        }
        if (cursor.isWord("SELECT")) {
            return in.selects.read();
        }
        if (cursor.acceptWord("TABLE")) {
            Name table = in.names.qualified();
            return new Query.TableRows(cursor.from(first), table);
        }
        return values();
    }

    /** {@code VALUES (1, 2), (3, 4)}. */
    Query.Values values() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        if (!(in.grammar.isMySql() && cursor.acceptWord("VALUE"))) {
            cursor.expectWord("VALUES");
        }
        List<Expression.Row> rows = new ArrayList<>();
        do {
            rows.add(row());
        } while (cursor.acceptSymbol(","));
        return new Query.Values(cursor.from(first), rows);
    }

    private Expression.Row row() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        boolean named = !in.grammar.isPostgres() && cursor.acceptWord("ROW");
        if (in.grammar.isH2() && !named && !cursor.isSymbol("(")) {
            List<Expression> value = List.of(in.expressions.read());
            return new Expression.Row(cursor.from(first), value);
        }
        cursor.expectSymbol("(");
        List<Expression> values = cursor.isSymbol(")") ? List.of() : in.expressions.list();
        cursor.expectSymbol(")");
        return new Expression.Row(cursor.from(first), values);
    }

    private Query ordered(Query query) throws SQLSyntaxErrorException {
        List<SortKey> orderBy = in.windows.orderByIfAny();
        List<Expression> limits = new ArrayList<>();
        List<Name> locked = new ArrayList<>();
        boolean locks = false;
        boolean more = true;
        while (more) {
            more = limit(limits);
            boolean lock = lock(locked);
            locks |= lock;
            more |= lock;
        }
        if (in.cursor.at() == query.span().last() + 1) {
            return query;
        }
        return new Query.Ordered(in.cursor.from(query.span().first()), query, orderBy, limits, locks, locked);
    }

    /** Whether there was one. */
    boolean limit(List<Expression> limits) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.acceptWord("LIMIT")) {
            if (!cursor.acceptWord("ALL")) {
                limits.add(in.expressions.read());
                if (!in.grammar.isPostgres() && cursor.acceptSymbol(",")) {
                    limits.add(in.expressions.read());
                }
            }
            return true;
        }
        if (cursor.acceptWord("OFFSET")) {
            limits.add(in.expressions.read());
            cursor.acceptAnyWord("ROW", "ROWS");
            return true;
        }
        if (!cursor.acceptWord("FETCH")) {
            return false;
        }
        cursor.expectAnyWord("FIRST", "NEXT");
        if (!cursor.isAnyWord("ROW", "ROWS")) {
            limits.add(in.expressions.read());
            cursor.acceptWord("PERCENT");
        }
        cursor.expectAnyWord("ROW", "ROWS");
        if (!cursor.acceptWords("WITH", "TIES")) {
            cursor.expectWord("ONLY");
        }
        return true;
    }

    private boolean lock(List<Name> locked) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (in.grammar.isMySql() && cursor.acceptWords("LOCK", "IN", "SHARE", "MODE")) {
            waiting();
            return true;
        }
        if (!cursor.acceptWord("FOR")) {
            return false;
        }
        if (cursor.acceptWords("READ", "ONLY")) {
            return true;
        }
        boolean known = cursor.acceptWords("NO", "KEY", "UPDATE") || cursor.acceptWords("KEY", "SHARE");
        if (!known) {
            cursor.expectAnyWord("UPDATE", "SHARE");
        }
        if (cursor.acceptWord("OF")) {
            locked.addAll(in.names.qualifiedList());
        }
        waiting();
        return true;
    }

    private void waiting() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.acceptWord("NOWAIT") || cursor.acceptWords("SKIP", "LOCKED")) {
            return;
        }
        if (!in.grammar.isPostgres() && cursor.acceptWord("WAIT")) {
            cursor.take(Cursor.Role.OTHER);
        }
    }
}
