package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.forward.ForwardingCallableStatement;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call of a routine that reaches no encrypted column; it takes no other text than its own, as {@link PlannedStatement}.
 */
final class PassThroughCallableStatement extends ForwardingCallableStatement {

    private final EncryptingConnection connection;
    private final ConnectionScope scope;
    private final StatementResults results;
    private Planned planned;

    /** Whether a batch was executed last: it has no rows, though MariaDB's driver may still have older ones. */
    private boolean batched;

    PassThroughCallableStatement(
            CallableStatement plain, EncryptingConnection connection, ConnectionScope scope, Planned planned) {
        super(plain);
        this.connection = connection;
        this.scope = scope;
        this.planned = planned;
        this.results = new StatementResults(scope, this);
    }

    private void begin() throws SQLException {
        planned = scope.renewed(planned);
        results.begin(planned);
        batched = false;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        begin();
        ResultSet found = results.passThrough(super.executeQuery());
        scope.statementExecuted();
        return Objects.requireNonNull(found);
    }

    @Override
    public boolean execute() throws SQLException {
        begin();
        boolean rows = super.execute();
        scope.statementExecuted();
        return rows;
    }

    @Override
    public int executeUpdate() throws SQLException {
        begin();
        int count = super.executeUpdate();
        scope.statementExecuted();
        return count;
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        begin();
        long count = super.executeLargeUpdate();
        scope.statementExecuted();
        return count;
    }

    @Override
    public int[] executeBatch() throws SQLException {
        begin();
        batched = true;
        int[] counts = super.executeBatch();
        scope.statementExecuted();
        return counts;
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        begin();
        batched = true;
        long[] counts = super.executeLargeBatch();
        scope.statementExecuted();
        return counts;
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        return batched ? null : results.passThrough(super.getResultSet());
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        return Objects.requireNonNull(results.passThrough(super.getGeneratedKeys()));
    }

    @Override
    public Connection getConnection() throws SQLException {
        super.getConnection(); // throws when closed
        return connection;
    }

    @Override
    public void close() throws SQLException {
        results.release();
        super.close();
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        return Unwrapping.unwrapStatement(this, delegate(), scope, iface);
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) throws SQLException {
        return Unwrapping.isStatementWrapperFor(this, delegate(), scope, iface);
    }

    /** No text: it may hold literals of the application. */
    @Override
    public String toString() {
        return "PassThroughCallableStatement";
    }

    /**
     * A value of the routine's. A cursor has to be that of a declared one: what others give may be a cursor of the driver's own,
     * of which nobody says the name any more.
     */
    private <T extends @Nullable Object> T own(T value) throws SQLException {
        if (value instanceof ResultSet rows && !callsDeclared()) {
            rows.close();
            throw new SQLFeatureNotSupportedException(
                    "a cursor is given out only where the call names a routine that furoshiki.routines declares",
                    SqlStates.NOT_SUPPORTED);
        }
        return value;
    }

    private boolean callsDeclared() {
        Set<String> declared = planned.catalog().declaredRoutines();
        WrittenNames names = new WrittenNames(planned.text());
        return declared.contains("*") || declared.stream().anyMatch(names::holds);
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return super.getMoreResults() && !batched;
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        return super.getMoreResults(current) && !batched;
    }

    @Override
    public @Nullable Object getObject(int parameterIndex) throws SQLException {
        return Cursors.wrapped(own(super.getObject(parameterIndex)), this, results.writes());
    }

    @Override
    public @Nullable Object getObject(int parameterIndex, @Nullable Map<String, Class<?>> map) throws SQLException {
        return Cursors.wrapped(own(super.getObject(parameterIndex, map)), this, results.writes());
    }

    @Override
    public @Nullable Object getObject(String parameterName) throws SQLException {
        return Cursors.wrapped(own(super.getObject(parameterName)), this, results.writes());
    }

    @Override
    public @Nullable Object getObject(String parameterName, @Nullable Map<String, Class<?>> map) throws SQLException {
        return Cursors.wrapped(own(super.getObject(parameterName, map)), this, results.writes());
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public int executeUpdate(String sql, int[] columnIndexes) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public int executeUpdate(String sql, String[] columnNames) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columnIndexes) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columnNames) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public boolean execute(String sql, int[] columnIndexes) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public boolean execute(String sql, String[] columnNames) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        throw PreparedTextRefusal.otherText();
    }

    @Override
    public <T> @Nullable T getObject(int parameterIndex, Class<T> type) throws SQLException {
        return Cursors.wrapped(own(super.getObject(parameterIndex, type)), type, this, results.writes());
    }

    @Override
    public <T> @Nullable T getObject(String parameterName, Class<T> type) throws SQLException {
        return Cursors.wrapped(own(super.getObject(parameterName, type)), type, this, results.writes());
    }
}
