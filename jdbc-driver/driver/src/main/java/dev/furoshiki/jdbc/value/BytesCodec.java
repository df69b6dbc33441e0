package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** bytea. */
final class BytesCodec extends ColumnCodec {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:\\\\|([0-3][0-7]{2}))");

    BytesCodec(EncryptedColumn column, SessionSettings settings) {
        super(column, settings);
    }

    @Override
    byte[] stored(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case BYTES -> parameter.bytes();
            case UNTYPED -> parsed(parameter.text());
            default -> throw otherType(parameter);
        };
    }

    @Override
    byte[] compared(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case BYTES, UNTYPED -> stored(parameter);
            default -> throw noOperator(parameter);
        };
    }

    /** The hex form, or else the escape form. */
    private byte[] parsed(String text) throws SQLException {
        if (!text.startsWith("\\x")) {
            return unescaped(text);
        }
        try {
            return HexFormat.of().parseHex(text.substring(2));
        } catch (IllegalArgumentException notHex) {
            throw unreadableText();
        }
    }

    /** {@code \\\\} is a backslash, three octal digits behind one are a byte, all else stands for itself. */
    private byte[] unescaped(String text) throws SQLException {
        Matcher escapes = ESCAPE.matcher(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int copied = 0;
        while (escapes.find()) {
            out.writeBytes(plain(text.substring(copied, escapes.start())));
            String digits = escapes.group(1);
            out.write(digits == null ? '\\' : Integer.parseInt(digits, 8));
            copied = escapes.end();
        }
        out.writeBytes(plain(text.substring(copied)));
        return out.toByteArray();
    }

    private byte[] plain(String text) throws SQLException {
        if (text.indexOf('\\') >= 0 || text.indexOf('\0') >= 0) {
            throw unreadableText();
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    String text(byte[] exact) {
        return "\\x" + HexFormat.of().formatHex(exact);
    }

    @Override
    byte[] bytes(byte[] exact) {
        return exact.clone();
    }

    @Override
    Object object(byte[] exact) {
        return exact.clone();
    }

    @Override
    Set<Class<?>> classes() {
        return Set.of(byte[].class);
    }

    @Override
    @Nullable
    Object object(byte[] exact, Class<?> target) {
        return target == byte[].class ? exact.clone() : null;
    }
}
