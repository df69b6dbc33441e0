package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** uuid. */
final class UuidCodec extends ColumnCodec {

    /** PostgreSQL takes a hyphen after any group of four digits, and braces around it all. */
    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}");

    UuidCodec(EncryptedColumn column, SessionSettings settings) {
        super(column, settings);
    }

    @Override
    byte[] stored(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case UUID -> ExactBytes.ofUuid(parameter.uuid());
            case UNTYPED -> ExactBytes.ofUuid(parsed(parameter.text()));
            default -> throw otherType(parameter);
        };
    }

    @Override
    byte[] compared(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case UUID, UNTYPED -> stored(parameter);
            default -> throw noOperator(parameter);
        };
    }

    private UUID parsed(String text) throws SQLException {
        String inner = text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
        if (!HEX.matcher(inner).matches()) {
            throw unreadableText();
        }
        String digits = inner.replace("-", "");
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16));
    }

    @Override
    String text(byte[] exact) {
        return ExactBytes.toUuid(exact).toString();
    }

    @Override
    Object object(byte[] exact) {
        return ExactBytes.toUuid(exact);
    }

    @Override
    Set<Class<?>> classes() {
        return Set.of(UUID.class);
    }

    @Override
    @Nullable
    Object object(byte[] exact, Class<?> target) {
        return target == UUID.class ? ExactBytes.toUuid(exact) : null;
    }
}
