package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.plan.StatementPlan.Explained;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.Token;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.Collections;

/**
 * A prepared {@code EXPLAIN ENCRYPTION}. Its delegate has as many parameters as the explained text, takes whatever they are
 * set to, and is never executed.
 */
final class ExplainedPreparedStatement extends AnsweredStatement {

    private final Explained question;

    ExplainedPreparedStatement(
            PreparedStatement parameters,
            EncryptingConnection connection,
            ConnectionScope scope,
            Planned planned,
            Explained question) {
        super(parameters, connection, scope, planned);
        this.question = question;
    }

    /** A text with as many parameters. */
    @SuppressWarnings("UnusedException") // of a text that cannot be divided nobody knows what in it is a parameter
    static String parameters(Explained question, Syntax syntax) {
        int parameters;
        try {
            parameters = (int) syntax.tokens(question.text()).stream()
                    .filter(token -> token.kind() == Token.Kind.PARAMETER)
                    .count();
        } catch (SQLSyntaxErrorException undivided) {
            parameters = 0;
        }
        return "SELECT " + String.join(", ", Collections.nCopies(parameters, "?"));
    }

    /** Of statements whose delegate is not asked to do anything. */
    static void requireOpen(Statement statement) throws SQLException {
        if (statement.isClosed()) {
            throw new SQLException("This statement has been closed.", SqlStates.OBJECT_NOT_IN_STATE);
        }
    }

    private ResultSet explain() throws SQLException {
        requireOpen(this);
        go(OwnResult.PAST);
        ResultSet rows = ExplanationRows.of(scope.explain(question.text()), this);
        go(OwnResult.rows(rows));
        return rows;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return explain();
    }

    @Override
    public boolean execute() throws SQLException {
        explain();
        return true;
    }

    static SQLException rowsNotCounted() {
        return new SQLException(
                "EXPLAIN ENCRYPTION gives rows, and no update count; use execute or executeQuery", SqlStates.ROWS);
    }

    @Override
    public int executeUpdate() throws SQLException {
        throw rowsNotCounted();
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        throw rowsNotCounted();
    }

    static SQLException notInBatch() {
        return new SQLFeatureNotSupportedException(
                "EXPLAIN ENCRYPTION cannot be part of a batch; execute it by itself", SqlStates.NOT_SUPPORTED);
    }

    @Override
    public void addBatch() throws SQLException {
        throw notInBatch();
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        requireOpen(this);
        return ExplanationRows.of(scope.explain(question.text()), this).getMetaData();
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "the parameters of EXPLAIN ENCRYPTION are those of the statement that it explains, and have no types of"
                        + " their own; prepare that statement and ask it",
                SqlStates.NOT_SUPPORTED);
    }
}
