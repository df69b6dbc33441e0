package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.value.ColumnValue;
import dev.furoshiki.jdbc.value.ConversionErrors;
import dev.furoshiki.jdbc.value.ConversionException;
import dev.furoshiki.jdbc.value.ParameterConversion;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.TimeZone;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.util.LegacyDateTimeUtils;
import org.h2.value.CompareMode;
import org.h2.value.DataType;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueBoolean;
import org.h2.value.ValueDouble;
import org.h2.value.ValueInteger;
import org.h2.value.ValueNull;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueReal;
import org.h2.value.ValueToObjectConverter;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/** What H2's setters mean for one encrypted column: the value they make, assigned to or compared with the column's type. */
final class H2Parameters implements ParameterConversion {

    /** A database with a collation is refused when connecting. */
    private static final CompareMode BY_CHARACTERS = CompareMode.getInstance(CompareMode.OFF, 0);

    private final H2Values values;
    private final ParameterUse use;
    private final JdbcConnection connection;

    H2Parameters(EncryptedColumn column, ParameterUse use, JdbcConnection connection) {
        this.values = new H2Values(column);
        this.use = use;
        this.connection = connection;
    }

    /** Makes H2's value of a setter's argument. */
    @FunctionalInterface
    private interface Making {
        Value make();
    }

    @SuppressWarnings("ReferenceEquality") // there is but one NULL
    private ColumnValue convert(Making making) throws SQLException {
        try {
            Value made = making.make();
            if (made == ValueNull.INSTANCE) {
                return fromNull();
            }
            return use == ParameterUse.STORED ? stored(made) : compared(made);
        } catch (DbException refused) {
            throw values.refused(refused, "the value does not fit");
        }
    }

    private ColumnValue stored(Value made) throws SQLException {
        Value assigned = made.convertForAssignTo(
                values.h2Type(), connection, values.column().name());
        return ColumnValue.of(values.valueType(), values.exact(assigned));
    }

    /**
     * H2 compares values of two types in the higher one. Where that is not the column's, the one value of the column's type
     * that may be equal is sought, and held against the parameter by H2's own comparison.
     */
    private ColumnValue compared(Value made) throws SQLException {
        TypeInfo type = values.h2Type();
        TypeInfo.checkComparable(type, made.getType());
        if (!isExact(made)) {
            throw ConversionErrors.of(
                    values.column(),
                    ConversionErrors.NOT_SUPPORTED,
                    "several values of a " + values.column().type().declaration()
                            + " may equal a parameter of another type; use the setter of the column's own");
        }
        Value candidate = candidate(made, type);
        return candidate == null || made.compareTo(candidate, connection, BY_CHARACTERS) != 0
                ? ColumnValue.unmatchable(values.valueType())
                : ColumnValue.of(values.valueType(), values.exact(candidate));
    }

    /** Whether at most one value of the column's type equals the parameter. */
    private boolean isExact(Value made) {
        int ours = values.h2Type().getValueType();
        int theirs = made.getValueType();
        if (ours == theirs || (DataType.isCharacterStringType(theirs) && !DataType.isCharacterStringType(ours))) {
            return true; // a text is read as the column's type
        }
        boolean approximate = theirs == Value.REAL || theirs == Value.DOUBLE || theirs == Value.DECFLOAT;
        boolean numbers = DataType.isNumericType(ours) && DataType.isNumericType(theirs) && !approximate;
        // Beside a char(n), H2 leaves trailing spaces out of account.
        boolean texts = DataType.isCharacterStringType(ours)
                && DataType.isCharacterStringType(theirs)
                && (ours == Value.CHAR || theirs != Value.CHAR);
        boolean bytes = DataType.isBinaryStringType(ours) && DataType.isBinaryStringType(theirs);
        boolean days =
                (ours == Value.DATE && theirs == Value.TIMESTAMP) || (ours == Value.TIMESTAMP && theirs == Value.DATE);
        return numbers || texts || bytes || days;
    }

    private @Nullable Value candidate(Value made, TypeInfo type) {
        try {
            int ours = type.getValueType();
            if (ours == Value.TIMESTAMP || ours == Value.TIMESTAMP_TZ) {
                // Rounded to the column's digits: a finer one then proves to be another.
                return made.convertTo(TypeInfo.getTypeInfo(ours), connection).castTo(type, connection);
            }
            if (ours == Value.CHAR) {
                return made.castTo(type, connection); // with the spaces that a stored one has
            }
            return DataType.isCharacterStringType(ours)
                    ? made.convertTo(TypeInfo.getTypeInfo(type.getValueType()), connection)
                    : made.convertTo(TypeInfo.getTypeInfo(type.getValueType(), -1, type.getScale(), null), connection);
        } catch (DbException outOfRange) {
            if (DataType.isNumericType(made.getValueType())) {
                return null;
            }
            throw outOfRange;
        }
    }

    @Override
    public ColumnValue fromNull() {
        return ColumnValue.nullOf(values.valueType());
    }

    @Override
    public ColumnValue fromBoolean(boolean value) throws SQLException {
        return convert(() -> ValueBoolean.get(value));
    }

