package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.LogicalType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * One SQL type's rules: what PostgreSQL stores of a parameter (its assignment casts), what it compares it with (its
 * operators), and what pgjdbc reads back. Immutable.
 *
 * <p>Readers fall back on the text of the value, as pgjdbc does in text mode; a type overrides what it knows better.
 */
abstract sealed class ColumnCodec
        permits BooleanCodec, BytesCodec, DateCodec, DecimalCodec, IntegerCodec, TextCodec, TimestampCodec, UuidCodec {

    final EncryptedColumn column;
    final LogicalType type;
    final ZoneId zone;

    ColumnCodec(EncryptedColumn column, SessionSettings settings) {
        this.column = column;
        this.type = column.type();
        this.zone = settings.timeZone();
    }

    static ColumnCodec of(EncryptedColumn column, SessionSettings settings) {
        return switch (column.type().valueType()) {
            case TEXT -> new TextCodec(column, settings);
            case SMALLINT, INTEGER, BIGINT -> new IntegerCodec(column, settings);
            case DECIMAL -> new DecimalCodec(column, settings);
            case BOOLEAN -> new BooleanCodec(column, settings);
            case DATE -> new DateCodec(column, settings);
            case TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> new TimestampCodec(column, settings);
            case UUID -> new UuidCodec(column, settings);
            case BYTES -> new BytesCodec(column, settings);
            case TIMESTAMP_WITH_OFFSET -> throw new IllegalArgumentException("PostgreSQL has no " + column.type());
        };
    }

    /** The exact bytes that the column would hold. */
    abstract byte[] stored(SuppliedParameter parameter) throws SQLException;

    /** The exact bytes that an equal cell holds; null where no cell of the column can be equal. */
    abstract byte @Nullable [] compared(SuppliedParameter parameter) throws SQLException;

    /** As PostgreSQL writes it. */
    abstract String text(byte[] exact);

    /** {@code getObject} without a class. */
    abstract Object object(byte[] exact) throws SQLException;

    /** {@code getObject} with a class; null where the type does not go with it. */
    abstract @Nullable Object object(byte[] exact, Class<?> target) throws SQLException;

    /** The classes that pgjdbc gives for this type, also where a NULL is to be given. */
    abstract Set<Class<?>> classes();

    boolean truth(byte[] exact) throws SQLException {
        return TextNumbers.truth(text(exact), this);
    }

    long integer(byte[] exact, long least, long greatest, String target) throws SQLException {
        return TextNumbers.integer(text(exact), least, greatest, target, this);
    }

    float real(byte[] exact) throws SQLException {
        return TextNumbers.real(text(exact), this);
    }

    double doublePrecision(byte[] exact) throws SQLException {
        return TextNumbers.doublePrecision(text(exact), this);
    }

    BigDecimal decimal(byte[] exact) throws SQLException {
        return TextNumbers.decimal(text(exact), this);
    }

    final BigDecimal decimal(byte[] exact, int scale) throws SQLException {
        return decimal(exact).setScale(scale, RoundingMode.HALF_EVEN);
    }

    byte[] bytes(byte[] exact) {
        return text(exact).getBytes(StandardCharsets.UTF_8);
    }

    Date date(byte[] exact, TimeZone target) throws SQLException {
        throw notReadableAs("date");
    }

    Time time(byte[] exact, TimeZone target) throws SQLException {
        throw notReadableAs("time");
    }

    Timestamp timestamp(byte[] exact, TimeZone target) throws SQLException {
        throw notReadableAs("timestamp");
    }

    final ConversionException notReadableAs(String target) {
        return ConversionException.of(
                column, ConversionException.NO_CONVERSION, "a " + type.declaration() + " cannot be read as " + target);
    }

    /** The server's answer to an assignment without a cast. */
    final ConversionException otherType(SuppliedParameter parameter) {
        return ConversionException.of(
                column,
                ConversionException.OTHER_TYPE,
                "it is of type " + type.declaration() + " and the parameter is of type "
                        + parameter.kind().typeName() + "; use a setter that fits, or setObject with a type");
    }

    /** The server's answer to a comparison that has no operator. */
    final ConversionException noOperator(SuppliedParameter parameter) {
        return ConversionException.of(
                column,
                ConversionException.NO_OPERATOR,
                "a " + type.declaration() + " cannot be compared with a parameter of type "
                        + parameter.kind().typeName() + "; use a setter that fits, or setObject with a type");
    }

    final ConversionException unreadableText() {
        return ConversionException.of(
                column, ConversionException.BAD_TEXT, "the text is not a valid " + type.declaration());
    }

    final ConversionException outOfRange() {
        return ConversionException.of(
                column, ConversionException.OUT_OF_RANGE, "the value is out of range for " + type.declaration());
    }
}
