package dev.furoshiki.jdbc.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;

/** Numbers and booleans read from a value's text, with pgjdbc's rules. Stateless. */
final class TextNumbers {

    private static final Set<String> TRUE = Set.of("1", "true", "t", "yes", "y", "on");
    private static final Set<String> FALSE = Set.of("0", "false", "f", "no", "n", "off");

    /** Longer texts are no number that fits; and so no exponent can make BigDecimal write out a billion digits. */
    private static final int MAX_EXPONENT = 100_000;

    private TextNumbers() {}

    static boolean truth(String text, ColumnCodec codec) throws ConversionException {
        String word = text.trim().toLowerCase(Locale.ROOT);
        if (TRUE.contains(word)) {
            return true;
        }
        if (FALSE.contains(word)) {
            return false;
        }
        throw ConversionException.of(codec.column, ConversionException.CANNOT_COERCE, "the value is not a boolean");
    }

    /** The fraction is cut off. */
    static long integer(String text, long least, long greatest, String target, ColumnCodec codec)
            throws ConversionException {
        return plainInteger(withoutCurrency(text), least, greatest, target, codec);
    }

    static long plainInteger(String text, long least, long greatest, String target, ColumnCodec codec)
            throws ConversionException {
        String digits = text.trim();
        try {
            long value = Long.parseLong(digits);
            return inRange(value, least, greatest, target, codec);
        } catch (NumberFormatException notPlain) {
            BigDecimal number = parse(digits, target, codec);
            if (Math.abs((long) number.scale()) > MAX_EXPONENT) {
                throw bad(target, codec);
            }
            BigInteger whole = number.toBigInteger();
            if (whole.bitLength() > 63) {
                throw bad(target, codec);
            }
            return inRange(whole.longValue(), least, greatest, target, codec);
        }
    }

    static long inRange(long value, long least, long greatest, String target, ColumnCodec codec)
            throws ConversionException {
        if (value < least || value > greatest) {
            throw bad(target, codec);
        }
        return value;
    }

    static float real(String text, ColumnCodec codec) throws ConversionException {
        try {
            return Float.parseFloat(withoutCurrency(text).trim());
        } catch (NumberFormatException notNumber) {
            throw bad("float", codec);
        }
    }

    static double doublePrecision(String text, ColumnCodec codec) throws ConversionException {
        try {
            return Double.parseDouble(withoutCurrency(text).trim());
        } catch (NumberFormatException notNumber) {
            throw bad("double", codec);
        }
    }

    static BigDecimal decimal(String text, ColumnCodec codec) throws ConversionException {
        return parse(withoutCurrency(text).trim(), "BigDecimal", codec);
    }

    private static BigDecimal parse(String digits, String target, ColumnCodec codec) throws ConversionException {
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException notNumber) {
            throw bad(target, codec);
        }
    }

    static ConversionException bad(String target, ColumnCodec codec) {
        return ConversionException.of(
                codec.column, ConversionException.OUT_OF_RANGE, "the value is no " + target + ", or out of its range");
    }

    /** pgjdbc reads {@code $1}, {@code -$1} and {@code ($1)}, as the money type writes them, from any text. */
    private static String withoutCurrency(String text) {
        if (text.length() < 2) {
            return text;
        }
        if (text.charAt(0) == '(') {
            String inner = text.endsWith(")") ? text.substring(1, text.length() - 1) : text.substring(1);
            return inner.isEmpty() ? text : "-" + inner.substring(1);
        }
        if (text.charAt(0) == '$') {
            return text.substring(1);
        }
        return text.startsWith("-$") ? "-" + text.substring(2) : text;
    }
}
