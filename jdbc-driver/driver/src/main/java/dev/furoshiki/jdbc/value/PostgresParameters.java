package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.value.SuppliedParameter.Kind;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** What pgjdbc and PostgreSQL do with a setter's argument. Immutable and thread-safe. */
@SuppressWarnings("JavaUtilDate") // JDBC's own types
final class PostgresParameters implements ParameterConversion {

    private final EncryptedColumn column;
    private final ParameterUse use;
    private final ColumnCodec codec;
    private final Kind stringKind;

    PostgresParameters(EncryptedColumn column, ParameterUse use, SessionSettings settings) {
        this.column = column;
        this.use = use;
        this.codec = ColumnCodec.of(column, settings);
        this.stringKind = settings.untypedStrings() ? Kind.UNTYPED : Kind.VARCHAR;
    }

    @Override
    public ColumnValue fromNull() {
        return ColumnValue.nullOf(column.type().valueType());
    }

    @Override
    public ColumnValue fromBoolean(boolean value) throws SQLException {
        return convert(SuppliedParameter.ofBoolean(value));
    }

    @Override
    public ColumnValue fromInt(int value) throws SQLException {
        return fromLong(value);
    }

    @Override
    public ColumnValue fromLong(long value) throws SQLException {
        return convert(SuppliedParameter.ofInteger(value));
    }

    @Override
    public ColumnValue fromFloat(float value) throws SQLException {
        return convert(SuppliedParameter.ofReal(value));
    }

    @Override
    public ColumnValue fromDouble(double value) throws SQLException {
        return convert(SuppliedParameter.ofDouble(value));
    }

    @Override
    public ColumnValue fromBigDecimal(@Nullable BigDecimal value) throws SQLException {
        return value == null ? fromNull() : convert(SuppliedParameter.ofNumeric(value));
    }

    @Override
    public ColumnValue fromString(@Nullable String value) throws SQLException {
        return value == null ? fromNull() : convert(SuppliedParameter.ofText(stringKind, value));
    }

    @Override
    public ColumnValue fromConstant(String value) throws SQLException {
        return convert(SuppliedParameter.ofText(Kind.UNTYPED, value));
    }

    @Override
    public ColumnValue fromBytes(byte @Nullable [] value) throws SQLException {
        return value == null ? fromNull() : convert(SuppliedParameter.ofBytes(value));
    }

    @Override
    public ColumnValue fromDate(@Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        if (LegacyDates.isInfinite(value.getTime())) {
            return infinite(value.getTime());
        }
        LegacyDates.Fields fields = fields(value, calendar);
        LocalDateTime midnight = fields.local().toLocalDate().atStartOfDay();
        return convert(SuppliedParameter.ofUntyped(Kind.UNTYPED_DATE, midnight, fields.offsetSeconds()));
    }

    @Override
    public ColumnValue fromTime(@Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        throw timeOfDay();
    }

    @Override
    public ColumnValue fromTimestamp(@Nullable Timestamp value, @Nullable Calendar calendar) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        if (LegacyDates.isInfinite(value.getTime())) {
            return infinite(value.getTime());
        }
        LegacyDates.Fields fields = fields(value, calendar);
        // pgjdbc rounds to microseconds, half up.
        LocalDateTime rounded = fields.local().plusNanos((value.getNanos() + 500L) / 1000 * 1000);
        return convert(SuppliedParameter.ofUntyped(Kind.UNTYPED_TIMESTAMP, rounded, fields.offsetSeconds()));
    }

    @Override
    public ColumnValue fromCharacters(@Nullable Reader value, long length) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        String text = ParameterStreams.characters(value, length, column);
        // pgjdbc sends a stream of known length as a string, and one of unknown length as it comes, as text.
        return length < 0 ? convert(SuppliedParameter.ofText(Kind.TEXT, text)) : fromString(text);
    }

    @Override
    public ColumnValue fromAscii(@Nullable InputStream value, long length) throws SQLException {
        return value == null
                ? fromNull()
                : convert(SuppliedParameter.ofText(Kind.VARCHAR, ParameterStreams.ascii(value, length, column)));
    }

    @Override
    public ColumnValue fromBinary(@Nullable InputStream value, long length) throws SQLException {
        return value == null
                ? fromNull()
                : convert(SuppliedParameter.ofBytes(ParameterStreams.bytes(value, length, column)));
    }

    @Override
    public ColumnValue fromObject(@Nullable Object value) throws SQLException {
        return value == null ? fromNull() : new ObjectParameters(this).withoutType(value);
    }

    @Override
    public ColumnValue fromObject(@Nullable Object value, int targetSqlType, int scaleOrLength) throws SQLException {
        return value == null ? fromNull() : new ObjectParameters(this).withType(value, targetSqlType, scaleOrLength);
    }

    EncryptedColumn column() {
        return column;
    }

    ColumnValue convert(SuppliedParameter parameter) throws SQLException {
        byte[] exact = use == ParameterUse.STORED ? codec.stored(parameter) : codec.compared(parameter);
        return exact == null
                ? ColumnValue.unmatchable(column.type().valueType())
                : ColumnValue.of(column.type().valueType(), exact);
    }

    ConversionException timeOfDay() {
        return ConversionException.of(
                column,
                ConversionException.OTHER_TYPE,
                "it is of type " + column.type().declaration() + " and the parameter is a time of day");
    }

    ConversionException noSuchDate(DateTimeException cause) {
        return TimestampCodec.dateOutOfRange(column, cause);
    }

    private ColumnValue infinite(long millis) throws SQLException {
        return convert(SuppliedParameter.ofText(
                Kind.UNTYPED, millis == LegacyDates.INFINITY_MILLIS ? "infinity" : "-infinity"));
    }

    private LegacyDates.Fields fields(java.util.Date value, @Nullable Calendar calendar) throws SQLException {
        if (!value.getClass().getName().startsWith("java.sql.")) {
            // PGTimestamp carries a type and a calendar of its own; its meaning would be guessed at.
            throw ConversionException.of(
                    column,
                    ConversionException.NOT_SUPPORTED,
                    "a " + value.getClass().getName() + " is not supported; use a java.sql or java.time type");
        }
        try {
            return LegacyDates.fields(Math.floorDiv(value.getTime(), 1000L), LegacyDates.zone(calendar));
        } catch (DateTimeException julianOnly) {
            throw noSuchDate(julianOnly);
        } catch (ArithmeticException overflow) {
            throw codec.outOfRange();
        }
    }
}
