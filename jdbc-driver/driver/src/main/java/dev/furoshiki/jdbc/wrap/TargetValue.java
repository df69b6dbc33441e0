package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.sql.plan.LiteralValue;
import dev.furoshiki.jdbc.sql.plan.ParameterLayout.Target;
import dev.furoshiki.jdbc.value.CellCipher;
import dev.furoshiki.jdbc.value.ColumnValue;
import dev.furoshiki.jdbc.value.ParameterConversion;
import dev.furoshiki.jdbc.value.ValueConversions;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was set for one column that a parameter's value is for, in canonical bytes, until it is sealed. For one thread. Shows no
 * value.
 */
final class TargetValue {

    private final Target target;
    private @Nullable ColumnValue value;

    /** Those of an array; null where no array is set. */
    private @Nullable List<ColumnValue> elements;

    private @Nullable ValueConversions settings;
    private @Nullable ParameterConversion conversion;

    TargetValue(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    void clear() {
        value = null;
        elements = null;
    }

    /** Takes what a setter's argument means for the column; nothing is set where that fails. */
    void set(EncryptedParameters.Conversion meaning, ValueConversions current) throws SQLException {
        clear();
        value = meaning.of(conversion(current));
    }

    /** Takes an array, or null for none. */
    void setArray(@Nullable Object @Nullable [] array, ValueConversions current) throws SQLException {
        clear();
        ParameterConversion column = conversion(current);
        if (array == null) {
            value = column.fromNull();
            return;
        }
        List<ColumnValue> converted = new ArrayList<>(array.length);
        for (Object element : array) {
            converted.add(
                    element instanceof ArrayElements.Constant constant
                            ? column.fromConstant(constant.text())
                            : column.fromObject(element));
        }
        elements = converted;
    }

    void setLiteral(LiteralValue literal, ValueConversions current) throws SQLException {
        value = converted(literal, conversion(current));
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

    @SuppressWarnings("ReferenceEquality") // equal settings that are another object make an equal conversion
    private ParameterConversion conversion(ValueConversions current) {
        ParameterConversion known = conversion;
        if (known != null && settings == current) {
            return known;
        }
        ParameterConversion made = current.parameters(target.column(), target.use());
        settings = current;
        conversion = made;
        return made;
    }

    /** @param position of the application's parameter */
    void requireSet(int position) throws SQLException {
        if (value == null && elements == null) {
            throw new SQLException("No value specified for parameter " + position + ".", SqlStates.INVALID_PARAMETER);
        }
    }

    /** Once {@link #requireSet} has seen that there is one. */
    void seal(CellCipher cipher, SealedValues into) throws SQLException {
        if (elements != null) {
            sealElements(elements, cipher, into);
            return;
        }
        ColumnValue known = Objects.requireNonNull(value);
        for (int index : target.arrays()) {
            into.array(index, null);
        }
        for (int index : target.cells()) {
            into.value(index, cipher.seal(known));
        }
        if (!target.indexes().isEmpty()) {
            byte[] equality = cipher.equalityIndex(known);
            for (int index : target.indexes()) {
                into.value(index, equality);
            }
        }
    }

    private void sealElements(List<ColumnValue> array, CellCipher cipher, SealedValues into) throws SQLException {
        boolean byCell = target.column().cellType() == CellType.DETERMINISTIC;
        byte[] @Nullable [] sealed = new byte[array.size()][];
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] = byCell ? cipher.seal(array.get(i)) : cipher.equalityIndex(array.get(i));
        }
        for (int index : target.arrays()) {
            into.array(index, sealed);
        }
    }

    @Override
    public String toString() {
        return "TargetValue[" + target.column() + "]";
    }
}
