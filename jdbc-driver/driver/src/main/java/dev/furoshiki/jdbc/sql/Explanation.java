package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.sql.plan.BoundLiteral;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Kind;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.util.List;
import java.util.Optional;

/** EXPLAIN of a statement over encrypted tables. Stateless. */
final class Explanation {

    private static final String[] STATEMENTS = {
        "SELECT", "WITH", "VALUES", "TABLE", "INSERT", "REPLACE", "UPDATE", "DELETE", "MERGE"
    };

    private Explanation() {}

    /** The index of the explained statement's first token; -1 where the statement is no EXPLAIN, or of another one. */
    static int explained(SqlText statement) {
        if (!statement.isWord(0, "EXPLAIN")) {
            return -1;
        }
        int first = 1;
        if (statement.isSymbol(first, "(") && !statement.isAnyWord(first + 1, STATEMENTS)) {
            first = statement.closing(first) + 1;
        }
        while (statement.isAnyWord(first, "ANALYZE", "ANALYSE", "VERBOSE")) {
            first++;
        }
        return statement.isAnyWord(first, STATEMENTS) || statement.isSymbol(first, "(") ? first : -1;
    }

    /** The plan of the explanation, whose rows are plain text. */
    static Rewritten of(Rewritten explained, int first) {
        return new Rewritten(
                Kind.SELECT,
                explained.sql(),
                explained.layout(),
                explained.literals().stream()
                        .map(literal -> new BoundLiteral(literal.first() + first, literal.last() + first))
                        .toList(),
                List.of(new ResultColumn.PlainColumns()),
                Optional.empty());
    }
}
