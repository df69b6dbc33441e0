package dev.furoshiki.jdbc.catalog;

import java.util.regex.Pattern;

/**
 * The CHECK constraints that keep other clients from storing plaintext where cells belong: first byte and least length of a
 * cell, length of an index, and that both are NULL or neither. Stateless.
 */
final class CellChecks {

    /** Header, nonce and tag; header and synthetic IV (docs/formats: randomized and deterministic cell v1). */
    private static final int RANDOMIZED_BYTES = 33;

    private static final int DETERMINISTIC_BYTES = 18;
    private static final int INDEX_BYTES = 16;

    /** What PostgreSQL makes of them, without spaces, quotes, parentheses and names. */
    private static final Pattern OURS = Pattern.compile(
            "CHECK" + "(octet_length.*>=(33|18)ANDget_byte.*,0=[12]|octet_length.*=16|.*ISNULL=.*ISNULL)");

    private CellChecks() {}

    static String cell(String column, CellType cellType) {
        String name = SqlNames.quoted(column);
        boolean randomized = cellType == CellType.RANDOMIZED;
        return "CHECK (octet_length(" + name + ") >= " + (randomized ? RANDOMIZED_BYTES : DETERMINISTIC_BYTES)
                + " AND get_byte(" + name + ", 0) = " + (randomized ? 1 : 2) + ")";
    }

    static String index(String companion) {
        return "CHECK (octet_length(" + SqlNames.quoted(companion) + ") = " + INDEX_BYTES + ")";
    }

    static String together(String column, String companion) {
        return "CHECK ((" + SqlNames.quoted(column) + " IS NULL) = (" + SqlNames.quoted(companion) + " IS NULL))";
    }

    /** Finds rows that are no cells; get_byte is not asked of empty ones. */
    static String anyOther(TableName table, String column, CellType cellType) {
        String name = SqlNames.quoted(column);
        boolean randomized = cellType == CellType.RANDOMIZED;
        return "SELECT EXISTS (SELECT 1 FROM " + SqlNames.quoted(table) + " WHERE " + name
                + " IS NOT NULL AND CASE WHEN octet_length(" + name + ") < "
                + (randomized ? RANDOMIZED_BYTES : DETERMINISTIC_BYTES) + " THEN true ELSE get_byte(" + name
                + ", 0) <> "
                + (randomized ? 1 : 2) + " END)";
    }

    /** Whether a definition as {@code pg_get_constraintdef} writes it is one of these. */
    static boolean isOurs(String definition) {
        return OURS.matcher(bare(definition)).matches();
    }

    /** Whether a definition as the server writes it is the wanted one. */
    static boolean same(String definition, String wanted) {
        return bare(definition).equals(bare(wanted));
    }

    private static String bare(String definition) {
        return definition.replaceAll("[\\s()\"]", "");
    }
}
