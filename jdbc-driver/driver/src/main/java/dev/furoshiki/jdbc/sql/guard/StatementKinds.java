package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;

/**
 * Which statements of a dialect do what. An allow-list: whatever is not on it could run SQL that the analysis does not see, and
 * is refused.
 */
public interface StatementKinds {

    /**
     * The kind of a statement.
     *
     * @throws UnsupportedStatementException for a kind that is not on the list
     */
    StatementKind of(SqlText statement) throws UnsupportedStatementException;
}
