package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Definition;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Explained;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A statement whose texts are analysed one by one as they are executed. For one thread, as any statement. */
final class EncryptingStatement extends TextStatement {

    private final EncryptingConnection connection;
    private final ConnectionScope scope;
    private final StatementResults results;
    private final TextBatch batch;

    /** What the rows of the last execution are: null for a statement that passed through. */
    private @Nullable List<ResultColumn> rows;

    private GeneratedKeyColumns keys = GeneratedKeyColumns.NONE;

    /** What executed the last text in the delegate's place: literals in it became parameters, or cells are opened ahead. */
    private volatile @Nullable Statement substitute;

    /** Whether the delegate's own settings were given out, which a substitute would not have. */
    private boolean delegateIsKnown;

    /** Whether the last execution was of a batch, whose rows are not given out: they may be cells. */
    private boolean batched;

    /** Of what was carried out beside the delegate, whose own results are then an older statement's. */
    private OwnResult own = OwnResult.NONE;

    EncryptingStatement(Statement plain, EncryptingConnection connection, ConnectionScope scope) {
        super(plain);
        this.connection = connection;
        this.scope = scope;
        this.results = new StatementResults(scope, this);
        this.batch = new TextBatch(plain, scope);
    }

    /** One of JDBC's ways to execute a text. */
    @FunctionalInterface
    private interface Execution<T extends @Nullable Object> {
        T run(Statement on, KeyRequest keys, String text) throws SQLException;
    }

    /** The same of a prepared one. */
    @FunctionalInterface
    private interface PreparedExecution<T extends @Nullable Object> {
        T run(PreparedStatement statement) throws SQLException;
    }

    /** Decides what is done with a text; what the last one left is given back. */
    private Planned begin(String sql) throws SQLException {
        closeIfCompleted();
        results.release();
        forgetResults();
        closeSubstitute();
        Planned planned = scope.plan(sql);
        results.begin(planned);
        return planned;
    }

    /** What the delegate still has is of an older text, and would be taken for what the next one gives. */
    private void forgetResults() throws SQLException {
        own.close();
        own = OwnResult.PAST;
        keys = GeneratedKeyColumns.NONE;
        rows = null;
        batched = false;
    }

    private <T extends @Nullable Object> T run(
            Planned planned,
            String sql,
            KeyRequest request,
            IntFunction<T> defined,
            Execution<T> execution,
            PreparedExecution<T> preparedExecution)
            throws SQLException {
        StatementPlan plan = planned.plan();
        if (plan instanceof Definition change) {
            return defined.apply(define(change.change()));
        }
        T result;
        if (plan instanceof Rewritten rewritten) {
            LiteralExecution.requireWithoutParameters(rewritten);
            keys = GeneratedKeyColumns.of(request, rewritten, scope.generatedKeysAreWholeRows());
            rows = rewritten.resultColumns();
            if (rewritten.literals().isEmpty()) {
                KeyRequest sent = keys.sent(request);
                result = execution.run(executing(rewritten, sent), sent, rewritten.sql());
            } else {
                PreparedStatement ready =
                        LiteralExecution.prepare(delegate(), planned, rewritten, keys.sent(request), scope);
                substitute = ready;
                result = preparedExecution.run(ready);
            }
        } else {
            result = execution.run(delegate(), request, sql);
        }
        own = OwnResult.NONE;
        scope.statementExecuted();
        return result;
    }

    /** What executes a rewritten text: never with results that the server's driver would let be written. */
    private Statement executing(Rewritten plan, KeyRequest sent) throws SQLException {
        boolean ahead = !sent.asks() && !delegateIsKnown && ReadingAhead.suits(delegate(), plan, scope);
        if (!ahead && delegate().getResultSetConcurrency() == ResultSet.CONCUR_READ_ONLY) {
            return delegate();
        }
        Statement made = delegate()
                .getConnection()
                .createStatement(
                        ahead ? ReadingAhead.TYPE : delegate().getResultSetType(),
                        ResultSet.CONCUR_READ_ONLY,
                        delegate().getResultSetHoldability());
        substitute = made;
        // The text has no escapes any more.
        made.setEscapeProcessing(false);
        ReadingAhead.Settings.of(delegate()).apply(made);
        return made;
    }

    private void closeSubstitute() throws SQLException {
        Statement last = substitute;
        substitute = null;
        if (last != null) {
            last.close();
        }
    }

    /** What executed the last text. */
    private Statement executed() {
        Statement last = substitute;
        return last == null ? delegate() : last;
    }

    private int define(CatalogChange change) throws SQLException {
        int count = scope.execute(change);
        own = OwnResult.defined(count);
        return count;
    }

