package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.value.MySqlLiteral.Approximate;
import dev.furoshiki.jdbc.value.MySqlLiteral.Bytes;
import dev.furoshiki.jdbc.value.MySqlLiteral.Exact;
import dev.furoshiki.jdbc.value.MySqlLiteral.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What MariaDB and MySQL store of a constant in a column of one type, in strict mode; what they compare the column with; and
 * the text that they send of a value. Immutable.
 *
 * <p>Where a comparison is one of approximate numbers, or several values of the column are equal to the constant, it is refused.
 */
final class MySqlColumn {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
    private static final Pattern UUID_DIGITS = Pattern.compile("[0-9a-fA-F]{32}");

    /** Up to here no two integers share a double. */
    private static final double EXACT_DOUBLES = 1L << 53;

    private static final int UUID_BYTES = 16;

    private final EncryptedColumn column;
    private final LogicalType type;
    private final MySqlTimes times;
    private final boolean mySqlDriver;

    MySqlColumn(EncryptedColumn column, MySqlConversions settings) {
        this.column = column;
        this.type = column.type();
        this.times = new MySqlTimes(column, settings);
        this.mySqlDriver = settings.mySqlDriver();
    }

    EncryptedColumn column() {
        return column;
    }

    /** The exact bytes that the column would hold. */
    byte[] stored(MySqlLiteral literal) throws SQLException {
        return switch (type.valueType()) {
            case TEXT -> text(fitted(asText(literal)));
            case SMALLINT, INTEGER, BIGINT -> integer(rounded(number(literal)));
            case DECIMAL -> decimal(number(literal).setScale(type.scale(), RoundingMode.HALF_UP));
            case DATE, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> times.stored(temporal(literal));
            case UUID -> ExactBytes.ofUuid(uuid(literal));
            case BYTES -> padded(fittedBytes(asBytes(literal)));
            case BOOLEAN, TIMESTAMP_WITH_OFFSET -> throw new IllegalArgumentException("no type of MySQL: " + type);
        };
    }

    /** The exact bytes that an equal cell holds; null where no cell of the column can be equal. */
    byte @Nullable [] compared(MySqlLiteral literal) throws SQLException {
        return switch (type.valueType()) {
            case TEXT -> comparedText(literal);
            case SMALLINT, INTEGER, BIGINT -> {
                BigDecimal wanted = comparedNumber(literal);
                yield isWhole(wanted) && fits(wanted.toBigInteger()) ? integer(wanted.toBigInteger()) : null;
            }
            case DECIMAL -> comparedDecimal(comparedNumber(literal));
            case DATE, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> times.compared(temporal(literal));
            case UUID -> ExactBytes.ofUuid(uuid(literal));
            case BYTES -> {
                if (literal instanceof Bytes || literal instanceof Text) {
                    yield asBytes(literal);
                }
                throw severalEqual(literal);
            }
            case BOOLEAN, TIMESTAMP_WITH_OFFSET -> throw new IllegalArgumentException("no type of MySQL: " + type);
        };
    }

    /** What the server sends of a value. */
    byte[] sent(byte[] exact) throws SQLException {
        return switch (type.valueType()) {
            case TEXT, BYTES -> exact;
            case SMALLINT, INTEGER, BIGINT -> ascii(Long.toString(ExactBytes.toInteger(exact)));
            case DECIMAL ->
                ascii(ExactBytes.toDecimal(exact)
                        .setScale(type.scale(), RoundingMode.UNNECESSARY)
                        .toPlainString());
            case DATE, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> ascii(times.text(ExactBytes.toInteger(exact)));
            case UUID -> ascii(ExactBytes.toUuid(exact).toString());
            case BOOLEAN, TIMESTAMP_WITH_OFFSET -> throw new IllegalArgumentException("no type of MySQL: " + type);
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // texts

    private String asText(MySqlLiteral literal) throws SQLException {
        if (literal instanceof Text text) {
            return text.value();
        }
        // A constant has at most 65 digits, of which 38 behind the point.
        if (literal instanceof Exact number
                && number.value().scale() <= 38
                && number.value().precision() <= 65) {
            return number.value().toPlainString();
        }
        if (literal instanceof Bytes bytes) {
            return decoded(bytes.value());
        }
        throw refused(literal, "its text depends on the server");
    }

    /** Bytes are taken for text of the column's character set. */
    @SuppressWarnings("UnusedException") // it says nothing more
    private String decoded(byte[] bytes) throws SQLException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw ConversionException.of(column, ConversionException.BAD_DATE, "the bytes are no text in UTF-8");
        }
    }

