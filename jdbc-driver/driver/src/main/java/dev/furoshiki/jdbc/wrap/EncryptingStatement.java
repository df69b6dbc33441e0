package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.forward.ForwardingStatement;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Definition;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement whose texts are analysed one by one as they are executed. For one thread, as any statement. */
final class EncryptingStatement extends ForwardingStatement {

    private final EncryptingConnection connection;
    private final ConnectionScope scope;
    private final StatementResults results;
    private final List<Planned> batch = new ArrayList<>();

    /** What the rows of the last execution are: null for a statement that passed through. */
    private @Nullable List<ResultColumn> rows;

    private GeneratedKeyColumns keys = GeneratedKeyColumns.NONE;

    /** What executed the last text, where literals in it became parameters. */
    private volatile @Nullable PreparedStatement prepared;

    /** A data definition was executed beside the delegate, whose own results are then an older statement's. */
    private DefinitionResult definition = DefinitionResult.NONE;

    EncryptingStatement(Statement plain, EncryptingConnection connection, ConnectionScope scope) {
        super(plain);
        this.connection = connection;
        this.scope = scope;
        this.results = new StatementResults(scope, this);
    }

    /** One of JDBC's ways to execute a text. */
    @FunctionalInterface
    private interface Execution<T extends @Nullable Object> {
        T run(KeyRequest keys, String text) throws SQLException;
    }

    /** The same of a prepared one. */
    @FunctionalInterface
    private interface PreparedExecution<T extends @Nullable Object> {
        T run(PreparedStatement statement) throws SQLException;
    }

    private <T extends @Nullable Object> T run(
            String sql,
            KeyRequest request,
            T definitionResult,
            Execution<T> execution,
            PreparedExecution<T> preparedExecution)
            throws SQLException {
        Planned planned = scope.plan(sql);
        results.release();
        closePrepared();
        StatementPlan plan = planned.plan();
        if (plan instanceof Definition change) {
            define(change.change());
            return definitionResult;
        }
        definition = DefinitionResult.NONE;
        T result;
        if (plan instanceof Rewritten rewritten) {
            requireWithoutParameters(rewritten);
            keys = GeneratedKeyColumns.of(request, rewritten, scope.generatedKeysAreWholeRows());
            rows = rewritten.resultColumns();
            if (rewritten.literals().isEmpty()) {
                result = execution.run(keys.sent(request), rewritten.sql());
            } else {
                PreparedStatement ready =
                        LiteralExecution.prepare(delegate(), planned, rewritten, keys.sent(request), scope);
                prepared = ready;
                result = preparedExecution.run(ready);
            }
        } else {
            keys = GeneratedKeyColumns.NONE;
            rows = null;
            result = execution.run(request, sql);
        }
        scope.statementExecuted();
        return result;
    }

    private void closePrepared() throws SQLException {
        PreparedStatement last = prepared;
        prepared = null;
        if (last != null) {
            last.close();
        }
    }

    /** What executed the last text. */
    private Statement executed() {
        PreparedStatement last = prepared;
        return last == null ? delegate() : last;
    }

    private void define(CatalogChange change) throws SQLException {
        scope.execute(change);
        keys = GeneratedKeyColumns.NONE;
        rows = null;
        definition = DefinitionResult.CURRENT;
    }

    private static void requireWithoutParameters(Rewritten plan) throws SQLException {
        if (plan.applicationParameters() > 0) {
            throw new SQLException(
                    "the statement has " + plan.applicationParameters()
                            + " parameters; use Connection.prepareStatement",
                    SqlStates.INVALID_PARAMETER);
        }
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        ResultSet found = this.<@Nullable ResultSet>run(
                sql,
                KeyRequest.NOTHING,
                null,
                (none, text) -> wrap(delegate().executeQuery(text)),
                statement -> wrap(statement.executeQuery()));
        if (found == null) {
            throw new SQLException("No results were returned by the query.", SqlStates.NO_DATA);
        }
        return found;
    }

    private @Nullable ResultSet wrap(@Nullable ResultSet plain) throws SQLException {
        List<ResultColumn> planned = rows;
        return planned == null ? results.passThrough(plain) : results.decrypting(plain, planned);
    }

    private boolean execute(String sql, KeyRequest request) throws SQLException {
        return run(sql, request, false, (keys, text) -> keys.execute(delegate(), text), PreparedStatement::execute);
    }

    private int executeUpdate(String sql, KeyRequest request) throws SQLException {
        return run(
                sql,
                request,
                0,
                (keys, text) -> keys.executeUpdate(delegate(), text),
                PreparedStatement::executeUpdate);
    }

