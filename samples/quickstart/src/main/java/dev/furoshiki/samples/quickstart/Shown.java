package dev.furoshiki.samples.quickstart;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Values as a table shows them. */
final class Shown {

    private static final int MOST_BYTES = 10;

    private Shown() {}

    static String value(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return hex(bytes) + Narrator.format(" (%,d bytes)", bytes.length);
        }
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }

    /** Bytes as PostgreSQL's own client writes them, but only the first where there are many. */
    static String hex(byte[] bytes) {
        String hex = "\\x" + HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, MOST_BYTES)));
        return bytes.length > MOST_BYTES ? hex + "..." : hex;
    }
}