    /** Cuts trailing spaces that are too many, refuses anything else that is; a CHAR loses all of them. */
    private String fitted(String value) throws SQLException {
        boolean bytes = type.declaration().matches("(?:tiny|medium|long)?text\\b.*");
        if (bytes) {
            if (type.precision() > 0 && value.getBytes(StandardCharsets.UTF_8).length > type.precision()) {
                throw tooLong();
            }
            return value;
        }
        int characters = value.codePointCount(0, value.length());
        String kept = value;
        if (characters > type.precision()) {
            int end = value.offsetByCodePoints(0, type.precision());
            if (!value.substring(end).chars().allMatch(c -> c == ' ')) {
                throw tooLong();
            }
            kept = value.substring(0, end);
        }
        return type.blankPadded() ? withoutTrailingSpaces(kept) : kept;
    }

    private byte @Nullable [] comparedText(MySqlLiteral literal) throws SQLException {
        if (!(literal instanceof Text wanted)) {
            throw severalEqual(literal);
        }
        if (!type.blankPadded()) {
            return text(wanted.value());
        }
        String stripped = withoutTrailingSpaces(wanted.value());
        boolean counted = !stripped.equals(wanted.value()) && unpadded();
        return counted ? null : text(stripped);
    }

    private boolean unpadded() {
        return type.declaration().contains("_nopad_") || type.declaration().contains("utf8mb4_0900_");
    }

    private byte[] text(String value) throws SQLException {
        try {
            return ExactBytes.ofText(value);
        } catch (CharacterCodingException loneSurrogate) {
            throw ConversionException.of(
                    column, ConversionException.BAD_CHARACTER, "the text holds half of a surrogate pair");
        }
    }

