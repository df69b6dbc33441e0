package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.plan.LiteralValue;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.value.CellCipher;
import dev.furoshiki.jdbc.value.ColumnCiphers;
import dev.furoshiki.jdbc.value.ColumnValue;
import dev.furoshiki.jdbc.value.ParameterConversion;
import dev.furoshiki.jdbc.value.ValueConversions;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application's parameters of a rewritten statement: where each goes, and, for those that go into or are compared with
 * encrypted columns, the value that was set, in canonical bytes, until it is sealed. For one thread.
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

    /** One column that a parameter's value is for, and the sent parameters that carry it. */
    private static final class Target {

        private final EncryptedColumn column;
        private final ParameterUse use;
        private final int number;
        private final List<Integer> cells = new ArrayList<>(1);
        private final List<Integer> indexes = new ArrayList<>(1);
        private final List<Integer> arrays = new ArrayList<>(1);
        private @Nullable List<ColumnValue> elements;
        private @Nullable ValueConversions settings;
        private @Nullable ParameterConversion conversion;
        private @Nullable ColumnValue value;

        /** @param number among all targets, from 0 */
        Target(EncryptedColumn column, ParameterUse use, int number) {
            this.column = column;
            this.use = use;
            this.number = number;
        }

        @SuppressWarnings("ReferenceEquality") // equal settings that are another object make an equal conversion
        ParameterConversion conversion(ValueConversions current) {
            ParameterConversion known = conversion;
            if (known != null && settings == current) {
                return known;
            }
            ParameterConversion made = current.parameters(column, use);
            settings = current;
            conversion = made;
            return made;
        }
    }

    private final ConnectionScope scope;
    private final List<List<Integer>> plainIndexes = new ArrayList<>();
    private final List<List<Target>> targets = new ArrayList<>();
    private final int count;
    private final List<LiteralValue> literals;
    private final RowCiphers batchCiphers;
    private int targetCount;

    /** What was done with each plain parameter, where it may have to be done again. */
    private @Nullable PlainSetting @Nullable [] kept;

    /**
     * @param literals that were taken out of the application's text
     */
    EncryptedParameters(Rewritten plan, List<LiteralValue> literals, ConnectionScope scope) {
        this.scope = scope;
        this.count = plan.applicationParameters();
        this.literals = literals;
        for (int i = 0; i < count + literals.size(); i++) {
            plainIndexes.add(new ArrayList<>(1));
            targets.add(new ArrayList<>(1));
        }
        int index = 0;
        for (ParameterBinding binding : plan.parameters()) {
            add(binding, ++index);
        }
        this.batchCiphers = new RowCiphers(scope, targetCount);
    }

    private void add(ParameterBinding binding, int index) {
        int position = binding.position() - 1;
        if (binding instanceof ParameterBinding.Cell cell) {
            target(position, cell.column(), cell.use()).cells.add(index);
        } else if (binding instanceof ParameterBinding.EqualityIndex equality) {
            target(position, equality.column(), equality.use()).indexes.add(index);
        } else if (binding instanceof ParameterBinding.ComparedArray array) {
            target(position, array.column(), ParameterUse.COMPARED).arrays.add(index);
        } else {
            plainIndexes.get(position).add(index);
        }
    }

    private Target target(int position, EncryptedColumn column, ParameterUse use) {
        List<Target> known = targets.get(position);
        for (Target target : known) {
            if (target.use == use && target.column.equals(column)) {
                return target;
            }
        }
        Target made = new Target(column, use, targetCount++);
        known.add(made);
        return made;
    }

    /** The encrypted column that a parameter belongs to, and how. */
    Optional<ParameterBinding.Cell> encrypted(int position) throws SQLException {
        requirePosition(position);
        List<Target> known = targets.get(position - 1);
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(new ParameterBinding.Cell(position, known.get(0).column, known.get(0).use));
    }

    /** The first sent parameter that carries a plain one. */
    int plainIndex(int position) throws SQLException {
        requirePosition(position);
        return plainIndexes.get(position - 1).get(0);
    }

    int count() {
        return count;
    }

    /** Takes a value that can be read as often as needed. */
    void set(int position, PlainSetting plain, Conversion conversion, PreparedStatement delegate) throws SQLException {
        requirePosition(position);
        List<Target> known = targets.get(position - 1);
        if (!known.isEmpty() && delegate.isClosed()) {
            throw new SQLException("This statement has been closed.", SqlStates.OBJECT_NOT_IN_STATE);
        }
        for (Target target : known) {
            target.value = null;
            target.elements = null;
            if (!target.arrays.isEmpty()) {
                throw new SQLFeatureNotSupportedException(
                        "column " + target.column + " is compared with an array; set one with setArray or setObject",
                        SqlStates.NOT_SUPPORTED);
            }
            target.value = conversion.of(target.conversion(scope.settings()));
        }
        List<Integer> indexes = plainIndexes.get(position - 1);
        for (int index : indexes) {
            plain.set(delegate, index);
        }
        if (!indexes.isEmpty() && kept != null) {
            kept[position - 1] = plain;
        }
    }

    /** From now on {@link #setPlainAgain} is possible. */
    void keepPlain() {
        kept = new PlainSetting[count];
    }

    /** Gives the plain parameters to another statement, too, and keeps them no longer. */
    void setPlainAgain(PreparedStatement other) throws SQLException {
        @Nullable PlainSetting[] settings = kept == null ? new PlainSetting[0] : kept;
        kept = null;
        for (int i = 0; i < settings.length; i++) {
            PlainSetting setting = settings[i];
            if (setting != null) {
                for (int index : plainIndexes.get(i)) {
                    setting.set(other, index);
                }
            }
        }
    }

    /** Takes a value that can be read only once. */
    void setStream(int position, PlainSetting plain, Conversion conversion, PreparedStatement delegate)
            throws SQLException {
        requirePosition(position);
        int readers = targets.get(position - 1).size()
                + plainIndexes.get(position - 1).size();
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
        List<Target> known = targets.get(position - 1);
        if (!known.isEmpty()) {
            throw new SQLFeatureNotSupportedException(
                    "column " + known.get(0).column + ": " + kind + " cannot go into or be compared with an encrypted"
                            + " column; use setString, setBytes, setObject or a stream",
                    SqlStates.NOT_SUPPORTED);
        }
        set(position, plain, column -> column.fromNull(), delegate);
    }

    /** Whether the parameter is compared with an encrypted column element by element. */
    boolean isArray(int position) throws SQLException {
        requirePosition(position);
        return targets.get(position - 1).stream().anyMatch(target -> !target.arrays.isEmpty());
    }

    /** Takes an array each element of which is compared with a column; null for no array at all. */
    void setArray(int position, @Nullable Object @Nullable [] elements) throws SQLException {
        List<Target> known = targets.get(position - 1);
        if (known.size() != 1
                || !plainIndexes.get(position - 1).isEmpty()
                || !known.get(0).cells.isEmpty()
                || !known.get(0).indexes.isEmpty()) {
            throw new SQLFeatureNotSupportedException(
                    "parameter " + position + " is used as an array and as something else; write two parameters",
                    SqlStates.NOT_SUPPORTED);
        }
        Target target = known.get(0);
        ParameterConversion conversion = target.conversion(scope.settings());
        target.elements = null;
        if (elements == null) {
            target.value = conversion.fromNull();
            return;
        }
        List<ColumnValue> values = new ArrayList<>(elements.length);
        for (Object element : elements) {
            values.add(
                    element instanceof ArrayElements.Constant constant
                            ? conversion.fromConstant(constant.text())
                            : conversion.fromObject(element));
        }
        target.value = null;
        target.elements = values;
    }

    private void requirePosition(int position) throws SQLException {
        if (position < 1 || position > count) {
            throw new SQLException(
                    "The column index is out of range: " + position + ", number of columns: " + count + ".",
                    SqlStates.INVALID_PARAMETER);
        }
    }

    void clear() {
        if (kept != null) {
            Arrays.fill(kept, null);
        }
        targets.forEach(known -> known.forEach(target -> {
            target.value = null;
            target.elements = null;
        }));
    }

    private void convertLiterals() throws SQLException {
        for (int i = 0; i < literals.size(); i++) {
            for (Target target : targets.get(count + i)) {
                target.value = converted(literals.get(i), target.conversion(scope.settings()));
            }
        }
    }

    private static ColumnValue converted(LiteralValue literal, ParameterConversion column) throws SQLException {
        if (literal instanceof LiteralValue.Text text) {
            return column.fromConstant(text.value());
        }
        if (literal instanceof LiteralValue.Truth truth) {
            return column.fromBoolean(truth.value());
        }
        BigDecimal number = ((LiteralValue.Numeric) literal).value();
        boolean integer = number.scale() == 0 && number.unscaledValue().bitLength() < Long.SIZE;
        return integer ? column.fromLong(number.longValue()) : column.fromBigDecimal(number);
    }

    /** Seals every value afresh and gives it to the delegate, so that no two executions store the same cell. */
    void seal(PreparedStatement delegate) throws SQLException {
        seal(new SealedValues.Parameters(delegate));
    }

    void seal(SealedValues into) throws SQLException {
        if (targetCount == 0) {
            return;
        }
        try (ColumnCiphers ciphers = scope.ciphers()) {
            seal(into, target -> ciphers.of(target.column));
        }
    }

    /** As {@link #seal}, for one row of many: the keys are kept for a block of them, until {@link #releaseKeys}. */
    void sealBatched(PreparedStatement delegate) throws SQLException {
        if (targetCount == 0) {
            return;
        }
        batchCiphers.moved();
        seal(new SealedValues.Parameters(delegate), target -> batchCiphers.of(target.number, target.column));
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
        for (int i = 0; i < targets.size(); i++) {
            for (Target target : targets.get(i)) {
                seal(target, i + 1, ciphers, into);
            }
        }
    }

    private static void seal(Target target, int position, Ciphers ciphers, SealedValues into) throws SQLException {
        if (target.elements != null) {
            sealElements(target, target.elements, ciphers.of(target), into);
            return;
        }
        ColumnValue value = target.value;
        if (value == null) {
            throw new SQLException("No value specified for parameter " + position + ".", SqlStates.INVALID_PARAMETER);
        }
        CellCipher cipher = ciphers.of(target);
        for (int index : target.arrays) {
            into.array(index, null);
        }
        for (int index : target.cells) {
            into.value(index, cipher.seal(value));
        }
        if (!target.indexes.isEmpty()) {
            byte[] equality = cipher.equalityIndex(value);
            for (int index : target.indexes) {
                into.value(index, equality);
            }
        }
    }

    private static void sealElements(Target target, List<ColumnValue> elements, CellCipher cipher, SealedValues into)
            throws SQLException {
        boolean byCell = target.column.cellType() == CellType.DETERMINISTIC;
        byte[] @Nullable [] sealed = new byte[elements.size()][];
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] = byCell ? cipher.seal(elements.get(i)) : cipher.equalityIndex(elements.get(i));
        }
        for (int index : target.arrays) {
            into.array(index, sealed);
        }
    }
}