    private long executeLargeUpdate(String sql, KeyRequest request) throws SQLException {
        return run(
                sql,
                request,
                0L,
                (keys, text) -> keys.executeLargeUpdate(delegate(), text),
                PreparedStatement::executeLargeUpdate);
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        return execute(sql, KeyRequest.NOTHING);
    }

    @Override
    public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
        return execute(sql, new KeyRequest.Flag(autoGeneratedKeys));
    }

    @Override
    public boolean execute(String sql, int[] columnIndexes) throws SQLException {
        return execute(sql, new KeyRequest.Positions(columnIndexes));
    }

    @Override
    public boolean execute(String sql, String[] columnNames) throws SQLException {
        return execute(sql, new KeyRequest.Names(columnNames));
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        return executeUpdate(sql, KeyRequest.NOTHING);
    }

    @Override
    public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        return executeUpdate(sql, new KeyRequest.Flag(autoGeneratedKeys));
    }

    @Override
    public int executeUpdate(String sql, int[] columnIndexes) throws SQLException {
        return executeUpdate(sql, new KeyRequest.Positions(columnIndexes));
    }

    @Override
    public int executeUpdate(String sql, String[] columnNames) throws SQLException {
        return executeUpdate(sql, new KeyRequest.Names(columnNames));
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        return executeLargeUpdate(sql, KeyRequest.NOTHING);
    }

    @Override
    public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        return executeLargeUpdate(sql, new KeyRequest.Flag(autoGeneratedKeys));
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columnIndexes) throws SQLException {
        return executeLargeUpdate(sql, new KeyRequest.Positions(columnIndexes));
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columnNames) throws SQLException {
        return executeLargeUpdate(sql, new KeyRequest.Names(columnNames));
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        Planned planned = scope.plan(sql);
        if (planned.plan() instanceof Definition) {
            throw new SQLFeatureNotSupportedException(
                    "a CREATE or DROP TABLE of an encrypted table cannot be part of a batch; execute it by itself",
                    SqlStates.NOT_SUPPORTED);
        }
        if (planned.plan() instanceof Rewritten rewritten) {
            requireWithoutParameters(rewritten);
            if (!rewritten.literals().isEmpty()) {
                throw new SQLFeatureNotSupportedException(
                        "a text with values of encrypted columns cannot be part of a batch; use prepareStatement and"
                                + " addBatch() with parameters, or execute it by itself",
                        SqlStates.NOT_SUPPORTED);
            }
            delegate().addBatch(rewritten.sql());
        } else {
            delegate().addBatch(sql);
        }
        batch.add(planned);
    }

    @Override
    public void clearBatch() throws SQLException {
        batch.clear();
        super.clearBatch();
    }

    @Override
    public int[] executeBatch() throws SQLException {
        beforeBatch();
        int[] counts = super.executeBatch();
        scope.statementExecuted();
        return counts;
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        beforeBatch();
        long[] counts = super.executeLargeBatch();
        scope.statementExecuted();
        return counts;
    }

    private void beforeBatch() throws SQLException {
        closePrepared();
        for (Planned planned : batch) {
            scope.renewed(planned);
        }
        batch.clear();
        results.release();
        definition = DefinitionResult.NONE;
        keys = GeneratedKeyColumns.NONE;
        rows = null;
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        return definition == DefinitionResult.NONE ? wrap(executed().getResultSet()) : null;
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return definition == DefinitionResult.NONE ? executed().getUpdateCount() : definition.updateCount();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        return definition == DefinitionResult.NONE ? executed().getLargeUpdateCount() : definition.updateCount();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        if (definition == DefinitionResult.NONE) {
            return executed().getMoreResults();
        }
        definition = DefinitionResult.PAST;
        return false;
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        return definition == DefinitionResult.NONE ? executed().getMoreResults(current) : getMoreResults();
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        ResultSet plain = executed().getGeneratedKeys();
        return java.util.Objects.requireNonNull(keys.wrap(plain, results));
    }

    @Override
    public void cancel() throws SQLException {
        executed().cancel();
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        return executed().getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        executed().clearWarnings();
    }

    @Override
    public Connection getConnection() throws SQLException {
        super.getConnection(); // throws when closed
        return connection;
    }

    @Override
    public void close() throws SQLException {
        results.release();
        batch.clear();
        closePrepared();
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

    @Override
    public String toString() {
        return "EncryptingStatement";
    }
}