    private static String withoutTrailingSpaces(String value) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == ' ') {
            end--;
        }
        return value.substring(0, end);
    }

    // numbers

    private BigDecimal number(MySqlLiteral literal) throws SQLException {
        if (literal instanceof Exact exact) {
            return bounded(exact.value());
        }
        if (literal instanceof Approximate approximate) {
            // A floating-point number becomes a whole one by rounding halves to even, and a decimal by its shortest
            // text.
            BigDecimal value = BigDecimal.valueOf(approximate.value());
            return bounded(type.valueType() == ValueType.DECIMAL ? value : value.setScale(0, RoundingMode.HALF_EVEN));
        }
        if (literal instanceof Text text) {
            String digits = text.value().strip();
            if (NUMBER.matcher(digits).matches()) {
                return bounded(new BigDecimal(digits));
            }
            throw ConversionException.of(column, ConversionException.BAD_DATE, "the text is no " + type.declaration());
        }
        throw refused(literal, "it is no number");
    }

    /** So that no exponent makes Java write out a billion digits. */
    private BigDecimal bounded(BigDecimal value) throws SQLException {
        if (Math.abs((long) value.precision() - value.scale()) > 400 || value.scale() > 400) {
            throw outOfRange();
        }
        return value;
    }

    private BigInteger rounded(BigDecimal value) {
        return value.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    }

    private byte[] integer(BigInteger value) throws SQLException {
        if (!fits(value)) {
            throw outOfRange();
        }
        return ExactBytes.ofInteger(type.valueType(), value.longValue());
    }

    private boolean fits(BigInteger value) {
        String name = type.declaration();
        boolean unsigned = name.endsWith(" unsigned");
        int bits = name.startsWith("tinyint")
                ? 8
                : name.startsWith("smallint")
                        ? 16
                        : name.startsWith("mediumint") ? 24 : name.startsWith("int") ? 32 : 64;
        return unsigned ? value.signum() >= 0 && value.bitLength() <= bits : value.bitLength() <= bits - 1;
    }

    private byte[] decimal(BigDecimal value) throws SQLException {
        boolean unsigned = type.declaration().endsWith(" unsigned");
        boolean bigint = type.declaration().startsWith("bigint");
        if ((unsigned && value.signum() < 0)
                || (bigint && value.toBigInteger().bitLength() > 64)
                || (value.signum() != 0 && value.precision() > type.precision())) {
            throw outOfRange();
        }
        return ExactBytes.ofDecimal(value);
    }

    private byte @Nullable [] comparedDecimal(BigDecimal wanted) throws SQLException {
        BigDecimal stripped = wanted.signum() == 0 ? BigDecimal.ZERO : wanted.stripTrailingZeros();
        if (stripped.scale() > type.scale()) {
            return null;
        }
        BigDecimal scaled = stripped.setScale(type.scale(), RoundingMode.UNNECESSARY);
        return scaled.signum() != 0 && scaled.precision() > type.precision() ? null : ExactBytes.ofDecimal(scaled);
    }

    /** Text and floating-point numbers are compared with numbers as doubles. */
    private BigDecimal comparedNumber(MySqlLiteral literal) throws SQLException {
        if (literal instanceof Exact exact) {
            return bounded(exact.value());
        }
        double wanted = Double.NaN;
        if (literal instanceof Approximate approximate) {
            wanted = approximate.value();
        } else if (literal instanceof Text) {
            wanted = number(literal).doubleValue();
        }
        boolean one = Math.abs(wanted) < EXACT_DOUBLES && type.valueType() != ValueType.DECIMAL;
        if (!one) {
            throw severalEqual(literal);
        }
        return new BigDecimal(wanted);
    }

    private static boolean isWhole(BigDecimal value) {
        return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    }

    // others

    private MySqlTemporal temporal(MySqlLiteral literal) throws SQLException {
        if (literal instanceof Text text) {
            return times.parsed(text.value());
        }
        throw refused(literal, "use a java.sql or java.time type");
    }

    private UUID uuid(MySqlLiteral literal) throws SQLException {
        if (literal instanceof Bytes bytes && bytes.value().length == UUID_BYTES) {
            return ExactBytes.toUuid(bytes.value());
        }
        String digits = literal instanceof Text text
                ? text.value().strip().replace("-", "").toLowerCase(Locale.ROOT)
                : "";
        if (!UUID_DIGITS.matcher(digits).matches()) {
            throw ConversionException.of(column, ConversionException.BAD_DATE, "the value is no uuid");
        }
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16));
    }

    private byte[] asBytes(MySqlLiteral literal) throws SQLException {
        return literal instanceof Bytes bytes ? bytes.value() : text(asText(literal));
    }

    private byte[] fittedBytes(byte[] value) throws SQLException {
        if (type.precision() > 0 && value.length > type.precision()) {
            throw tooLong();
        }
        return value;
    }

    /** A BINARY is filled with zero bytes. */
    private byte[] padded(byte[] value) {
        return type.declaration().startsWith("binary(") ? Arrays.copyOf(value, type.precision()) : value;
    }

    private ConversionException tooLong() {
        return ConversionException.of(
                column, ConversionException.TOO_LONG, "the value is too long for type " + type.declaration());
    }

    private ConversionException outOfRange() {
        return ConversionException.of(
                column,
                mySqlDriver ? ConversionException.TOO_LONG : ConversionException.OUT_OF_RANGE,
                "the value is out of range for " + type.declaration());
    }

    private ConversionException severalEqual(MySqlLiteral literal) {
        return refused(literal, "several values of the column may equal it");
    }

    private ConversionException refused(MySqlLiteral literal, String why) {
        return ConversionException.of(
                column,
                ConversionException.NOT_SUPPORTED,
                "it is of type " + type.declaration() + " and the parameter is " + literal.kind() + ": " + why
                        + "; use a setter that fits");
    }
}
