package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;

/** What a statement does. */
public enum StatementKind {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    MERGE,
    CREATE_TABLE,
    DROP_TABLE,
    /** Allowed where it names no encrypted table. */
    OTHER;

    /** Past the parentheses of a query, or the braces of JDBC's call. */
    static int firstWord(SqlText statement) {
        int at = 0;
        while (statement.isAnySymbol(at, "(", "{", "=") || statement.is(at, Token.Kind.PARAMETER)) {
            at++;
        }
        return at;
    }

    /** The first word or two, which are keywords or names, and hold no literal. */
    static String describe(SqlText statement, int first) {
        String word = statement.word(first);
        String next = statement.word(first + 1);
        return word.isEmpty() ? "a statement that starts with no keyword" : next.isEmpty() ? word : word + " " + next;
    }
}
