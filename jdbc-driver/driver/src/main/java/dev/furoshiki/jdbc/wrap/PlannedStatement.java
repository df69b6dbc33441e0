package dev.furoshiki.jdbc.wrap;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement whose text was analysed when it was prepared, and whose plan is held against the catalogue at each
 * execution. For one thread, as any statement.
 */
abstract class PlannedStatement extends PreparedTextRefusal {

    private final EncryptingConnection connection;
    final ConnectionScope scope;
    final StatementResults results;
    private Planned planned;

    /** What executed the batch, if that was the last to be executed. */
    private @Nullable Statement lastBatch;

    PlannedStatement(PreparedStatement plain, EncryptingConnection connection, ConnectionScope scope, Planned planned) {
        super(plain);
        this.connection = connection;
        this.scope = scope;
        this.planned = planned;
        this.results = new StatementResults(scope, this);
    }

    Planned planned() {
        return planned;
    }

    /** A result set of the delegate, wrapped as the plan says. */
    abstract @Nullable ResultSet wrap(@Nullable ResultSet plain) throws SQLException;

    /** Generated keys of the delegate, wrapped as the plan says. */
    abstract @Nullable ResultSet wrapKeys(ResultSet plain) throws SQLException;

    /** What is to be done just before the delegate is executed. */
    void beforeExecution() throws SQLException {}

    /** What is to be done just before the delegate takes a row of a batch. */
    void beforeBatched() throws SQLException {}

    /** Adds a row to the batch. */
    void addRow() throws SQLException {
        super.addBatch();
    }

    /** What executes the batch. */
    Statement batched() throws SQLException {
        return delegate();
    }

    /** What is to be done when no further row goes into the batch. */
    void batchEnds() {}

    private void begin() throws SQLException {
        planned = scope.renewed(planned);
        results.begin(planned);
        lastBatch = null;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        begin();
        beforeExecution();
        ResultSet found = wrap(super.executeQuery());
        scope.statementExecuted();
        return Objects.requireNonNull(found);
    }

    @Override
    public boolean execute() throws SQLException {
        begin();
        beforeExecution();
        boolean rows = super.execute();
        scope.statementExecuted();
        return rows;
    }

    @Override
    public int executeUpdate() throws SQLException {
        begin();
        beforeExecution();
        int count = super.executeUpdate();
        scope.statementExecuted();
        return count;
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        begin();
        beforeExecution();
        long count = super.executeLargeUpdate();
        scope.statementExecuted();
        return count;
    }

    @Override
    public void addBatch() throws SQLException {
        beforeBatched();
        addRow();
    }

    @Override
    public void clearBatch() throws SQLException {
        batchEnds();
        batched().clearBatch();
    }

    @Override
    public int[] executeBatch() throws SQLException {
        batchEnds();
        begin();
        lastBatch = batched();
        int[] counts = lastBatch.executeBatch();
        scope.statementExecuted();
        return counts;
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        batchEnds();
        begin();
        lastBatch = batched();
        long[] counts = lastBatch.executeLargeBatch();
        scope.statementExecuted();
        return counts;
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return lastBatch == null ? super.getUpdateCount() : lastBatch.getUpdateCount();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        return lastBatch == null ? super.getLargeUpdateCount() : lastBatch.getLargeUpdateCount();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        boolean rows = lastBatch == null ? super.getMoreResults() : lastBatch.getMoreResults();
        return rows && lastBatch == null; // a batch has no rows that are given out
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        boolean rows = lastBatch == null ? super.getMoreResults(current) : lastBatch.getMoreResults(current);
        return rows && lastBatch == null;
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        return lastBatch == null ? wrap(super.getResultSet()) : null;
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        return Objects.requireNonNull(wrapKeys(super.getGeneratedKeys()));
    }

    @Override
    public Connection getConnection() throws SQLException {
        super.getConnection(); // throws when closed
        return connection;
    }

    @Override
    public void close() throws SQLException {
        batchEnds();
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
        return getClass().getSimpleName();
    }
}
