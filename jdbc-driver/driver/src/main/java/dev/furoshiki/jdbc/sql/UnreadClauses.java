package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.util.Map;

/**
 * Clauses of PostgreSQL's that the grammar does not read yet: refused by name, where a syntax error would only give a
 * position. Stateless.
 */
final class UnreadClauses {

    private static final Map<String, String> BY_WORD = Map.of(
            "RETURNING", "use Statement.RETURN_GENERATED_KEYS, or select the row afterwards",
            "CONFLICT", "look for the row first, in one transaction, and insert or update",
            "USING", "select the rows' keys first, and name them in the condition",
            "OVERRIDING", "leave the identity column out",
            "TABLESAMPLE", Refusals.PLAIN_DRIVER,
            "LATERAL", "split the statement, so that each is over one table",
            "FILTER", "filter in WHERE");

    private UnreadClauses() {}

    static void refuse(SqlText statement, CatalogNames names) throws UnsupportedStatementException {
        for (int i = 0; i < statement.size(); i++) {
            String clause = statement.word(i);
            String wayOut = BY_WORD.get(clause);
            if (clause.equals("FOR") && statement.isAnyWord(i + 1, "UPDATE", "SHARE", "NO", "KEY")) {
                clause = "FOR " + statement.word(i + 1);
                wayOut = "use UPDATE, which locks the row, or a stricter transaction isolation";
            } else if (clause.equals("DISTINCT") && statement.isWord(i + 1, "ON")) {
                clause = "DISTINCT ON";
                wayOut = "group by plain columns";
            } else if (clause.equals("ONLY") && statement.isAnyWord(i - 1, "FROM", "UPDATE")) {
                wayOut = "leave ONLY out: no heir of an encrypted table can be reached";
            }
            if (wayOut != null && !isLabelled(statement, i)) {
                throw new UnsupportedStatementException("the clause " + clause
                        + " is not supported in a statement that names " + TableTarget.firstSuspect(statement, names)
                        + ", an encrypted table; " + wayOut + ". The statement was not sent");
            }
        }
    }

    /** A column may have such a name: {@code p.filter}, {@code filter = ?}. */
    private static boolean isLabelled(SqlText statement, int index) {
        return statement.isAnySymbol(index - 1, ".", ",") || statement.isAnySymbol(index + 1, ",", ".", "=", ")");
    }
}
