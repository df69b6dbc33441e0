package dev.furoshiki.jdbc.wrap;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/** A prepared statement that reaches no encrypted column. */
final class PassThroughPreparedStatement extends PlannedStatement {

    PassThroughPreparedStatement(
            PreparedStatement plain, EncryptingConnection connection, ConnectionScope scope, Planned planned) {
        super(plain, connection, scope, planned);
    }

    @Override
    @Nullable
    ResultSet wrap(@Nullable ResultSet plain) {
        return results.passThrough(plain);
    }

    @Override
    @Nullable
    ResultSet wrapKeys(ResultSet plain) {
        return results.passThrough(plain);
    }
}
