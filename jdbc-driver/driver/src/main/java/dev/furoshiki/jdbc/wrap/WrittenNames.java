package dev.furoshiki.jdbc.wrap;

import java.util.Locale;

/**
 * Names in a text, in constants and comments, too: PostgreSQL's driver, which writes rows through a result set, takes what
 * stands behind the first FROM for the table, wherever that is. Stateless.
 */
final class WrittenNames {

    private WrittenNames() {}

    /** Whether the name stands there by itself, in any case. */
    static boolean holds(String text, String name) {
        String where = text.toLowerCase(Locale.ROOT);
        String what = name.toLowerCase(Locale.ROOT);
        for (int at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) {
            int end = at + what.length();
            boolean begins = at == 0 || !Character.isUnicodeIdentifierPart(where.charAt(at - 1));
            boolean ends = end == where.length() || !Character.isUnicodeIdentifierPart(where.charAt(end));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }
}
