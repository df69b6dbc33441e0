package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.value.ConversionErrors;
import dev.furoshiki.jdbc.value.ConversionException;
import dev.furoshiki.jdbc.value.ExactBytes;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.h2.message.DbException;
import org.h2.util.DateTimeUtils;
import org.h2.value.ExtTypeInfoNumeric;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueBinary;
import org.h2.value.ValueBoolean;
import org.h2.value.ValueChar;
import org.h2.value.ValueDate;
import org.h2.value.ValueInteger;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueSmallint;
import org.h2.value.ValueTimestamp;
import org.h2.value.ValueTimestampTimeZone;
import org.h2.value.ValueTinyint;
import org.h2.value.ValueUuid;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;

/** H2's own values of an encrypted column, to the exact bytes of its cells and back. Immutable. */
final class H2Values {

    private static final long EPOCH_2000_DAYS = 10_957;
    private static final long MICROS_PER_DAY = TimeUnit.DAYS.toMicros(1);
    private static final long LEAST_DAY = -2_451_545; // 4714-11-24 BC
    private static final long DAYS_OF_DATES = 2_145_031_949L; // to 5874897-12-31
    private static final long DAYS_OF_TIMESTAMPS = 106_751_990L;

    private final EncryptedColumn column;
    private final LogicalType type;
    private final TypeInfo h2Type;

    H2Values(EncryptedColumn column) {
        this.column = column;
        this.type = column.type();
        this.h2Type = h2Type(type);
    }

    /** The type of a plain column of that declaration. */
    TypeInfo h2Type() {
        return h2Type;
    }

    static TypeInfo h2Type(LogicalType type) {
        long precision = type.precision() == 0 ? -1 : type.precision();
        return switch (type.valueType()) {
            case TEXT -> TypeInfo.getTypeInfo(type.blankPadded() ? Value.CHAR : Value.VARCHAR, precision, 0, null);
            case BYTES ->
                TypeInfo.getTypeInfo(
                        type.declaration().startsWith("BINARY(") ? Value.BINARY : Value.VARBINARY, precision, 0, null);
            case SMALLINT -> type.declaration().equals("TINYINT") ? TypeInfo.TYPE_TINYINT : TypeInfo.TYPE_SMALLINT;
            case INTEGER -> TypeInfo.TYPE_INTEGER;
            case BIGINT -> TypeInfo.TYPE_BIGINT;
            case DECIMAL ->
                TypeInfo.getTypeInfo(
                        Value.NUMERIC,
                        precision,
                        type.scale(),
                        type.declaration().startsWith("DECIMAL") ? ExtTypeInfoNumeric.DECIMAL : null);
            case BOOLEAN -> TypeInfo.TYPE_BOOLEAN;
            case DATE -> TypeInfo.TYPE_DATE;
            case TIMESTAMP -> TypeInfo.getTypeInfo(Value.TIMESTAMP, -1, type.precision(), null);
            case TIMESTAMP_WITH_OFFSET -> TypeInfo.getTypeInfo(Value.TIMESTAMP_TZ, -1, type.precision(), null);
            case UUID -> TypeInfo.TYPE_UUID;
            case TIMESTAMP_WITH_TIME_ZONE -> throw new IllegalArgumentException("H2 has no " + type);
        };
    }

    /** The exact bytes of a value that has the column's type already. */
    byte[] exact(Value value) throws SQLException {
        return switch (type.valueType()) {
            case TEXT -> exact(value.getString());
            case BYTES -> value.getBytes();
            case SMALLINT, INTEGER, BIGINT -> ExactBytes.ofInteger(type.valueType(), value.getLong());
            case DECIMAL -> decimal(value.getBigDecimal());
            case BOOLEAN -> ExactBytes.ofBoolean(value.getBoolean());
            case DATE -> days(((ValueDate) value).getDateValue());
            case TIMESTAMP -> {
                ValueTimestamp timestamp = (ValueTimestamp) value;
                yield ExactBytes.ofLong(micros(timestamp.getDateValue(), timestamp.getTimeNanos()));
            }
            case TIMESTAMP_WITH_OFFSET -> {
                ValueTimestampTimeZone timestamp = (ValueTimestampTimeZone) value;
                int offset = timestamp.getTimeZoneOffsetSeconds();
                long local = micros(timestamp.getDateValue(), timestamp.getTimeNanos());
                yield ExactBytes.ofInstant(local - TimeUnit.SECONDS.toMicros(offset), offset);
            }
            case UUID -> ExactBytes.ofUuid(((ValueUuid) value).getUuid());
            case TIMESTAMP_WITH_TIME_ZONE -> throw new IllegalArgumentException("H2 has no " + type);
        };
    }

