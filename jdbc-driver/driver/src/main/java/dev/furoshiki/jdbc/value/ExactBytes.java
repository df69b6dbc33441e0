package dev.furoshiki.jdbc.value;

import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Values to the bytes that cells hold and back: docs/formats/canonical-values-v1.md, the codec of every type. Stateless.
 *
 * <p>The <em>exact</em> bytes give the value back as it was stored (1.50, 'ab   '); the <em>canonical</em> ones are equal
 * where PostgreSQL calls the values equal (1.5, 'ab'). Only text, which may be padded, and decimals differ.
 */
public final class ExactBytes {

    /** numeric's own limit on digits after the point. */
    public static final int MAX_SCALE = 16_383;

    /** numeric's own limit on digits before the point. */
    static final int MAX_INTEGER_DIGITS = 131_072;

    private static final byte SPACE = ' ';

    private ExactBytes() {}

    /**
     * UTF-8, unnormalized.
     *
     * @throws CharacterCodingException on a surrogate without its other half
     */
    public static byte[] ofText(String value) throws CharacterCodingException {
        byte[] lenient = value.getBytes(StandardCharsets.UTF_8);
        // getBytes writes '?' for a lone surrogate; only then is the slow encoder asked, which refuses it.
        return hasSurrogate(value) ? strict(value) : lenient;
    }

    private static boolean hasSurrogate(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] strict(String value) throws CharacterCodingException {
        ByteBuffer encoded = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .encode(CharBuffer.wrap(value));
        return Arrays.copyOfRange(encoded.array(), encoded.arrayOffset(), encoded.arrayOffset() + encoded.limit());
    }

    public static String toText(byte[] exact) {
        return new String(exact, StandardCharsets.UTF_8);
    }

    /** Two, four or eight bytes, by the type. */
    public static byte[] ofInteger(ValueType type, long value) {
        return switch (type) {
            case SMALLINT -> ByteBuffer.allocate(2).putShort((short) value).array();
            case INTEGER -> ByteBuffer.allocate(4).putInt((int) value).array();
            default -> ofLong(value);
        };
    }

    public static long toInteger(byte[] exact) {
        ByteBuffer buffer = ByteBuffer.wrap(exact);
        return switch (exact.length) {
            case 2 -> buffer.getShort();
            case 4 -> buffer.getInt();
            default -> buffer.getLong();
        };
    }

    /** The point in time, then the offset in seconds. */
    public static byte[] ofInstant(long micros, int offsetSeconds) {
        return ByteBuffer.allocate(12).putLong(micros).putInt(offsetSeconds).array();
    }

    public static byte[] ofLong(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    /** Scale as u16, then the unscaled value in the fewest bytes of two's complement. */
    public static byte[] ofDecimal(BigDecimal value) {
        BigDecimal scaled = value.scale() < 0 ? value.setScale(0) : value;
        byte[] unscaled = scaled.unscaledValue().toByteArray();
        return ByteBuffer.allocate(2 + unscaled.length)
                .putShort((short) scaled.scale())
                .put(unscaled)
                .array();
    }

    public static BigDecimal toDecimal(byte[] exact) {
        int scale = ByteBuffer.wrap(exact).getShort() & 0xffff;
        return new BigDecimal(new BigInteger(exact, 2, exact.length - 2), scale);
    }

    public static byte[] ofBoolean(boolean value) {
        return new byte[] {(byte) (value ? 1 : 0)};
    }

    public static byte[] ofDays(int days) {
        return ByteBuffer.allocate(4).putInt(days).array();
    }

    public static byte[] ofUuid(UUID value) {
        return ByteBuffer.allocate(16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }

    public static UUID toUuid(byte[] exact) {
        ByteBuffer buffer = ByteBuffer.wrap(exact);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** Bytes that are equal exactly where PostgreSQL calls the values equal. */
    public static byte[] canonical(LogicalType type, byte[] exact) {
        return switch (type.valueType()) {
            case TEXT -> type.ignoresTrailingSpaces() ? withoutTrailingSpaces(exact) : exact;
            case TIMESTAMP_WITH_OFFSET -> Arrays.copyOf(exact, 8);
            case DECIMAL -> canonicalDecimal(exact);
            default -> exact;
        };
    }

    private static byte[] withoutTrailingSpaces(byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] == SPACE) {
            end--;
        }
        return end == text.length ? text : Arrays.copyOf(text, end);
    }

    private static byte[] canonicalDecimal(byte[] exact) {
        BigDecimal stripped = toDecimal(exact).stripTrailingZeros();
        return ofDecimal(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
    }

    /**
     * Checks that opened bytes have the layout of their type: they were authentic, but maybe written by another program.
     *
     * @throws MalformedCiphertextException when they have not
     */
    static void check(ValueType type, byte[] exact) {
        switch (type) {
            case TEXT, BYTES -> {}
            case SMALLINT -> requireLength(exact, 2);
            case INTEGER, DATE -> requireLength(exact, 4);
            case BIGINT, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> requireLength(exact, 8);
            case UUID -> requireLength(exact, 16);
            case TIMESTAMP_WITH_OFFSET -> requireLength(exact, 12);
            case BOOLEAN -> {
                requireLength(exact, 1);
                require(exact[0] == 0 || exact[0] == 1, "a boolean is 0 or 1");
            }
            case DECIMAL -> {
                require(exact.length >= 3, "a decimal has a scale and at least one byte");
                require((ByteBuffer.wrap(exact).getShort() & 0xffff) <= MAX_SCALE, "a decimal's scale is too large");
            }
        }
    }

    private static void requireLength(byte[] exact, int length) {
        require(exact.length == length, "a value of this type has " + length + " bytes");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new MalformedCiphertextException(0, rule);
        }
    }
}
