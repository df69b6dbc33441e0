package dev.furoshiki.jdbc.wrap;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A prepared statement that is carried out beside its delegate, which is never executed and has no results. */
abstract class AnsweredStatement extends PlannedStatement {

    private OwnResult result = OwnResult.PAST;

    AnsweredStatement(
            PreparedStatement plain, EncryptingConnection connection, ConnectionScope scope, Planned planned) {
        super(plain, connection, scope, planned);
    }

    /** Goes on to another result; the rows of the last are closed. */
    final void go(OwnResult next) throws SQLException {
        result.close();
        result = next;
    }

    @Override
    public @Nullable ResultSet getResultSet() {
        return result.rows();
    }

    @Override
    public int getUpdateCount() {
        return result.updateCount();
    }

    @Override
    public long getLargeUpdateCount() {
        return result.updateCount();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        go(OwnResult.PAST);
        return false;
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        if (current == KEEP_CURRENT_RESULT) {
            result = OwnResult.PAST;
        }
        return getMoreResults();
    }

    @Override
    public void close() throws SQLException {
        result.close();
        super.close();
    }

    @Override
    @Nullable
    ResultSet wrap(@Nullable ResultSet plain) {
        return null;
    }

    @Override
    @Nullable
    ResultSet wrapKeys(ResultSet plain) {
        return results.passThrough(plain);
    }
}
