package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Set;

/**
 * Names that stand where no table can, by the tokens alone: a column may be called as an encrypted table is, such as the one
 * that refers to it. Whatever is not certain counts as a table's place. Stateless.
 */
public final class ColumnPlaces {

    private static final Set<String> STARTS =
            Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "EXPLAIN");

    /** Behind one of these begins an expression, or a label. */
    private static final Set<String> BEFORE_EXPRESSION = Set.of(
            "ALL",
            "AND",
            "AS",
            "BETWEEN",
            "BY",
            "CASE",
            "DISTINCT",
            "ELSE",
            "HAVING",
            "ILIKE",
            "LIKE",
            "NOT",
            "OR",
            "RETURNING",
            "SELECT",
            "SET",
            "THEN",
            "WHEN",
            "WHERE");

    /** A comma continues what one of these began: expressions, or else perhaps tables. */
    private static final Set<String> LISTS_OF_EXPRESSIONS =
            Set.of("BY", "HAVING", "RETURNING", "SELECT", "SET", "VALUES", "WHERE");

    private static final Set<String> OTHER_LISTS = Set.of("FROM", "INTO", "JOIN", "ON", "USING", "WITH");

    /** Before a parenthesis these say that it holds a table, a join or a query. */
    private static final Set<String> BEFORE_TABLES =
            Set.of("", "FROM", "INTO", "JOIN", "LATERAL", "ONLY", "TABLE", "WITH");

    private ColumnPlaces() {}

    /** Whether a statement over plain tables is of a form that is understood here. */
    public static boolean areKnownIn(SqlText statement) {
        return STARTS.contains(statement.word(StatementKind.firstWord(statement)));
    }

    public static boolean isColumn(SqlText statement, int index) {
        boolean isType = statement.isWord(index - 1, "AS") && statement.isSymbol(index + 1, ")");
        return !isType && isExpression(statement, index);
    }

    private static boolean isExpression(SqlText statement, int index) {
        int before = index - 1;
        if (statement.isSymbol(before, ",")) {
            return continuesExpressions(statement, before);
        }
        if (statement.isSymbol(before, "(")) {
            return holdsExpressions(statement, before, index);
        }
        if (statement.isSymbol(before, ")")) {
            int opening = statement.opening(before);
            return statement.areWords(opening - 2, "DISTINCT", "ON");
        }
        if (statement.is(before, Token.Kind.SYMBOL)) {
            return statement.syntax().isOperator(statement.written(before));
        }
        return BEFORE_EXPRESSION.contains(statement.word(before));
    }

    /** Back to the word that began the list which a comma continues. */
    private static boolean continuesExpressions(SqlText statement, int comma) {
        for (int i = comma - 1; i >= 0; i--) {
            if (statement.isAnySymbol(i, ")", "]")) {
                i = statement.opening(i);
            } else if (statement.isSymbol(i, "(")) {
                return holdsExpressions(statement, i, comma);
            } else if (OTHER_LISTS.contains(statement.word(i))) {
                return statement.areWords(i - 1, "DISTINCT", "ON");
            } else if (LISTS_OF_EXPRESSIONS.contains(statement.word(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a parenthesis holds expressions or names of columns. */
    private static boolean holdsExpressions(SqlText statement, int opening, int index) {
        int before = opening - 1;
        if (statement.isWord(before, "USING")) {
            // JOIN t USING (a, b), but DELETE FROM t USING (a JOIN b ON ...)
            return statement.isAnySymbol(index, ",") || statement.isAnySymbol(index + 1, ",", ")");
        }
        if (statement.is(before, Token.Kind.QUOTED_NAME)) {
            return true; // a call, or the columns of a table or an alias
        }
        if (statement.is(before, Token.Kind.WORD)) {
            return !BEFORE_TABLES.contains(statement.word(before));
        }
        return isExpression(statement, opening);
    }
}
