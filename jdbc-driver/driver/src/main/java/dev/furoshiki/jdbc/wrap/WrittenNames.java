package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.TableName;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Locale;

/**
 * What stands in a text, in constants and comments, too: PostgreSQL's driver, which writes and reads rows through a result set,
 * takes what is behind the first FROM for the table, wherever that is.
 */
final class WrittenNames {

    private final String text;

    WrittenNames(String text) {
        this.text = text.toLowerCase(Locale.ROOT);
    }

    /** Refuses a text that holds the name of a relation with cells, or a name that cannot be compared with it. */
    void requireNoneOf(Catalog catalog) throws SQLFeatureNotSupportedException {
        for (TableName table : catalog.tables().keySet()) {
            require(table.table());
        }
        for (String relation : catalog.opaqueRelations()) {
            require(relation);
        }
        if (text.contains("u&\"")) {
            throw refused("a name with Unicode escapes");
        }
    }

    private void require(String name) throws SQLFeatureNotSupportedException {
        String small = name.toLowerCase(Locale.ROOT);
        if (holds(small) || holds(small.replace("\"", "\"\""))) {
            throw refused("the name of " + name + ", an encrypted table or one that reaches it");
        }
    }

    private static SQLFeatureNotSupportedException refused(String what) {
        return new SQLFeatureNotSupportedException(
                "no row is written or read again through a result set whose text holds " + what + "; use a statement",
                SqlStates.NOT_SUPPORTED);
    }

    /**
     * Whether the name stands there by itself.
     *
     * @param name in small letters
     */
    boolean holds(String name) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean begins = at == 0 || !Character.isUnicodeIdentifierPart(text.charAt(at - 1));
            boolean ends = end == text.length() || !Character.isUnicodeIdentifierPart(text.charAt(end));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }
}
