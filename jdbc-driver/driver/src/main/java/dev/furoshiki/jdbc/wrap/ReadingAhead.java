package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Kind;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Queries whose results the application reads forwards only, while the plain driver's can be scrolled, so that cells of rows to
 * come can be opened ahead: which ones these may be, and how their statements are set up. Stateless.
 *
 * <p>A fetch size, with which a server is asked for some rows at a time, excludes it.
 */
final class ReadingAhead {

    /** What the plain driver is asked for. */
    static final int TYPE = ResultSet.TYPE_SCROLL_INSENSITIVE;

    static final int CONCURRENCY = ResultSet.CONCUR_READ_ONLY;

    private ReadingAhead() {}

    /** One of JDBC's ways to prepare a text. */
    @FunctionalInterface
    interface Preparation {
        PreparedStatement of(String text) throws SQLException;
    }

    /** Whether a result of what is sent may be large, and has cells. */
    static boolean isFor(Rewritten plan, ConnectionScope scope) {
        return plan.kind() == Kind.SELECT
                && scope.scrollsForNothing()
                && plan.resultColumns().stream().anyMatch(ResultColumn.Cell.class::isInstance);
    }

    /** Whether nothing is lost where the plain driver is asked for {@link #TYPE} and {@link #CONCURRENCY} instead. */
    static boolean suits(int resultSetType, int resultSetConcurrency) {
        return resultSetType == ResultSet.TYPE_FORWARD_ONLY && resultSetConcurrency == CONCURRENCY;
    }

    /** Whether a statement may be executed by another, whose results can be scrolled. */
    static boolean suits(Statement asked, Rewritten plan, ConnectionScope scope) throws SQLException {
        return isFor(plan, scope)
                && suits(asked.getResultSetType(), asked.getResultSetConcurrency())
                && readsAllAtOnce(asked);
    }

    /** Whether the server is asked for all rows, from the first on. */
    static boolean readsAllAtOnce(Statement statement) throws SQLException {
        return statement.getFetchSize() == 0 && statement.getFetchDirection() == ResultSet.FETCH_FORWARD;
    }

    /** Whether a result can be scrolled though the application did not ask for that. */
    static boolean isMeantBy(ResultSet plain, Statement owner, ConnectionScope scope) throws SQLException {
        return scope.scrollsForNothing()
                && plain.getType() == TYPE
                && owner.getResultSetType() == ResultSet.TYPE_FORWARD_ONLY;
    }

    /** What an application may have set of a statement before it is executed, but for its parameters. */
    record Settings(
            int maxFieldSize,
            int maxRows,
            int queryTimeout,
            int fetchSize,
            int fetchDirection,
            boolean poolable,
            boolean closeOnCompletion) {

        static Settings of(Statement statement) throws SQLException {
            return new Settings(
                    statement.getMaxFieldSize(),
                    statement.getMaxRows(),
                    statement.getQueryTimeout(),
                    statement.getFetchSize(),
                    statement.getFetchDirection(),
                    statement.isPoolable(),
                    statement.isCloseOnCompletion());
        }

        void apply(Statement statement) throws SQLException {
            statement.setMaxFieldSize(maxFieldSize);
            statement.setMaxRows(maxRows);
            statement.setQueryTimeout(queryTimeout);
            statement.setFetchSize(fetchSize);
            statement.setFetchDirection(fetchDirection);
            statement.setPoolable(poolable);
            if (closeOnCompletion) {
                statement.closeOnCompletion();
            }
        }
    }
}
