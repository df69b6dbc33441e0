package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.plan.StatementPlan.Definition;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Explained;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Texts that a statement executes together: each is analysed and rewritten when it is added. For one thread. */
final class TextBatch {

    private final Statement delegate;
    private final ConnectionScope scope;
    private final List<Planned> texts = new ArrayList<>();

    TextBatch(Statement delegate, ConnectionScope scope) {
        this.delegate = delegate;
        this.scope = scope;
    }

    void add(String sql) throws SQLException {
        Planned planned = scope.plan(sql);
        if (planned.plan() instanceof Definition) {
            throw new SQLFeatureNotSupportedException(
                    "a CREATE or DROP of an encrypted table, or of a view over one, cannot be part of a batch; execute it by itself",
                    SqlStates.NOT_SUPPORTED);
        }
        if (planned.plan() instanceof Explained) {
            throw ExplainedPreparedStatement.notInBatch();
        }
        delegate.addBatch(planned.plan() instanceof Rewritten rewritten ? sent(planned, rewritten) : sql);
        texts.add(planned);
    }

    private String sent(Planned planned, Rewritten rewritten) throws SQLException {
        LiteralExecution.requireWithoutParameters(rewritten);
        return rewritten.literals().isEmpty() ? rewritten.sql() : LiteralExecution.text(planned, rewritten, scope);
    }

    void clear() throws SQLException {
        texts.clear();
        delegate.clearBatch();
    }

    /**
     * Holds each text against the catalogue once more, before they are executed.
     *
     * @return whether there is any
     */
    boolean renew() throws SQLException {
        for (Planned planned : texts) {
            scope.renewed(planned);
        }
        return !texts.isEmpty();
    }

    /** The delegate has none of them any more. */
    void executed() {
        texts.clear();
    }

    /** What a driver may have kept of it must not be executed later, when it may mean something else. */
    SQLException failed(SQLException failure) {
        try {
            clear();
        } catch (SQLException closed) {
            failure.addSuppressed(closed);
        }
        return failure;
    }
}