    /** The exact bytes of a text. */
    byte[] exact(String value) throws SQLException {
        try {
            return ExactBytes.ofText(value);
        } catch (CharacterCodingException loneSurrogate) {
            throw ConversionErrors.of(
                    column, ConversionErrors.BAD_CHARACTER, "the text holds half of a surrogate pair");
        }
    }

    private byte[] decimal(BigDecimal value) throws SQLException {
        if (value.scale() > ExactBytes.MAX_SCALE) {
            throw ConversionErrors.of(
                    column,
                    ConversionErrors.NOT_SUPPORTED,
                    "a cell holds at most " + ExactBytes.MAX_SCALE + " digits after the point");
        }
        return ExactBytes.ofDecimal(value);
    }

    private byte[] days(long dateValue) throws SQLException {
        long day = DateTimeUtils.absoluteDayFromDateValue(dateValue) - EPOCH_2000_DAYS;
        requireDay(day, DAYS_OF_DATES);
        return ExactBytes.ofDays((int) day);
    }

    private long micros(long dateValue, long nanosOfDay) throws SQLException {
        long day = DateTimeUtils.absoluteDayFromDateValue(dateValue) - EPOCH_2000_DAYS;
        requireDay(day, DAYS_OF_TIMESTAMPS);
        return day * MICROS_PER_DAY + nanosOfDay / 1000;
    }

    private void requireDay(long day, long greatest) throws SQLException {
        if (day < LEAST_DAY || day >= greatest) {
            throw ConversionErrors.of(
                    column,
                    ConversionErrors.DATE_OUT_OF_RANGE,
                    "a cell holds no date so early or late (" + type.declaration() + ")");
        }
    }

    /** Whether a value's text is what its exact bytes say, and nothing of H2's is needed. */
    boolean isText() {
        return type.valueType() == ValueType.TEXT && !type.blankPadded();
    }

    /** Whether that text is a value of the column as it stands. */
    boolean isWithin(String text) {
        return isText() && text.length() <= h2Type.getPrecision();
    }

    /** The value that a plain column would give. */
    Value value(byte[] exact) {
        return switch (type.valueType()) {
            case TEXT ->
                type.blankPadded()
                        ? ValueChar.get(ExactBytes.toText(exact))
                        : ValueVarchar.get(ExactBytes.toText(exact));
            case BYTES -> h2Type.getValueType() == Value.BINARY ? ValueBinary.get(exact) : ValueVarbinary.get(exact);
            case SMALLINT -> {
                short number = (short) ExactBytes.toInteger(exact);
                yield h2Type.getValueType() == Value.TINYINT
                        ? ValueTinyint.get((byte) number)
                        : ValueSmallint.get(number);
            }
            case INTEGER -> ValueInteger.get((int) ExactBytes.toInteger(exact));
            case BIGINT -> ValueBigint.get(ExactBytes.toInteger(exact));
            case DECIMAL -> ValueNumeric.get(ExactBytes.toDecimal(exact));
            case BOOLEAN -> ValueBoolean.get(exact[0] == 1);
            case DATE -> ValueDate.fromDateValue(dateValue(ExactBytes.toInteger(exact)));
            case TIMESTAMP -> {
                long micros = ExactBytes.toInteger(exact);
                yield ValueTimestamp.fromDateValueAndNanos(dateOfMicros(micros), nanosOfDay(micros));
            }
            case TIMESTAMP_WITH_OFFSET -> {
                ByteBuffer bytes = ByteBuffer.wrap(exact);
                long micros = bytes.getLong();
                int offset = bytes.getInt();
                long local = micros + TimeUnit.SECONDS.toMicros(offset);
                yield ValueTimestampTimeZone.fromDateValueAndNanos(dateOfMicros(local), nanosOfDay(local), offset);
            }
            case UUID -> ValueUuid.get(ExactBytes.toUuid(exact));
            case TIMESTAMP_WITH_TIME_ZONE -> throw new IllegalArgumentException("H2 has no " + type);
        };
    }

    private static long dateValue(long day) {
        return DateTimeUtils.dateValueFromAbsoluteDay(day + EPOCH_2000_DAYS);
    }

    private static long dateOfMicros(long micros) {
        return dateValue(Math.floorDiv(micros, MICROS_PER_DAY));
    }

    private static long nanosOfDay(long micros) {
        return Math.floorMod(micros, MICROS_PER_DAY) * 1000;
    }

    /** H2's refusal without its text, which quotes the value. */
    ConversionException refused(DbException failure, String what) {
        return ConversionErrors.of(
                column,
                String.valueOf(failure.getSQLException().getSQLState()),
                what + " (" + type.declaration() + ", error " + failure.getErrorCode() + " of H2)");
    }

    ValueType valueType() {
        return type.valueType();
    }

    EncryptedColumn column() {
        return column;
    }
}
