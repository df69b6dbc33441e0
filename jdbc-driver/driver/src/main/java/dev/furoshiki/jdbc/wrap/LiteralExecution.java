package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.plan.LiteralValue;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A text whose literals are values of encrypted columns, made ready to be executed: they become parameters of a prepared
 * statement, set up as the application's own statement is. Stateless.
 */
final class LiteralExecution {

    private LiteralExecution() {}

    static PreparedStatement prepare(
            Statement plain, Planned planned, Rewritten plan, KeyRequest keys, ConnectionScope scope)
            throws SQLException {
        Connection connection = plain.getConnection();
        PreparedStatement prepared = !keys.asks()
                ? connection.prepareStatement(
                        plan.sql(),
                        plain.getResultSetType(),
                        plain.getResultSetConcurrency(),
                        plain.getResultSetHoldability())
                : keys.prepare(connection, plan.sql());
        try {
            // The text has no escapes any more.
            prepared.setEscapeProcessing(false);
            prepared.setMaxFieldSize(plain.getMaxFieldSize());
            prepared.setMaxRows(plain.getMaxRows());
            prepared.setQueryTimeout(plain.getQueryTimeout());
            prepared.setFetchSize(plain.getFetchSize());
            prepared.setFetchDirection(plain.getFetchDirection());
            new EncryptedParameters(plan, LiteralValue.of(planned.text(), plan.literals(), scope.syntax()), scope)
                    .seal(prepared);
            return prepared;
        } catch (SQLException | RuntimeException failure) {
            prepared.close();
            throw failure;
        }
    }
}
