package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * numeric, numeric(p,s). NaN and the infinities, which {@link BigDecimal} does not have, are refused.
 */
final class DecimalCodec extends ColumnCodec {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?");

    /** What the server keeps of a float8 and a float4 (DBL_DIG, FLT_DIG) when it casts it to numeric. */
    private static final MathContext DOUBLE_DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    private static final MathContext REAL_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    /** Up to so many digits no two decimals of one scale share a double. */
    private static final int DISTINCT_DIGITS = 15;

    DecimalCodec(EncryptedColumn column, SessionSettings settings) {
        super(column, settings);
    }

    @Override
    byte[] stored(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case NUMERIC -> assigned(within(parameter.numeric()));
            case INTEGER -> assigned(BigDecimal.valueOf(parameter.number()));
            case REAL -> assigned(finite(parameter.real(), REAL_DIGITS));
            case DOUBLE -> assigned(finite(parameter.real(), DOUBLE_DIGITS));
            case UNTYPED -> assigned(parsed(parameter.text()));
            default -> throw otherType(parameter);
        };
    }

    @Override
    byte @Nullable [] compared(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case NUMERIC -> exactly(within(parameter.numeric()));
            case INTEGER -> exactly(BigDecimal.valueOf(parameter.number()));
            case REAL, DOUBLE -> comparedWith(parameter.real());
            case UNTYPED -> exactly(parsed(parameter.text()));
            default -> throw noOperator(parameter);
        };
    }

    private BigDecimal within(BigDecimal value) throws SQLException {
        if (value.scale() > ExactBytes.MAX_SCALE) {
            throw outOfRange();
        }
        return value;
    }

    /** Rounds halves away from zero to the declared scale, then holds it against the declared precision. */
    private byte[] assigned(BigDecimal value) throws SQLException {
        if (type.unconstrainedDecimal()) {
            return ExactBytes.ofDecimal(bounded(value, this));
        }
        BigDecimal rounded = rounded(value);
        if (rounded.precision() > type.precision() && rounded.signum() != 0) {
            throw outOfRange();
        }
        return ExactBytes.ofDecimal(rounded);
    }

    /** Never writes out the digits of a number that is known to be too large or to vanish. */
    private BigDecimal rounded(BigDecimal value) throws SQLException {
        if (value.signum() == 0) {
            return BigDecimal.ZERO.setScale(type.scale());
        }
        long digitsBeforePoint = (long) value.precision() - value.scale();
        if (digitsBeforePoint > ExactBytes.MAX_INTEGER_DIGITS) {
            throw outOfRange();
        }
        return digitsBeforePoint < -type.scale()
                ? BigDecimal.ZERO.setScale(type.scale())
                : value.setScale(type.scale(), RoundingMode.HALF_UP);
    }

    /** Within what an unconstrained numeric can hold, with a scale of at least 0. */
    static BigDecimal bounded(BigDecimal value, ColumnCodec codec) throws SQLException {
        if ((long) value.precision() - value.scale() > ExactBytes.MAX_INTEGER_DIGITS
                || value.scale() > ExactBytes.MAX_SCALE) {
            throw codec.outOfRange();
        }
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    private byte @Nullable [] exactly(BigDecimal value) throws SQLException {
        if (type.unconstrainedDecimal()) {
            return ExactBytes.ofDecimal(bounded(value, this));
        }
        if (value.signum() != 0 && (long) value.precision() - value.scale() > ExactBytes.MAX_INTEGER_DIGITS) {
            return null;
        }
        BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO.setScale(type.scale()) : value.stripTrailingZeros();
        if (stripped.scale() > type.scale()) {
            return null;
        }
        BigDecimal scaled = stripped.setScale(type.scale());
        return scaled.precision() > type.precision() && scaled.signum() != 0 ? null : ExactBytes.ofDecimal(scaled);
    }

    /** The server turns the column into a double; so the decimal is sought that turns into this one. */
    private byte @Nullable [] comparedWith(double value) throws SQLException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return null;
        }
        if (type.unconstrainedDecimal() || type.precision() > DISTINCT_DIGITS) {
            throw ConversionException.of(
                    column,
                    ConversionException.NOT_SUPPORTED,
                    "a double may equal several values of a " + type.declaration() + "; use setBigDecimal");
        }
        BigDecimal nearest = rounded(new BigDecimal(value));
        return nearest.doubleValue() == value ? exactly(nearest) : null;
    }

    private BigDecimal finite(double value, MathContext digits) throws SQLException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw notFinite();
        }
        BigDecimal rounded = new BigDecimal(value).round(digits).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    private BigDecimal parsed(String text) throws SQLException {
        String digits = text.strip();
        if (NUMBER.matcher(digits).matches()) {
            return new BigDecimal(digits);
        }
        throw digits.matches("(?i)nan|[+-]?inf(inity)?") ? notFinite() : unreadableText();
    }

    private ConversionException notFinite() {
        return ConversionException.of(
                column, ConversionException.NOT_SUPPORTED, "NaN and infinity cannot be stored in an encrypted numeric");
    }

    @Override
    String text(byte[] exact) {
        return ExactBytes.toDecimal(exact).toPlainString();
    }

    @Override
    Object object(byte[] exact) {
        BigDecimal value = ExactBytes.toDecimal(exact);
        return type.unconstrainedDecimal() ? value : value.setScale(type.scale(), RoundingMode.HALF_EVEN);
    }

    @Override
    Set<Class<?>> classes() {
        return Set.of(BigDecimal.class);
    }

    @Override
    @Nullable
    Object object(byte[] exact, Class<?> target) {
        return target == BigDecimal.class ? ExactBytes.toDecimal(exact) : null;
    }

    @Override
    BigDecimal decimal(byte[] exact) {
        return ExactBytes.toDecimal(exact);
    }
}
