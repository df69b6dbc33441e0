package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** smallint, integer, bigint. */
final class IntegerCodec extends ColumnCodec {

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,40}");

    /** From here on neighbouring integers share a double. */
    private static final double EXACT_DOUBLES = 0x1p53;

    private final long least;
    private final long greatest;

    IntegerCodec(EncryptedColumn column, SessionSettings settings) {
        super(column, settings);
        int bits = switch (type.valueType()) {
            case SMALLINT -> 16;
            case INTEGER -> 32;
            default -> 64;
        };
        this.greatest = Long.MAX_VALUE >> (64 - bits);
        this.least = -greatest - 1;
    }

    @Override
    byte[] stored(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case INTEGER -> encode(parameter.number());
            case NUMERIC -> encode(rounded(parameter.numeric()));
            case REAL, DOUBLE -> encode(rounded(parameter.real()));
            case UNTYPED -> encode(parsed(parameter.text()));
            default -> throw otherType(parameter);
        };
    }

    @Override
    byte @Nullable [] compared(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case INTEGER -> fits(parameter.number()) ? encode(parameter.number()) : null;
            case NUMERIC -> comparedWith(parameter.numeric());
            case REAL, DOUBLE -> comparedWith(parameter.real());
            case UNTYPED -> encode(parsed(parameter.text()));
            default -> throw noOperator(parameter);
        };
    }

    private boolean fits(long value) {
        return value >= least && value <= greatest;
    }

    private byte[] encode(long value) throws SQLException {
        if (!fits(value)) {
            throw outOfRange();
        }
        return ExactBytes.ofInteger(type.valueType(), value);
    }

    /** numeric to integer rounds halves away from zero. */
    private long rounded(BigDecimal value) throws SQLException {
        if (magnitude(value) > 20 || value.scale() > ExactBytes.MAX_SCALE) {
            throw outOfRange();
        }
        return magnitude(value) < 0
                ? 0
                : exact(value.setScale(0, RoundingMode.HALF_UP).unscaledValue());
    }

    /** How many digits stand before the point; negative where zeros follow it. */
    private static long magnitude(BigDecimal value) {
        return value.signum() == 0 ? 0 : (long) value.precision() - value.scale();
    }

    /** double precision to integer rounds halves to even. */
    private long rounded(double value) throws SQLException {
        double whole = Math.rint(value);
        if (!(whole >= -0x1p63 && whole < 0x1p63)) {
            throw outOfRange();
        }
        return (long) whole;
    }

    private long exact(BigInteger value) throws SQLException {
        if (value.bitLength() > 63) {
            throw outOfRange();
        }
        return value.longValue();
    }

    private long parsed(String text) throws SQLException {
        String digits = text.strip();
        if (!INTEGER.matcher(digits).matches()) {
            throw unreadableText();
        }
        return exact(new BigInteger(digits));
    }

    private byte @Nullable [] comparedWith(BigDecimal value) throws SQLException {
        if (value.scale() > ExactBytes.MAX_SCALE) {
            throw outOfRange();
        }
        if (magnitude(value) > 20 || value.stripTrailingZeros().scale() > 0) {
            return null;
        }
        BigInteger whole = value.toBigInteger();
        return whole.bitLength() > 63 || !fits(whole.longValue()) ? null : encode(whole.longValue());
    }

    /** The server turns the column into a double, so that a large one would equal several integers. */
    private byte @Nullable [] comparedWith(double value) throws SQLException {
        if (Double.isNaN(value) || Math.rint(value) != value || value < least || value > greatest) {
            return null;
        }
        if (Math.abs(value) >= EXACT_DOUBLES) {
            throw ConversionException.of(
                    column,
                    ConversionException.NOT_SUPPORTED,
                    "a double beyond 2^53 equals several integers; use setLong or setBigDecimal");
        }
        return fits((long) value) ? encode((long) value) : null;
    }

    @Override
    String text(byte[] exact) {
        return Long.toString(ExactBytes.toInteger(exact));
    }

    @Override
    Object object(byte[] exact) {
        long value = ExactBytes.toInteger(exact);
        return type.valueType() == ValueType.BIGINT ? (Object) value : (Object) (int) value;
    }

    @Override
    Set<Class<?>> classes() {
        return switch (type.valueType()) {
            case SMALLINT -> Set.of(Short.class, Integer.class);
            case INTEGER -> Set.of(Integer.class);
            default -> Set.of(Long.class, BigInteger.class);
        };
    }

    @Override
    @Nullable
    Object object(byte[] exact, Class<?> target) {
        long value = ExactBytes.toInteger(exact);
        ValueType kind = type.valueType();
        if (kind == ValueType.BIGINT) {
            return target == Long.class ? value : target == BigInteger.class ? BigInteger.valueOf(value) : null;
        }
        if (target == Short.class && kind == ValueType.SMALLINT) {
            return (short) value;
        }
        return target == Integer.class ? (Object) (int) value : null;
    }

    @Override
    long integer(byte[] exact, long floor, long ceiling, String target) throws SQLException {
        return TextNumbers.inRange(ExactBytes.toInteger(exact), floor, ceiling, target, this);
    }

    @Override
    double doublePrecision(byte[] exact) {
        return ExactBytes.toInteger(exact);
    }

    @Override
    float real(byte[] exact) {
        return ExactBytes.toInteger(exact);
    }

    @Override
    BigDecimal decimal(byte[] exact) {
        return BigDecimal.valueOf(ExactBytes.toInteger(exact));
    }
}
