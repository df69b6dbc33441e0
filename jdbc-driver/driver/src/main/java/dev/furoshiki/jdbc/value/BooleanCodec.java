package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** boolean. */
final class BooleanCodec extends ColumnCodec {

    BooleanCodec(EncryptedColumn column, SessionSettings settings) {
        super(column, settings);
    }

    @Override
    byte[] stored(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case BOOLEAN -> ExactBytes.ofBoolean(parameter.truth());
            case UNTYPED -> ExactBytes.ofBoolean(parsed(parameter.text()));
            default -> throw otherType(parameter);
        };
    }

    @Override
    byte[] compared(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case BOOLEAN, UNTYPED -> stored(parameter);
            default -> throw noOperator(parameter);
        };
    }

    /** Any unambiguous beginning of true, false, yes, no, on, off, and 1 and 0 (parse_bool). */
    private boolean parsed(String text) throws SQLException {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (isBeginning(word, "true", "yes") || word.matches("on|1")) {
            return true;
        }
        if (isBeginning(word, "false", "no") || word.matches("off?|0")) {
            return false;
        }
        throw unreadableText();
    }

    private static boolean isBeginning(String word, String first, String second) {
        return !word.isEmpty() && (first.startsWith(word) || second.startsWith(word));
    }

    @Override
    String text(byte[] exact) {
        return exact[0] == 1 ? "t" : "f";
    }

    @Override
    boolean truth(byte[] exact) {
        return exact[0] == 1;
    }

    @Override
    Object object(byte[] exact) {
        return exact[0] == 1;
    }

    @Override
    Set<Class<?>> classes() {
        return Set.of(Boolean.class);
    }

    @Override
    @Nullable
    Object object(byte[] exact, Class<?> target) {
        return target == Boolean.class ? exact[0] == 1 : null;
    }
}
