package dev.furoshiki.jdbc.value;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.UUID;

/** {@code setObject}: which constant an object goes as, by the rules of MariaDB's driver. Immutable. */
@SuppressWarnings("JavaUtilDate") // JDBC's own types
final class MySqlObjects {

    private static final Set<Integer> TEXTS = Set.of(
            Types.CHAR,
            Types.VARCHAR,
            Types.LONGVARCHAR,
            Types.NCHAR,
            Types.NVARCHAR,
            Types.LONGNVARCHAR,
            Types.CLOB,
            Types.NCLOB);

    private static final Set<Integer> NEVER = Set.of(
            Types.ARRAY,
            Types.DATALINK,
            Types.JAVA_OBJECT,
            Types.REF,
            Types.ROWID,
            Types.SQLXML,
            Types.STRUCT,
            Types.BLOB);

    private final MySqlParameters to;

    MySqlObjects(MySqlParameters to) {
        this.to = to;
    }

    ColumnValue withoutType(Object value) throws SQLException {
        if (value instanceof String || value instanceof Character) {
            return to.fromString(value.toString());
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Boolean truth) {
            return to.fromBoolean(truth);
        }
        if (value instanceof byte[] bytes) {
            return to.fromBytes(bytes);
        }
        if (value instanceof UUID uuid && !to.isOfMySqlDriver()) {
            return to.fromText(uuid.toString());
        }
        if (value instanceof InputStream stream) {
            return to.fromBinary(stream, -1);
        }
        if (value instanceof Reader reader) {
            return to.fromCharacters(reader, -1);
        }
        return temporal(value);
    }

