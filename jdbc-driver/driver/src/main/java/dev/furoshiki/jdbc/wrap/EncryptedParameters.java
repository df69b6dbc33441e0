package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.plan.LiteralValue;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.ParameterLayout;
import dev.furoshiki.jdbc.sql.plan.ParameterLayout.Target;
import dev.furoshiki.jdbc.value.CellCipher;
import dev.furoshiki.jdbc.value.ColumnCiphers;
import dev.furoshiki.jdbc.value.ColumnValue;
import dev.furoshiki.jdbc.value.ParameterConversion;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application's parameters of a rewritten statement: where each goes, and, for those that go into or are compared with
 * encrypted columns, the value that was set until it is sealed. For one thread.
 */
final class EncryptedParameters {

    /** What is done with a parameter that goes to the server as it stands. */
    @FunctionalInterface
    interface PlainSetting {
        void set(PreparedStatement plain, int index) throws SQLException;
    }

    /** What a setter's argument means for a column. */
    @FunctionalInterface
    interface Conversion {
        ColumnValue of(ParameterConversion column) throws SQLException;
    }

    private final ConnectionScope scope;
    private final ParameterLayout layout;
    private final List<LiteralValue> literals;
    private final RowCiphers batchCiphers;

    /** By the number of their targets. */
    private final TargetValue[] values;

    /** What was done with each plain parameter, where it may have to be done again. */
    private @Nullable PlainSetting @Nullable [] kept;

    /**
     * @param literals that were taken out of the application's text
     */
    EncryptedParameters(ParameterLayout layout, List<LiteralValue> literals, ConnectionScope scope) {
        this.scope = scope;
        this.layout = layout;
        this.literals = literals;
        this.values = new TargetValue[layout.targetCount()];
        for (int position = 1; position <= layout.positions(); position++) {
            for (Target target : layout.targets(position)) {
                values[target.number()] = new TargetValue(target);
            }
        }
        this.batchCiphers = new RowCiphers(scope, values.length);
    }

    private TargetValue value(Target target) {
        return values[target.number()];
    }

    /** The encrypted column that a parameter belongs to, and how. */
    Optional<ParameterBinding.Cell> encrypted(int position) throws SQLException {
        requirePosition(position);
        List<Target> known = layout.targets(position);
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(new ParameterBinding.Cell(
                        position, known.get(0).column(), known.get(0).use()));
    }

    /** The first sent parameter that carries a plain one. */
    int plainIndex(int position) throws SQLException {
        requirePosition(position);
        return layout.plainIndexes(position).get(0);
    }

    int count() {
        return layout.applicationParameters();
    }

    /** Takes a value that can be read as often as needed. */
    void set(int position, PlainSetting plain, Conversion conversion, PreparedStatement delegate) throws SQLException {
        requirePosition(position);
        List<Target> known = layout.targets(position);
        if (!known.isEmpty() && delegate.isClosed()) {
            throw new SQLException("This statement has been closed.", SqlStates.OBJECT_NOT_IN_STATE);
        }
        for (Target target : known) {
            value(target).clear();
            if (!target.arrays().isEmpty()) {
                throw new SQLFeatureNotSupportedException(
                        "column " + target.column() + " is compared with an array; set one with setArray or setObject",
                        SqlStates.NOT_SUPPORTED);
            }
            value(target).set(conversion, scope.settings());
        }
        List<Integer> indexes = layout.plainIndexes(position);
        for (int index : indexes) {
            plain.set(delegate, index);
        }
        if (!indexes.isEmpty() && kept != null) {
            kept[position - 1] = plain;
        }
    }

    /** From now on {@link #setPlainAgain} is possible. */
    void keepPlain() {
        kept = new PlainSetting[count()];
    }

    /** Gives the plain parameters to another statement, too, and keeps them no longer. */
    void setPlainAgain(PreparedStatement other) throws SQLException {
        @Nullable PlainSetting[] settings = kept == null ? new PlainSetting[0] : kept;
        kept = null;
        for (int i = 0; i < settings.length; i++) {
            PlainSetting setting = settings[i];
            if (setting != null) {
                for (int index : layout.plainIndexes(i + 1)) {
                    setting.set(other, index);
                }
            }
        }
    }

