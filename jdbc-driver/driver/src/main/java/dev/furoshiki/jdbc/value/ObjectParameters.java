package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.value.SuppliedParameter.Kind;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoEra;
import java.time.temporal.ChronoField;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code setObject}: which PostgreSQL type an object goes as, by pgjdbc's rules. Immutable. */
@SuppressWarnings("JavaUtilDate") // JDBC's own types
final class ObjectParameters {

    /** Below it pgjdbc sends -infinity. */
    private static final LocalDate LEAST_DATE = LocalDate.of(4713, 1, 1).with(ChronoField.ERA, IsoEra.BCE.getValue());

    private static final LocalDateTime GREATEST_TIMESTAMP = LocalDateTime.MAX.minusNanos(500_000_000);
    private static final OffsetDateTime GREATEST_INSTANT = OffsetDateTime.MAX.minusNanos(500_000_000);

    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(Byte.class, Short.class, Integer.class, Long.class);

    private final PostgresParameters to;

    ObjectParameters(PostgresParameters to) {
        this.to = to;
    }

    ColumnValue withoutType(Object value) throws SQLException {
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof String || value instanceof Character) {
            return to.fromString(value.toString());
        }
        if (value instanceof byte[] bytes) {
            return to.fromBytes(bytes);
        }
        if (value instanceof Boolean truth) {
            return to.fromBoolean(truth);
        }
        if (value instanceof UUID uuid) {
            return to.convert(SuppliedParameter.ofUuid(uuid));
        }
        ColumnValue temporal = temporal(value);
        if (temporal != null) {
            return temporal;
        }
        throw notSupported(value, "without a type; use setObject with a type, or another setter");
    }

    private ColumnValue number(Number value) throws SQLException {
        if (value instanceof BigDecimal decimal) {
            return to.fromBigDecimal(decimal);
        }
        if (WHOLE_NUMBERS.contains(value.getClass())) {
            return to.fromLong(value.longValue());
        }
        if (value instanceof Float real) {
            return to.fromFloat(real);
        }
        if (value instanceof Double real) {
            return to.fromDouble(real);
        }
        if (value instanceof BigInteger integer) {
            return to.fromBigDecimal(new BigDecimal(integer));
        }
        // Any other Number goes by its toString, which nothing is known of.
        throw notSupported(value, "; use a BigDecimal");
    }

    private @Nullable ColumnValue temporal(Object value) throws SQLException {
        if (value instanceof Date date) {
            return to.fromDate(date, null);
        }
        if (value instanceof Timestamp timestamp) {
            return to.fromTimestamp(timestamp, null);
        }
        if (value instanceof Time || value instanceof LocalTime || value instanceof OffsetTime) {
            throw to.timeOfDay();
        }
        try {
            if (value instanceof LocalDate date) {
                return localDate(date);
            }
            if (value instanceof LocalDateTime fields) {
                return localDateTime(fields);
            }
            if (value instanceof OffsetDateTime fields) {
                return offsetDateTime(fields);
            }
        } catch (DateTimeException outOfRange) {
            throw to.noSuchDate(outOfRange);
        }
        return null;
    }

    private ColumnValue localDate(LocalDate date) throws SQLException {
        int days = date.equals(LocalDate.MAX)
                ? PostgresTime.DATE_INFINITY
                : date.isBefore(LEAST_DATE) ? PostgresTime.DATE_MINUS_INFINITY : PostgresTime.days(date);
        return to.convert(SuppliedParameter.ofDate(days));
    }

    private ColumnValue localDateTime(LocalDateTime fields) throws SQLException {
        long micros = fields.isAfter(GREATEST_TIMESTAMP)
                ? PostgresTime.INFINITY
                : fields.isBefore(LEAST_DATE.atStartOfDay())
                        ? PostgresTime.MINUS_INFINITY
                        : PostgresTime.micros(fields);
        return to.convert(SuppliedParameter.ofTimestamp(Kind.TIMESTAMP, micros));
    }

    private ColumnValue offsetDateTime(OffsetDateTime fields) throws SQLException {
        long micros = fields.isAfter(GREATEST_INSTANT)
                ? PostgresTime.INFINITY
                : fields.isBefore(LEAST_DATE.atStartOfDay().atOffset(ZoneOffset.UTC))
                        ? PostgresTime.MINUS_INFINITY
                        : PostgresTime.micros(fields.toInstant());
        return to.convert(SuppliedParameter.ofTimestamp(Kind.TIMESTAMP_WITH_TIME_ZONE, micros));
    }

    ColumnValue withType(Object value, int targetSqlType, int scale) throws SQLException {
        return switch (targetSqlType) {
            case Types.INTEGER -> to.fromInt(whole(value, Integer::valueOf).intValue());
            case Types.TINYINT, Types.SMALLINT ->
                to.fromInt(whole(value, Short::valueOf).shortValue());
            case Types.BIGINT -> to.fromLong(whole(value, Long::valueOf).longValue());
            case Types.REAL -> to.fromFloat(whole(value, Float::valueOf).floatValue());
            case Types.DOUBLE, Types.FLOAT ->
                to.fromDouble(whole(value, Double::valueOf).doubleValue());
            case Types.DECIMAL, Types.NUMERIC -> to.fromBigDecimal(decimal(value, scale));
            case Types.CHAR -> to.convert(SuppliedParameter.ofText(Kind.CHARACTER, string(value)));
            case Types.VARCHAR -> to.fromString(string(value));
            case Types.LONGVARCHAR -> longText(value);
            case Types.DATE -> to.fromObject(date(value));
            case Types.TIMESTAMP -> to.fromObject(timestamp(value));
            case Types.TIMESTAMP_WITH_TIMEZONE -> {
                requireThat(value instanceof OffsetDateTime, value, "TIMESTAMP WITH TIME ZONE");
                yield withoutType(value);
            }
            case Types.BOOLEAN, Types.BIT -> to.fromBoolean(truth(value));
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> withoutType(value);
            case Types.OTHER, Types.DISTINCT -> other(value, targetSqlType);
            case Types.TIME, Types.TIME_WITH_TIMEZONE -> throw to.timeOfDay();
            default ->
                throw ConversionException.of(
                        to.column(),
                        ConversionException.NOT_SUPPORTED,
                        "the SQL type " + targetSqlType + " (java.sql.Types) cannot go into an encrypted column");
        };
    }

    private ColumnValue other(Object value, int targetSqlType) throws SQLException {
        if (value instanceof UUID && targetSqlType == Types.OTHER) {
            return withoutType(value);
        }
        return to.convert(SuppliedParameter.ofText(Kind.UNTYPED, string(value)));
    }

    private ColumnValue longText(Object value) throws SQLException {
        return value instanceof InputStream stream
                ? to.convert(SuppliedParameter.ofText(
                        Kind.TEXT, ParameterStreams.characters(stream, StandardCharsets.UTF_8, to.column())))
                : to.fromString(string(value));
    }

    /** Numbers are narrowed afterwards, without a check, as pgjdbc does it; text is read as the narrow type. */
    private Number whole(Object value, Function<String, Number> reader) throws SQLException {
        if (value instanceof Number number) {
            return number;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        if (value instanceof java.util.Date date) {
            return date.getTime();
        }
        requireThat(value instanceof String || value instanceof Character, value, "a number");
        try {
            return reader.apply(value.toString());
        } catch (NumberFormatException notNumber) {
            throw cannotConvert(value, "a number");
        }
    }

    private BigDecimal decimal(Object value, int scale) throws SQLException {
        BigDecimal decimal = decimal(value);
        return scale >= 0 ? decimal.setScale(scale, RoundingMode.HALF_UP) : decimal;
    }

    private BigDecimal decimal(Object value) throws SQLException {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        try {
            if (value instanceof String || value instanceof Character) {
                return new BigDecimal(value.toString());
            }
            if (value instanceof Double || value instanceof Float) {
                return BigDecimal.valueOf(((Number) value).doubleValue());
            }
        } catch (NumberFormatException notNumber) {
            throw cannotConvert(value, "a decimal");
        }
        return BigDecimal.valueOf(whole(value, Long::valueOf).longValue());
    }

    private boolean truth(Object value) throws SQLException {
        if (value instanceof Boolean truth) {
            return truth;
        }
        String text = value instanceof Number number ? number(number.doubleValue()) : value.toString();
        requireThat(
                value instanceof Number || value instanceof String || value instanceof Character, value, "a boolean");
        return TextNumbers.truth(text, ColumnCodec.of(to.column(), SessionSettings.defaults()));
    }

    private static String number(double value) {
        return value == 1 ? "1" : value == 0 ? "0" : "neither";
    }

    private Object date(Object value) throws SQLException {
        if (value instanceof Date || value instanceof LocalDate) {
            return value;
        }
        if (value instanceof java.util.Date moment) {
            return new Date(moment.getTime());
        }
        return TextCodec.dateOf(parsed(value), TimeZone.getDefault());
    }

    private Object timestamp(Object value) throws SQLException {
        if (value instanceof Timestamp || value instanceof LocalDateTime) {
            return value;
        }
        if (value instanceof java.util.Date moment) {
            return new Timestamp(moment.getTime());
        }
        return TextCodec.timestampOf(parsed(value), TimeZone.getDefault());
    }

    /** pgjdbc reads this text itself, and only in the server's form, without T and Z. */
    private DateTimeText parsed(Object value) throws SQLException {
        String text = value.toString();
        requireThat(text.indexOf('T') < 0 && text.indexOf('Z') < 0, value, "a date in the server's form");
        try {
            return DateTimeText.parse(text).orElseThrow(() -> cannotConvert(value, "a date in the server's form"));
        } catch (DateTimeException noSuchDay) {
            throw to.noSuchDate(noSuchDay);
        }
    }

    private String string(Object value) throws SQLException {
        // A Clob or a stream has a toString, but its text is not the value's.
        requireThat(
                !(value instanceof java.sql.Clob || value instanceof java.sql.Blob || value instanceof InputStream)
                        && !value.getClass().isArray(),
                value,
                "text");
        return value.toString();
    }

    private void requireThat(boolean holds, Object value, String target) throws SQLException {
        if (!holds) {
            throw cannotConvert(value, target);
        }
    }

    private ConversionException cannotConvert(Object value, String target) {
        return ConversionException.of(
                to.column(),
                ConversionException.NO_CONVERSION,
                "an instance of " + value.getClass().getName() + " cannot be converted to " + target);
    }

    private ConversionException notSupported(Object value, String wayOut) {
        return ConversionException.of(
                to.column(),
                ConversionException.NO_CONVERSION,
                "an instance of " + value.getClass().getName() + " is not supported " + wayOut);
    }
}
