package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Set;

/**
 * Tells the places of columns from those of tables by the words before them, which are much the same in every dialect.
 * Stateless.
 */
abstract class WordsBeforeColumns implements ColumnPlaces {

    private static final Set<String> STARTS =
            Set.of("SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "EXPLAIN");

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

    private static final Set<String> OTHER_LISTS =
            Set.of("FROM", "INTO", "JOIN", "ON", "STRAIGHT_JOIN", "USING", "WITH");

    /** Before a parenthesis these say that it holds a table, a join or a query. */
    private static final Set<String> BEFORE_TABLES =
            Set.of("", "FROM", "INTO", "JOIN", "LATERAL", "OJ", "ONLY", "STRAIGHT_JOIN", "TABLE", "UPDATE", "WITH");

    @Override
    public final boolean areKnownIn(SqlText statement) {
        return STARTS.contains(statement.word(StatementKind.firstWord(statement)));
    }

    @Override
    public final boolean isColumn(SqlText statement, int index) {
        boolean isType = statement.isWord(index - 1, "AS") && statement.isSymbol(index + 1, ")");
        return !isType && isExpression(statement, index);
    }

    /** Whether a word that begins lists of expressions elsewhere stands among tables here. */
    boolean isAmongTables(SqlText statement, int word) {
        return false;
    }

    private boolean isExpression(SqlText statement, int index) {
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
    private boolean continuesExpressions(SqlText statement, int comma) {
        for (int i = comma - 1; i >= 0; i--) {
            if (statement.isAnySymbol(i, ")", "]")) {
                i = statement.opening(i);
            } else if (statement.isSymbol(i, "(")) {
                return holdsExpressions(statement, i, comma);
            } else if (OTHER_LISTS.contains(statement.word(i))) {
                return statement.areWords(i - 1, "DISTINCT", "ON");
            } else if (LISTS_OF_EXPRESSIONS.contains(statement.word(i)) && !isAmongTables(statement, i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a parenthesis holds expressions or names of columns. */
    private boolean holdsExpressions(SqlText statement, int opening, int index) {
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