    @Override
    public ColumnValue fromInt(int value) throws SQLException {
        if (values.valueType() == ValueType.BYTES) {
            // How many bytes it becomes depends on which of three setters it was.
            throw ConversionErrors.of(
                    values.column(), ConversionErrors.NOT_SUPPORTED, "a number into a binary string: use setBytes");
        }
        return convert(() -> ValueInteger.get(value));
    }

    @Override
    public ColumnValue fromLong(long value) throws SQLException {
        return convert(() -> ValueBigint.get(value));
    }

    @Override
    public ColumnValue fromFloat(float value) throws SQLException {
        return convert(() -> ValueReal.get(value));
    }

    @Override
    public ColumnValue fromDouble(double value) throws SQLException {
        return convert(() -> ValueDouble.get(value));
    }

    @Override
    public ColumnValue fromBigDecimal(@Nullable BigDecimal value) throws SQLException {
        return value == null ? fromNull() : convert(() -> ValueNumeric.getAnyScale(value));
    }

    @Override
    public ColumnValue fromString(@Nullable String value) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        // Most of what is ever set: past H2's value, which would leave the text in a cache of the whole process.
        return values.isWithin(value)
                ? ColumnValue.of(ValueType.TEXT, values.exact(value))
                : convert(() -> ValueVarchar.get(value, connection));
    }

    @Override
    public ColumnValue fromConstant(String value) throws SQLException {
        return fromString(value);
    }

    @Override
    public ColumnValue fromBytes(byte @Nullable [] value) throws SQLException {
        return value == null ? fromNull() : convert(() -> ValueVarbinary.get(value));
    }

    private static @Nullable TimeZone zone(@Nullable Calendar calendar) {
        return calendar == null ? null : calendar.getTimeZone();
    }

    @Override
    public ColumnValue fromDate(@Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        return value == null
                ? fromNull()
                : convert(() -> LegacyDateTimeUtils.fromDate(connection, zone(calendar), value));
    }

    @Override
    public ColumnValue fromTime(@Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        throw ConversionErrors.of(
                values.column(), ConversionErrors.NOT_SUPPORTED, "a time of day alone goes into no encrypted column");
    }

    @Override
    public ColumnValue fromTimestamp(@Nullable Timestamp value, @Nullable Calendar calendar) throws SQLException {
        return value == null
                ? fromNull()
                : convert(() -> LegacyDateTimeUtils.fromTimestamp(connection, zone(calendar), value));
    }

    @Override
    public ColumnValue fromCharacters(@Nullable Reader value, long length) throws SQLException {
        if (value != null && values.valueType() != ValueType.TEXT) {
            throw ConversionErrors.of(
                    values.column(), ConversionErrors.NOT_SUPPORTED, "a stream of text goes into texts only");
        }
        return value == null ? fromNull() : fromString(characters(value, length));
    }

    @Override
    public ColumnValue fromAscii(@Nullable InputStream value, long length) throws SQLException {
        return value == null
                ? fromNull()
                : fromCharacters(new InputStreamReader(value, StandardCharsets.US_ASCII), length);
    }

    @Override
    public ColumnValue fromBinary(@Nullable InputStream value, long length) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        if (values.valueType() != ValueType.BYTES) {
            throw ConversionErrors.of(
                    values.column(), ConversionErrors.NOT_SUPPORTED, "a binary stream goes into binary columns only");
        }
        try {
            return fromBytes(
                    length < 0 ? value.readAllBytes() : value.readNBytes((int) Math.min(length, Integer.MAX_VALUE)));
        } catch (IOException failed) {
            throw unreadable();
        }
    }

    private String characters(Reader value, long length) throws SQLException {
        try {
            StringWriter text = new StringWriter();
            char[] buffer = new char[4096];
            long left = length < 0 ? Long.MAX_VALUE : length;
            while (left > 0) {
                int read = value.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    break;
                }
                text.write(buffer, 0, read);
                left -= read;
            }
            return text.toString();
        } catch (IOException failed) {
            throw unreadable();
        }
    }

    private ConversionException unreadable() {
        return ConversionErrors.of(
                values.column(), ConversionErrors.BAD_PARAMETER, "the stream given as its value failed");
    }

    @Override
    public ColumnValue fromObject(@Nullable Object value) throws SQLException {
        return fromObject(value, Value.UNKNOWN, false);
    }

    @Override
    public ColumnValue fromObject(@Nullable Object value, int targetSqlType, int scaleOrLength) throws SQLException {
        try {
            return fromObject(value, DataType.convertSQLTypeToValueType(targetSqlType), true);
        } catch (DbException unknown) {
            throw values.refused(unknown, "the SQL type is unknown to H2");
        }
    }

    private ColumnValue fromObject(@Nullable Object value, int h2Type, boolean typed) throws SQLException {
        if (value instanceof InputStream stream) {
            return fromBinary(stream, -1);
        }
        if (value instanceof Reader reader) {
            return fromCharacters(reader, -1);
        }
        if (value instanceof java.sql.Blob || value instanceof java.sql.Clob || value instanceof java.sql.SQLXML) {
            throw ConversionErrors.of(
                    values.column(), ConversionErrors.NOT_SUPPORTED, "large objects go into no encrypted column");
        }
        return convert(() -> {
            Value made = ValueToObjectConverter.objectToValue(connection.getSession(), value, h2Type);
            return typed ? made.convertTo(h2Type) : made;
        });
    }
}
