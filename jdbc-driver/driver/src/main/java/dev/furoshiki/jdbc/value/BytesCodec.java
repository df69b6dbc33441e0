package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** bytea. */
final class BytesCodec extends ColumnCodec {

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

    /** The hex form; the older escape form is not guessed at. */
    private byte[] parsed(String text) throws SQLException {
        if (!text.startsWith("\\x")) {
            throw unreadableText();
        }
        try {
            return HexFormat.of().parseHex(text.substring(2));
        } catch (IllegalArgumentException notHex) {
            throw unreadableText();
        }
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
