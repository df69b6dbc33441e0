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

/**
 * What a setter of {@link java.sql.PreparedStatement} means for one encrypted column: the value that PostgreSQL would have
 * stored in, or compared with, a plain column of its type.
 *
 * <p>Immutable and thread-safe. Every method throws a {@link ConversionException} with PostgreSQL's SQLState (22001 too
 * long, 22003 out of range, 42804 of another type, 42883 no such comparison, 22P02 not readable as the type) where the plain
 * column would refuse, and in a few cases whose outcome depends on the server's settings; the message names the column,
 * never the value.
 */
@SuppressWarnings("JavaUtilDate") // JDBC's own types
public final class ParameterConversion {

    private final EncryptedColumn column;
    private final ParameterUse use;
    private final ColumnCodec codec;
    private final Kind stringKind;

    public ParameterConversion(EncryptedColumn column, ParameterUse use, SessionSettings settings) {
        this.column = column;
        this.use = use;
        this.codec = ColumnCodec.of(column, settings);
        this.stringKind = settings.untypedStrings() ? Kind.UNTYPED : Kind.VARCHAR;
    }

    public ColumnValue fromNull() {
        return ColumnValue.nullOf(column.type().valueType());
    }

    public ColumnValue fromBoolean(boolean value) throws SQLException {
        return convert(SuppliedParameter.ofBoolean(value));
    }

    /** For {@code setByte} and {@code setShort}, too. */
    public ColumnValue fromInt(int value) throws SQLException {
        return fromLong(value);
    }

    public ColumnValue fromLong(long value) throws SQLException {
        return convert(SuppliedParameter.ofInteger(value));
    }

    public ColumnValue fromFloat(float value) throws SQLException {
        return convert(SuppliedParameter.ofReal(value));
    }

    public ColumnValue fromDouble(double value) throws SQLException {
        return convert(SuppliedParameter.ofDouble(value));
    }

    public ColumnValue fromBigDecimal(@Nullable BigDecimal value) throws SQLException {
        return value == null ? fromNull() : convert(SuppliedParameter.ofNumeric(value));
    }

    public ColumnValue fromString(@Nullable String value) throws SQLException {
        return value == null ? fromNull() : convert(SuppliedParameter.ofText(stringKind, value));
    }

    /** A constant in quotes: text that the server reads as the column's own type. */
    public ColumnValue fromConstant(String value) throws SQLException {
        return convert(SuppliedParameter.ofText(Kind.UNTYPED, value));
    }

    /** The array is not copied where the value is kept as it is: the caller may change it after the value was sealed. */
    public ColumnValue fromBytes(byte @Nullable [] value) throws SQLException {
        return value == null ? fromNull() : convert(SuppliedParameter.ofBytes(value));
    }

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

    /** No encrypted type takes a time of day alone. */
    public ColumnValue fromTime(@Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        throw timeOfDay();
    }

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

    /** {@code setCharacterStream}: reads it to the end, or so many characters; -1 for no limit. */
    public ColumnValue fromCharacters(@Nullable Reader value, long length) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        String text = ParameterStreams.characters(value, length, column);
        // pgjdbc sends a stream of known length as a string, and one of unknown length as it comes, as text.
        return length < 0 ? convert(SuppliedParameter.ofText(Kind.TEXT, text)) : fromString(text);
    }

    /** {@code setAsciiStream}: the same of ASCII bytes. */
    public ColumnValue fromAscii(@Nullable InputStream value, long length) throws SQLException {
        return value == null
                ? fromNull()
                : convert(SuppliedParameter.ofText(Kind.VARCHAR, ParameterStreams.ascii(value, length, column)));
    }

    /** {@code setBinaryStream}: reads it to the end, or exactly so many bytes; -1 for no limit. */
    public ColumnValue fromBinary(@Nullable InputStream value, long length) throws SQLException {
        return value == null
                ? fromNull()
                : convert(SuppliedParameter.ofBytes(ParameterStreams.bytes(value, length, column)));
    }

    /** {@code setObject} without a type. */
    public ColumnValue fromObject(@Nullable Object value) throws SQLException {
        return value == null ? fromNull() : new ObjectParameters(this).withoutType(value);
    }

    /**
     * {@code setObject} with a type.
     *
     * @param targetSqlType one of {@link java.sql.Types} ({@link java.sql.JDBCType#getVendorTypeNumber()})
     * @param scaleOrLength digits after the point of a DECIMAL or NUMERIC; -1 where it was not given
     */
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
