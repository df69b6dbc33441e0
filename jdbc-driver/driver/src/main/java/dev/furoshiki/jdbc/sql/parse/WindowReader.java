package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Window;
import dev.furoshiki.jdbc.sql.tree.SortKey;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;

/** Windows, and what rows are sorted by. For one statement. */
final class WindowReader {

    private final Readers in;

    WindowReader(Readers in) {
        this.in = in;
    }

    List<SortKey> orderByIfAny() throws SQLSyntaxErrorException {
        return in.cursor.acceptWords("ORDER", "BY") ? sortKeys() : List.of();
    }

    List<SortKey> sortKeys() throws SQLSyntaxErrorException {
        List<SortKey> keys = new ArrayList<>();
        do {
            keys.add(sortKey());
        } while (in.cursor.acceptSymbol(","));
        return keys;
    }

    private SortKey sortKey() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        Expression expression = in.expressions.read();
        if (cursor.acceptWord("USING")) {
            boolean named = cursor.acceptWord("OPERATOR");
            int end = named ? cursor.statement().closing(cursor.at()) + 1 : cursor.at() + 1;
            cursor.takeUntil(end, Role.OTHER);
        } else {
            cursor.acceptAnyWord("ASC", "DESC");
        }
        if (cursor.acceptWord("NULLS")) {
            cursor.expectAnyWord("FIRST", "LAST");
        }
        return new SortKey(cursor.from(expression.span().first()), expression);
    }

    /** Behind OVER. */
    Window readOrNamed() throws SQLSyntaxErrorException {
        if (in.cursor.isSymbol("(")) {
            return read();
        }
        int first = in.cursor.at();
        in.names.other();
        return new Window(in.cursor.from(first), List.of(), List.of(), List.of());
    }

    /** {@code WINDOW name AS (...)}, several of them. */
    List<Window> named() throws SQLSyntaxErrorException {
        List<Window> windows = new ArrayList<>();
        do {
            in.names.other();
            in.cursor.expectWord("AS");
            windows.add(read());
        } while (in.cursor.acceptSymbol(","));
        return windows;
    }

    private Window read() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.expectSymbol("(");
        boolean clause = cursor.isSymbol(")")
                || (cursor.isWord("PARTITION") && cursor.isWord(1, "BY"))
                || (cursor.isWord("ORDER") && cursor.isWord(1, "BY"))
                || isFrame();
        if (!clause) {
            in.names.other();
        }
        List<Expression> partitionBy = cursor.acceptWords("PARTITION", "BY") ? in.expressions.list() : List.of();
        List<SortKey> orderBy = orderByIfAny();
        List<Expression> bounds = new ArrayList<>();
        if (isFrame()) {
            frame(bounds);
        }
        cursor.expectSymbol(")");
        return new Window(cursor.from(first), partitionBy, orderBy, bounds);
    }

    private boolean isFrame() {
        return in.cursor.isAnyWord("ROWS", "RANGE", "GROUPS") && !in.cursor.isSymbol(1, ")");
    }

    private void frame(List<Expression> bounds) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.take(Role.KEYWORD);
        if (cursor.acceptWord("BETWEEN")) {
            bound(bounds);
            cursor.expectWord("AND");
        }
        bound(bounds);
        if (cursor.acceptWord("EXCLUDE")) {
            if (!cursor.acceptWords("CURRENT", "ROW") && !cursor.acceptWords("NO", "OTHERS")) {
                cursor.expectAnyWord("GROUP", "TIES");
            }
        }
    }

    private void bound(List<Expression> bounds) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.acceptWords("CURRENT", "ROW")) {
            return;
        }
        if (!cursor.acceptWord("UNBOUNDED")) {
            bounds.add(in.expressions.read(Level.NOT));
        }
        cursor.expectAnyWord("PRECEDING", "FOLLOWING");
    }
}
