package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.plan.LiteralValue;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A text whose literals are values of encrypted columns, made ready to be executed: they become parameters of a prepared
 * statement, set up as the application's own statement is. Stateless.
 */
final class LiteralExecution {

    private LiteralExecution() {}

    /** Refuses a text that would have to be prepared. */
    static void requireWithoutParameters(Rewritten plan) throws SQLException {
        if (plan.applicationParameters() > 0) {
            throw new SQLException(
                    "the statement has " + plan.applicationParameters()
                            + " parameters; use Connection.prepareStatement",
                    SqlStates.INVALID_PARAMETER);
        }
    }

    /** The text with cells and indexes in the place of the literals, which may be part of a batch of texts. */
    static String text(Planned planned, Rewritten plan, ConnectionScope scope) throws SQLException {
        SealedValues.Constants constants = new SealedValues.Constants(scope.syntax());
        new EncryptedParameters(plan.layout(), LiteralValue.of(planned.text(), plan.literals(), scope.syntax()), scope)
                .seal(constants);
        return constants.in(plan, scope.syntax());
    }

    static PreparedStatement prepare(
            Statement plain, Planned planned, Rewritten plan, KeyRequest keys, ConnectionScope scope)
            throws SQLException {
        Connection connection = plain.getConnection();
        PreparedStatement prepared = prepared(connection, plain, plan, keys, scope);
        try {
            // The text has no escapes any more.
            prepared.setEscapeProcessing(false);
            ReadingAhead.Settings.of(plain).apply(prepared);
            new EncryptedParameters(
                            plan.layout(), LiteralValue.of(planned.text(), plan.literals(), scope.syntax()), scope)
                    .seal(prepared);
            return prepared;
        } catch (SQLException | RuntimeException failure) {
            prepared.close();
            throw failure;
        }
    }

    private static PreparedStatement prepared(
            Connection connection, Statement plain, Rewritten plan, KeyRequest keys, ConnectionScope scope)
            throws SQLException {
        if (keys.asks()) {
            return keys.prepare(connection, plan.sql());
        }
        return ReadingAhead.suits(plain, plan, scope)
                ? connection.prepareStatement(
                        plan.sql(), ReadingAhead.TYPE, ReadingAhead.CONCURRENCY, plain.getResultSetHoldability())
                : connection.prepareStatement(
                        plan.sql(),
                        plain.getResultSetType(),
                        ResultSet.CONCUR_READ_ONLY,
                        plain.getResultSetHoldability());
    }
}
