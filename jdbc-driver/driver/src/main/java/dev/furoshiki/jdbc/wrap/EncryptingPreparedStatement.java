package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.plan.LiteralValue;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.wrap.ReadingAhead.Preparation;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement over an encrypted table. A value for an encrypted column is kept as canonical bytes until
 * {@code execute} or {@code addBatch}, and only then sealed; every other goes to the delegate at once. For one thread.
 */
final class EncryptingPreparedStatement extends EncryptedSetters {

    private final Rewritten plan;
    private final GeneratedKeyColumns keys;

    /** How the delegate is prepared as the application asked; null where it is. */
    private @Nullable Preparation asked;

    /** Whether the delegate may have open results. */
    private boolean executed;

    /** Whether the delegate has been given something that another could not be given again. */
    private boolean settled;

    /** Executes the rows of a batch that are texts; null before there is one. */
    private @Nullable Statement texts;

    /**
     * @param asked where the delegate's results can be scrolled: how the statement is prepared that the application asked for, of
     *     results that can be read forwards only
     */
    EncryptingPreparedStatement(
            PreparedStatement plain,
            EncryptingConnection connection,
            ConnectionScope scope,
            Planned planned,
            Rewritten plan,
            GeneratedKeyColumns keys,
            @Nullable Preparation asked)
            throws SQLException {
        super(
                plain,
                connection,
                scope,
                planned,
                new EncryptedParameters(
                        plan.layout(), LiteralValue.of(planned.text(), plan.literals(), scope.syntax()), scope));
        this.asked = asked;
        this.plan = plan;
        this.keys = keys;
        if (asked != null) {
            parameters.keepPlain();
        }
    }

    @Override
    void beforeExecution() throws SQLException {
        if (asked != null && !ReadingAhead.readsAllAtOnce(delegate())) {
            readForwards();
        }
        executed = true;
        parameters.seal(delegate());
    }

    /** Puts what the application asked for in the delegate's place, as its driver would only then ask for some rows at a time. */
    private void readForwards() throws SQLException {
        Preparation preparation = asked;
        if (preparation == null || settled) {
            return;
        }
        ReadingAhead.Settings settings = ReadingAhead.Settings.of(delegate());
        // First: the driver re-uses what it knows of a text when a statement is closed.
        delegate().close();
        PreparedStatement made = preparation.of(plan.sql());
        replace(made);
        asked = null;
        settings.apply(made);
        parameters.setPlainAgain(made);
    }

    @Override
    void beforeReadOnce() throws SQLException {
        if (asked != null && !executed) {
            readForwards();
        }
        settled = true;
    }

    @Override
    public int getResultSetType() throws SQLException {
        int type = super.getResultSetType(); // throws when closed
        return asked == null ? type : ResultSet.TYPE_FORWARD_ONLY;
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        if (!iface.isInstance(this)) {
            beforeReadOnce();
        }
        return super.unwrap(iface);
    }

    @Override
    void beforeBatched() throws SQLException {
        beforeReadOnce();
        if (!addsTexts()) {
            parameters.sealBatched(delegate());
        }
    }

    /** Whether the driver would treat the rows as others than the application's, as to it they have parameters. */
    private boolean addsTexts() {
        return plan.applicationParameters() == 0
                && !plan.literals().isEmpty()
                && keys.equals(GeneratedKeyColumns.NONE)
                && scope.sendsBatchesAsOne();
    }

    @Override
    void addRow() throws SQLException {
        if (!addsTexts()) {
            super.addRow();
            return;
        }
        Statement known = texts;
        if (known == null) {
            known = delegate().getConnection().createStatement();
            texts = known;
            // The text has no escapes any more.
            known.setEscapeProcessing(false);
            ReadingAhead.Settings.of(delegate()).apply(known);
        }
        known.addBatch(LiteralExecution.text(planned(), plan, scope));
    }

    @Override
    Statement batched() throws SQLException {
        Statement known = texts;
        return known == null ? super.batched() : known;
    }

    @Override
    void batchEnds() {
        parameters.releaseKeys();
    }

    @Override
    @Nullable
    ResultSet wrap(@Nullable ResultSet plain) throws SQLException {
        return results.decrypting(plain, plan.resultColumns());
    }

    @Override
    @Nullable
    ResultSet wrapKeys(ResultSet plain) throws SQLException {
        return keys.wrap(plain, results);
    }

    @Override
    public void clearParameters() throws SQLException {
        parameters.clear();
        super.clearParameters();
    }

    @Override
    public @Nullable ResultSetMetaData getMetaData() throws SQLException {
        ResultSetMetaData plain = super.getMetaData();
        return plain == null
                ? null
                : new LogicalResultSetMetaData(
                        plain, StatementResults.encrypted(plan.resultColumns(), plain.getColumnCount()));
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        return new LogicalParameterMetaData(super.getParameterMetaData(), parameters);
    }

    @Override
    public void close() throws SQLException {
        parameters.clear();
        Statement known = texts;
        if (known != null) {
            known.close();
        }
        super.close();
    }
}