    /** Answers a question of the application's; false where the text is none. */
    private boolean explain(Planned planned) throws SQLException {
        if (!(planned.plan() instanceof Explained question)) {
            return false;
        }
        ExplainedPreparedStatement.requireOpen(this);
        own = OwnResult.rows(ExplanationRows.of(scope.explain(question.text()), this));
        return true;
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        Planned planned = begin(sql);
        ResultSet found = explain(planned)
                ? own.rows()
                : this.<@Nullable ResultSet>run(
                        planned,
                        sql,
                        KeyRequest.NOTHING,
                        count -> null,
                        (on, none, text) -> wrap(on.executeQuery(text)),
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

    @Override
    boolean execute(String sql, KeyRequest request) throws SQLException {
        Planned planned = begin(sql);
        return explain(planned)
                || run(
                        planned,
                        sql,
                        request,
                        count -> false,
                        (on, keys, text) -> keys.execute(on, text),
                        PreparedStatement::execute);
    }

    private Planned beginCounted(String sql) throws SQLException {
        Planned planned = begin(sql);
        if (planned.plan() instanceof Explained) {
            throw ExplainedPreparedStatement.rowsNotCounted();
        }
        return planned;
    }

    @Override
    int executeUpdate(String sql, KeyRequest request) throws SQLException {
        return run(
                beginCounted(sql),
                sql,
                request,
                count -> count,
                (on, keys, text) -> keys.executeUpdate(on, text),
                PreparedStatement::executeUpdate);
    }

    @Override
    long executeLargeUpdate(String sql, KeyRequest request) throws SQLException {
        return run(
                beginCounted(sql),
                sql,
                request,
                count -> (long) count,
                (on, keys, text) -> keys.executeLargeUpdate(on, text),
                PreparedStatement::executeLargeUpdate);
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        batch.add(sql);
    }

    @Override
    public void clearBatch() throws SQLException {
        batch.clear();
    }

    @Override
    public int[] executeBatch() throws SQLException {
        beforeBatch();
        try {
            int[] counts = super.executeBatch();
            batchExecuted();
            return counts;
        } catch (SQLException failure) {
            throw batch.failed(failure);
        }
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        beforeBatch();
        try {
            long[] counts = super.executeLargeBatch();
            batchExecuted();
            return counts;
        } catch (SQLException failure) {
            throw batch.failed(failure);
        }
    }

    private void beforeBatch() throws SQLException {
        results.release();
        forgetResults();
        closeSubstitute();
        batched = batch.renew();
    }

    private void batchExecuted() throws SQLException {
        batch.executed();
        // Of an empty one MariaDB's driver keeps the results of an older text.
        own = batched ? OwnResult.NONE : OwnResult.PAST;
        scope.statementExecuted();
    }

    private OwnResult own() throws SQLException {
        if (own != OwnResult.NONE) {
            ExplainedPreparedStatement.requireOpen(this);
        }
        return own;
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        if (own() != OwnResult.NONE) {
            return own.rows();
        }
        return batched ? null : wrap(executed().getResultSet());
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return own() == OwnResult.NONE ? executed().getUpdateCount() : own.updateCount();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        return own() == OwnResult.NONE ? executed().getLargeUpdateCount() : own.updateCount();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        if (own() == OwnResult.NONE) {
            return executed().getMoreResults() && !batched;
        }
        own.close();
        own = OwnResult.PAST;
        return false;
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        return own == OwnResult.NONE ? executed().getMoreResults(current) && !batched : getMoreResults();
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        return Objects.requireNonNull(
                own() == OwnResult.NONE || batched
                        ? keys.wrap(executed().getGeneratedKeys(), results)
                        : GeneratedKeyColumns.none(delegate(), results));
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        super.closeOnCompletion();
        Statement last = substitute;
        if (last != null) {
            last.closeOnCompletion();
        }
    }

    /** A substitute's driver closes that alone. */
    private void closeIfCompleted() throws SQLException {
        Statement last = substitute;
        if (last != null && last.isClosed() && !super.isClosed() && isCloseOnCompletion()) {
            close();
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        closeIfCompleted();
        return super.isClosed();
    }

    @Override
    public void cancel() throws SQLException {
        Statement running = substitute;
        if (running == null) {
            super.cancel();
            return;
        }
        try {
            running.cancel();
        } catch (SQLException failure) {
            // Called by another thread: what was running may have ended meanwhile, and a substitute is closed then.
            if (!running.isClosed()) {
                throw failure;
            }
        }
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
        batch.executed();
        closeSubstitute();
        own.close();
        super.close();
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        delegateIsKnown |= !iface.isInstance(this);
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
