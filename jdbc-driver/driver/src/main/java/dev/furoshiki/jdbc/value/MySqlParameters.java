package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.ValueType;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** What the setters of MariaDB's and MySQL's drivers mean for one encrypted column: the constant they would write. Immutable. */
@SuppressWarnings("JavaUtilDate") // JDBC's own types
final class MySqlParameters implements ParameterConversion {

    private final EncryptedColumn column;
    private final ParameterUse use;
    private final MySqlColumn values;
    private final boolean mySqlDriver;

    MySqlParameters(EncryptedColumn column, ParameterUse use, MySqlColumn values, boolean mySqlDriver) {
        this.mySqlDriver = mySqlDriver;
        this.column = column;
        this.use = use;
        this.values = values;
    }

    ColumnValue convert(MySqlLiteral literal) throws SQLException {
        byte[] exact = use == ParameterUse.STORED ? values.stored(literal) : values.compared(literal);
        return exact == null
                ? ColumnValue.unmatchable(column.type().valueType())
                : ColumnValue.of(column.type().valueType(), exact);
    }

    boolean isOfMySqlDriver() {
        return mySqlDriver;
    }

    EncryptedColumn column() {
        return column;
    }

    @Override
    public ColumnValue fromNull() {
        return ColumnValue.nullOf(column.type().valueType());
    }

    @Override
    public ColumnValue fromBoolean(boolean value) throws SQLException {
        return fromLong(value ? 1 : 0);
    }

    @Override
    public ColumnValue fromInt(int value) throws SQLException {
        return fromLong(value);
    }

    @Override
    public ColumnValue fromLong(long value) throws SQLException {
        return convert(new MySqlLiteral.Exact(BigDecimal.valueOf(value)));
    }

    @Override
    public ColumnValue fromFloat(float value) throws SQLException {
        requireFinite(value);
        return convert(MySqlLiteral.of(Float.toString(value)));
    }

    @Override
    public ColumnValue fromDouble(double value) throws SQLException {
        requireFinite(value);
        return convert(MySqlLiteral.of(Double.toString(value)));
    }

    private void requireFinite(double value) throws SQLException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw ConversionException.of(
                    column, ConversionException.OUT_OF_RANGE, "NaN and the infinities cannot be stored or compared");
        }
    }

    @Override
    public ColumnValue fromBigDecimal(@Nullable BigDecimal value) throws SQLException {
        return value == null ? fromNull() : convert(new MySqlLiteral.Exact(value));
    }

    @Override
    public ColumnValue fromString(@Nullable String value) throws SQLException {
        return value == null ? fromNull() : convert(new MySqlLiteral.Text(value));
    }

    @Override
    public ColumnValue fromConstant(String value) throws SQLException {
        return fromString(value);
    }

    @Override
    public ColumnValue fromBytes(byte @Nullable [] value) throws SQLException {
        return value == null ? fromNull() : convert(new MySqlLiteral.Bytes(value));
    }

    @Override
    public ColumnValue fromDate(@Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        return value == null ? fromNull() : fromDate(fields(value, calendar).toLocalDate());
    }

    /** No encrypted type takes a time of day alone. */
    @Override
    public ColumnValue fromTime(@Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        throw timeOfDay();
    }

    ConversionException timeOfDay() {
        return ConversionException.of(
                column,
                ConversionException.NOT_SUPPORTED,
                "it is of type " + column.type().declaration() + " and the parameter is a time of day");
    }

    @Override
    public ColumnValue fromTimestamp(@Nullable Timestamp value, @Nullable Calendar calendar) throws SQLException {
        return value == null
                ? fromNull()
                : fromText(text(fields(value, calendar).withNano(value.getNanos())));
    }

    ColumnValue fromDate(LocalDate date) throws SQLException {
        requireFourDigits(date.getYear());
        return fromText(date.toString());
    }

    /** Of years before the first the drivers drop the era; later ones than 9999 no column takes for a date. */
    private void requireFourDigits(int year) throws SQLException {
        if (year < 1 || year > 9999) {
            throw ConversionException.of(
                    column, ConversionException.BAD_DATE, "dates before the year 1 or after 9999 are not supported");
        }
    }

    ColumnValue fromText(String text) throws SQLException {
        return convert(new MySqlLiteral.Text(text));
    }

    /** Drivers send microseconds, and nothing of a fraction that is none. */
    String text(LocalDateTime exact) throws SQLException {
        requireFourDigits(exact.getYear());
        ValueType type = column.type().valueType();
        if (type == ValueType.TEXT || type == ValueType.BYTES) {
            throw ConversionException.of(
                    column,
                    ConversionException.NOT_SUPPORTED,
                    "how many digits of a timestamp go into a text depends on the driver; use setString");
        }
        LocalDateTime fields = mySqlDriver ? exact.plusNanos(500) : exact;
        String whole = String.format(
                "%s %02d:%02d:%02d", fields.toLocalDate(), fields.getHour(), fields.getMinute(), fields.getSecond());
        int micros = fields.getNano() / 1000;
        return micros == 0 ? whole : whole + "." + String.format("%06d", micros);
    }

    private LocalDateTime fields(java.util.Date value, @Nullable Calendar calendar) throws SQLException {
        try {
            return LegacyDates.fields(Math.floorDiv(value.getTime(), 1000L), LegacyDates.zone(calendar))
                    .local();
        } catch (DateTimeException | ArithmeticException noSuchDay) {
            // The cause may quote the fields.
            throw ConversionException.of(
                    column, ConversionException.BAD_DATE, "there is no such date or time, or no column can hold it");
        }
    }

    @Override
    public ColumnValue fromCharacters(@Nullable Reader value, long length) throws SQLException {
        return value == null ? fromNull() : fromText(ParameterStreams.characters(value, length, column));
    }

    /** The drivers send the bytes as they are. */
    @Override
    public ColumnValue fromAscii(@Nullable InputStream value, long length) throws SQLException {
        return fromBinary(value, length);
    }

    /** A stream may be shorter than it was said to be. */
    @Override
    public ColumnValue fromBinary(@Nullable InputStream value, long length) throws SQLException {
        if (value == null) {
            return fromNull();
        }
        byte[] bytes = ParameterStreams.bytes(value, -1, column);
        boolean cut = length >= 0 && length < bytes.length;
        return convert(new MySqlLiteral.Bytes(cut ? Arrays.copyOf(bytes, (int) length) : bytes));
    }

    @Override
    public ColumnValue fromObject(@Nullable Object value) throws SQLException {
        return value == null ? fromNull() : new MySqlObjects(this).withoutType(value);
    }

    @Override
    public ColumnValue fromObject(@Nullable Object value, int targetSqlType, int scaleOrLength) throws SQLException {
        return value == null ? fromNull() : new MySqlObjects(this).withType(value, targetSqlType, scaleOrLength);
    }
}
