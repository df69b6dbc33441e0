package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import dev.furoshiki.jdbc.sql.tree.Expression.Window;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Relation;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One SELECT without what follows it. For one statement. */
final class SelectReader {

    private final Readers in;

    SelectReader(Readers in) {
        this.in = in;
    }

    Query.Select read() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.expectWord("SELECT");
        boolean distinct = isDistinct();
        List<Expression> distinctOn = List.of();
        if (distinct && !in.grammar.isMySql() && cursor.isWord("ON") && cursor.isSymbol(1, "(")) {
            cursor.expectWord("ON");
            distinctOn = in.expressions.parenthesizedList();
        }
        List<SelectItem> items = hasItems() ? items() : List.of();
        Optional<Relation> from = cursor.acceptWord("FROM") ? Optional.of(in.relations.read()) : Optional.empty();
        Optional<Expression> where = conditionIfAny("WHERE");
        List<Expression> groupBy = cursor.acceptWords("GROUP", "BY") ? groupBy() : List.of();
        Optional<Expression> having = conditionIfAny("HAVING");
        List<Window> windows = List.of();
        Optional<Expression> qualify = Optional.empty();
        while (cursor.isWord("WINDOW") || cursor.isWord("QUALIFY")) {
            if (cursor.acceptWord("WINDOW") && windows.isEmpty()) {
                windows = in.windows.named();
            } else if (in.grammar.isH2() && qualify.isEmpty()) {
                qualify = conditionIfAny("QUALIFY");
            } else {
                throw cursor.unreadable();
            }
        }
        return new Query.Select(
                cursor.from(first), distinct, distinctOn, items, from, where, groupBy, having, windows, qualify);
    }

    /** Past ALL, DISTINCT and MySQL's hints. */
    private boolean isDistinct() {
        Cursor cursor = in.cursor;
        boolean distinct = false;
        boolean more = true;
        while (more) {
            boolean word = cursor.acceptWord("DISTINCT") || (in.grammar.isMySql() && cursor.acceptWord("DISTINCTROW"));
            distinct |= word;
            more = word || cursor.acceptWord("ALL") || (in.grammar.isMySql() && isHint());
        }
        return distinct;
    }

    private boolean isHint() {
        return in.cursor.acceptAnyWord(
                "HIGH_PRIORITY",
                "STRAIGHT_JOIN",
                "SQL_SMALL_RESULT",
                "SQL_BIG_RESULT",
                "SQL_BUFFER_RESULT",
                "SQL_NO_CACHE",
                "SQL_CACHE",
                "SQL_CALC_FOUND_ROWS");
    }

    /** PostgreSQL selects rows without columns too. */
    private boolean hasItems() {
        return !in.grammar.isPostgres()
                || !(in.cursor.atEnd()
                        || in.cursor.isSymbol(")")
                        || in.cursor.isAnyWord("FROM", "WHERE", "UNION", "EXCEPT", "INTERSECT"));
    }

    List<SelectItem> items() throws SQLSyntaxErrorException {
        List<SelectItem> items = new ArrayList<>();
        do {
            items.add(item());
        } while (in.cursor.acceptSymbol(","));
        return items;
    }

    private SelectItem item() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        if (cursor.isSymbol("*")) {
            cursor.take(Role.LEAF);
            Expression star = new Expression.Star(cursor.from(first), List.of());
            return new SelectItem(cursor.from(first), star, Optional.empty());
        }
        Expression expression = in.expressions.read();
        if (expression instanceof Expression.Star) {
            return new SelectItem(cursor.from(first), expression, Optional.empty());
        }
        Optional<Name> label = in.names.columnLabel();
        return new SelectItem(cursor.from(first), expression, label);
    }

    /** Of RETURNING, where there is one. */
    List<SelectItem> returning() throws SQLSyntaxErrorException {
        return in.cursor.acceptWord("RETURNING") ? items() : List.of();
    }

    Optional<Expression> conditionIfAny(String word) throws SQLSyntaxErrorException {
        return in.cursor.acceptWord(word) ? Optional.of(in.expressions.read()) : Optional.empty();
    }

    private List<Expression> groupBy() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<Expression> keys = new ArrayList<>();
        if (in.grammar.isPostgres() && !cursor.acceptWord("DISTINCT") && cursor.acceptWord("ALL")) {
            boolean none = cursor.atEnd() || cursor.isSymbol(")") || in.queries.continues() || cursor.isWord("HAVING");
            if (none) {
                throw cursor.unreadable(); // all columns that are not aggregated; which is not seen here
            }
        }
        do {
            keys.add(key());
        } while (cursor.acceptSymbol(","));
        if (in.grammar.isMySql()) {
            cursor.acceptWords("WITH", "ROLLUP");
        }
        return keys;
    }

    private Expression key() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        boolean sets = cursor.isWord("GROUPING") && cursor.isWord(1, "SETS");
        if (sets) {
            cursor.expectWords("GROUPING", "SETS");
        } else if (!in.grammar.isMySql() && cursor.isAnyWord("ROLLUP", "CUBE") && cursor.isSymbol(1, "(")) {
            cursor.take(Role.KEYWORD);
        } else {
            Expression key = in.expressions.read();
            if (in.grammar.isMySql()) {
                cursor.acceptAnyWord("ASC", "DESC");
            }
            return key;
        }
        List<Expression> operands = new ArrayList<>();
        cursor.expectSymbol("(");
        do {
            operands.add(key());
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return new Operation(cursor.from(first), operands);
    }
}
