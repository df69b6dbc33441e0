package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.Catalog;
import java.sql.SQLException;

/** Turns a statement's text into its plan. Thread-safe. */
public final class StatementAnalyzer {

    private final Dialect dialect;

    public StatementAnalyzer(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Analyses one statement.
     *
     * @throws UnsupportedStatementException when what reaches an encrypted column cannot be proved safe
     * @throws java.sql.SQLSyntaxErrorException (42601) when it names an encrypted table and cannot be parsed
     */
    public StatementPlan analyze(String sql, Catalog catalog) throws SQLException {
        throw new UnsupportedOperationException("being written " + dialect + sql.length() + catalog.version());
    }
}