    private ColumnValue number(Number value) throws SQLException {
        if (value instanceof BigDecimal decimal) {
            return to.fromBigDecimal(decimal);
        }
        if (value instanceof BigInteger integer) {
            return to.fromBigDecimal(new BigDecimal(integer));
        }
        if (value instanceof Double) {
            return to.fromDouble(value.doubleValue());
        }
        if (value instanceof Float) {
            return to.fromFloat(value.floatValue());
        }
        if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            return to.fromLong(value.longValue());
        }
        throw notSupported(value);
    }

    /** Points in time are shown in the JVM's own zone. */
    private ColumnValue temporal(Object value) throws SQLException {
        if (value instanceof Timestamp timestamp) {
            return to.fromTimestamp(timestamp, null);
        }
        if (value instanceof Date date) {
            return to.fromDate(date, null);
        }
        if (value instanceof Time || value instanceof LocalTime || value instanceof OffsetTime) {
            throw to.timeOfDay();
        }
        if (value instanceof java.util.Date moment) {
            return to.fromTimestamp(new Timestamp(moment.getTime()), null);
        }
        if (value instanceof LocalDate date) {
            return to.fromDate(date);
        }
        if (value instanceof LocalDateTime local) {
            return to.fromText(to.text(local));
        }
        ZoneId zone = ZoneId.systemDefault();
        if (value instanceof OffsetDateTime moment) {
            return to.fromText(to.text(moment.atZoneSameInstant(zone).toLocalDateTime()));
        }
        if (value instanceof ZonedDateTime moment) {
            return to.fromText(to.text(moment.withZoneSameInstant(zone).toLocalDateTime()));
        }
        if (value instanceof Instant moment) {
            return to.fromText(to.text(LocalDateTime.ofInstant(moment, zone)));
        }
        throw notSupported(value);
    }

    ColumnValue withType(Object value, int targetSqlType, int scaleOrLength) throws SQLException {
        if (to.isOfMySqlDriver() && !(isNatural(value, targetSqlType) && scaleOrLength < 0)) {
            throw cannotConvert(value);
        }
        if (NEVER.contains(targetSqlType)) {
            throw cannotConvert(value);
        }
        if (value instanceof String || value instanceof Character) {
            return text(value.toString(), targetSqlType, value);
        }
        if (value instanceof Number number) {
            return number(number, targetSqlType);
        }
        if (value instanceof byte[] bytes) {
            boolean binary = targetSqlType == Types.BINARY
                    || targetSqlType == Types.VARBINARY
                    || targetSqlType == Types.LONGVARBINARY;
            if (!binary) {
                throw cannotConvert(value);
            }
            return to.fromBytes(bytes);
        }
        return withoutType(value);
    }

    /** MySQL's driver has conversions of its own; where the type is just the object's, both do the same. */
    private static boolean isNatural(Object value, int targetSqlType) {
        if (value instanceof String) {
            return targetSqlType == Types.CHAR || targetSqlType == Types.VARCHAR || targetSqlType == Types.LONGVARCHAR;
        }
        return (value instanceof Integer && targetSqlType == Types.INTEGER)
                || (value instanceof Short && targetSqlType == Types.SMALLINT)
                || (value instanceof Long && targetSqlType == Types.BIGINT)
                || (value instanceof BigDecimal && (targetSqlType == Types.DECIMAL || targetSqlType == Types.NUMERIC))
                || (value instanceof Boolean && targetSqlType == Types.BOOLEAN)
                || (value instanceof byte[] && (targetSqlType == Types.BINARY || targetSqlType == Types.VARBINARY))
                || ((value instanceof Date || value instanceof LocalDate) && targetSqlType == Types.DATE)
                || ((value instanceof Timestamp || value instanceof LocalDateTime) && targetSqlType == Types.TIMESTAMP);
    }

    @SuppressWarnings("UnusedException") // its message quotes the value
    private ColumnValue text(String text, int targetSqlType, Object value) throws SQLException {
        if (TEXTS.contains(targetSqlType)) {
            return to.fromString(text);
        }
        try {
            return switch (targetSqlType) {
                case Types.BIT, Types.BOOLEAN -> to.fromBoolean(!(text.equalsIgnoreCase("false") || text.equals("0")));
                case Types.TINYINT -> to.fromLong(Byte.parseByte(text));
                case Types.SMALLINT -> to.fromLong(Short.parseShort(text));
                case Types.INTEGER -> to.fromLong(Integer.parseInt(text));
                case Types.BIGINT -> to.fromLong(Long.parseLong(text));
                case Types.DOUBLE, Types.FLOAT -> to.fromDouble(Double.parseDouble(text));
                case Types.REAL -> to.fromFloat(Float.parseFloat(text));
                case Types.DECIMAL, Types.NUMERIC -> to.fromBigDecimal(new BigDecimal(text));
                case Types.TIMESTAMP -> to.fromTimestamp(Timestamp.valueOf(text), null);
                case Types.TIME -> throw to.timeOfDay();
                default -> throw cannotConvert(value);
            };
        } catch (IllegalArgumentException unreadable) {
            throw cannotConvert(value);
        }
    }

    private ColumnValue number(Number value, int targetSqlType) throws SQLException {
        return switch (targetSqlType) {
            case Types.TINYINT -> to.fromLong(value.byteValue());
            case Types.SMALLINT -> to.fromLong(value.shortValue());
            case Types.INTEGER -> to.fromLong(value.intValue());
            case Types.BIGINT -> to.fromLong(value.longValue());
            case Types.FLOAT, Types.DOUBLE -> to.fromDouble(value.doubleValue());
            case Types.REAL -> to.fromFloat(value.floatValue());
            case Types.DECIMAL, Types.NUMERIC -> {
                if (value instanceof BigDecimal decimal) {
                    yield to.fromBigDecimal(decimal);
                }
                yield value instanceof Double || value instanceof Float
                        ? to.fromDouble(value.doubleValue())
                        : to.fromLong(value.longValue());
            }
            case Types.BIT -> to.fromBoolean(value.shortValue() != 0);
            case Types.CHAR, Types.VARCHAR -> to.fromString(value.toString());
            default -> throw cannotConvert(value);
        };
    }

    private ConversionException cannotConvert(Object value) {
        return ConversionException.of(
                to.column(),
                ConversionException.NO_CONVERSION,
                "an instance of " + value.getClass().getName() + " cannot be converted to the SQL type");
    }

    private ConversionException notSupported(Object value) {
        return ConversionException.of(
                to.column(),
                ConversionException.NOT_SUPPORTED,
                "an instance of " + value.getClass().getName() + " is not supported");
    }
}