    /** Takes a value that can be read only once. */
    void setStream(int position, PlainSetting plain, Conversion conversion, PreparedStatement delegate)
            throws SQLException {
        requirePosition(position);
        int readers =
                layout.targets(position).size() + layout.plainIndexes(position).size();
        if (readers > 1) {
            throw new SQLFeatureNotSupportedException(
                    "parameter " + position + " is needed in " + readers
                            + " forms, and a stream can be read only once; set it with setString or setBytes",
                    SqlStates.NOT_SUPPORTED);
        }
        set(position, plain, conversion, delegate);
    }

    /** Takes a value of a kind that no encrypted column has. */
    void setPlain(int position, PlainSetting plain, String kind, PreparedStatement delegate) throws SQLException {
        requirePosition(position);
        List<Target> known = layout.targets(position);
        if (!known.isEmpty()) {
            throw new SQLFeatureNotSupportedException(
                    "column " + known.get(0).column() + ": " + kind + " cannot go into or be compared with an encrypted"
                            + " column; use setString, setBytes, setObject or a stream",
                    SqlStates.NOT_SUPPORTED);
        }
        set(position, plain, column -> column.fromNull(), delegate);
    }

    /** Whether the parameter is compared with an encrypted column element by element. */
    boolean isArray(int position) throws SQLException {
        requirePosition(position);
        return layout.targets(position).stream()
                .anyMatch(target -> !target.arrays().isEmpty());
    }

    /** Takes an array each element of which is compared with a column; null for no array at all. */
    void setArray(int position, @Nullable Object @Nullable [] elements) throws SQLException {
        List<Target> known = layout.targets(position);
        if (known.size() != 1
                || !layout.plainIndexes(position).isEmpty()
                || !known.get(0).cells().isEmpty()
                || !known.get(0).indexes().isEmpty()) {
            throw new SQLFeatureNotSupportedException(
                    "parameter " + position + " is used as an array and as something else; write two parameters",
                    SqlStates.NOT_SUPPORTED);
        }
        value(known.get(0)).setArray(elements, scope.settings());
    }

    private void requirePosition(int position) throws SQLException {
        if (position < 1 || position > count()) {
            throw new SQLException(
                    "The column index is out of range: " + position + ", number of columns: " + count() + ".",
                    SqlStates.INVALID_PARAMETER);
        }
    }

    void clear() {
        if (kept != null) {
            Arrays.fill(kept, null);
        }
        for (TargetValue value : values) {
            value.clear();
        }
    }

    /** Seals every value afresh and gives it to the delegate, so that no two executions store the same cell. */
    void seal(PreparedStatement delegate) throws SQLException {
        seal(new SealedValues.Parameters(delegate));
    }

    void seal(SealedValues into) throws SQLException {
        if (values.length == 0) {
            return;
        }
        try (ColumnCiphers ciphers = scope.ciphers()) {
            seal(into, target -> ciphers.of(target.column()));
        }
    }

    /** As {@link #seal}, for one row of many: the keys are kept for a block of them, until {@link #releaseKeys}. */
    void sealBatched(PreparedStatement delegate) throws SQLException {
        if (values.length == 0) {
            return;
        }
        batchCiphers.moved();
        seal(new SealedValues.Parameters(delegate), target -> batchCiphers.of(target.number(), target.column()));
    }

    /** Gives back the keys that rows of a batch were sealed under. */
    void releaseKeys() {
        batchCiphers.release();
    }

    /** Whose cipher a target's value is sealed with. */
    @FunctionalInterface
    private interface Ciphers {
        CellCipher of(Target target) throws SQLException;
    }

    private void seal(SealedValues into, Ciphers ciphers) throws SQLException {
        convertLiterals();
        for (int position = 1; position <= layout.positions(); position++) {
            for (Target target : layout.targets(position)) {
                TargetValue value = value(target);
                value.requireSet(position);
                value.seal(ciphers.of(target), into);
            }
        }
    }

    private void convertLiterals() throws SQLException {
        for (int i = 0; i < literals.size(); i++) {
            for (Target target : layout.targets(count() + i + 1)) {
                value(target).setLiteral(literals.get(i), scope.settings());
            }
        }
    }
}
