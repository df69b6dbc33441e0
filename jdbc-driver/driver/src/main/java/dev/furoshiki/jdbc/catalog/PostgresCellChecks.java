package dev.furoshiki.jdbc.catalog;

import java.util.HexFormat;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CHECK constraints that keep other clients from storing plaintext where cells belong: first byte and least length of a
 * cell, length of an index, and that both are NULL or neither. Stateless.
 *
 * <p>Each is a single LIKE over bytes ({@code ~~}, in which {@code _} is any byte), since the server reads and plans every
 * CHECK anew for every statement that inserts or updates: {@code octet_length(c) >= 33 AND get_byte(c, 0) = 1} says the same,
 * and took six microseconds a column and row instead of less than one.
 */
final class PostgresCellChecks {

    /** Header, nonce and tag; header and synthetic IV (docs/formats: randomized and deterministic cell v1). */
    private static final int RANDOMIZED_BYTES = 33;

    private static final int DETERMINISTIC_BYTES = 18;
    private static final int INDEX_BYTES = 16;

    private static final String ANY_BYTE = "5f";
    private static final String ANY_MORE = "25";

    private static final Pattern HEX = Pattern.compile("\\\\x([0-9a-f]+)");

    /** What PostgreSQL makes of them, without spaces, quotes, parentheses and names, under either bytea_output. */
    private static final Pattern OURS = Pattern.compile(
            "CHECK[^~]*~~'(\\\\x(0[12])?(5f)+(25)?|\\\\00[12]_+%|_{16})'::bytea|CHECK.*ISNULL=.*ISNULL");

    private PostgresCellChecks() {}

    static String cell(String column, CellType cellType) {
        return "CHECK (" + SqlNames.quoted(column) + " ~~ " + pattern(cellType) + ")";
    }

    private static String pattern(CellType cellType) {
        return cellType == CellType.RANDOMIZED
                ? "'\\x01" + ANY_BYTE.repeat(RANDOMIZED_BYTES - 1) + ANY_MORE + "'::bytea"
                : "'\\x02" + ANY_BYTE.repeat(DETERMINISTIC_BYTES - 1) + ANY_MORE + "'::bytea";
    }

    static String index(String companion) {
        return "CHECK (" + SqlNames.quoted(companion) + " ~~ '\\x" + ANY_BYTE.repeat(INDEX_BYTES) + "'::bytea)";
    }

    static String together(String column, String companion) {
        return "CHECK ((" + SqlNames.quoted(column) + " IS NULL) = (" + SqlNames.quoted(companion) + " IS NULL))";
    }

    /** Finds rows that are no cells. */
    static String anyOther(TableName table, String column, CellType cellType) {
        String name = SqlNames.quoted(column);
        return "SELECT EXISTS (SELECT 1 FROM " + ServerKind.POSTGRESQL.quoted(table) + " WHERE " + name
                + " IS NOT NULL AND NOT (" + name + " ~~ " + pattern(cellType) + "))";
    }

    /** Whether a definition as {@code pg_get_constraintdef} writes it is one of these. */
    static boolean isOurs(String definition) {
        return OURS.matcher(bare(definition)).matches();
    }

    /** Whether a definition as the server writes it is the wanted one. */
    static boolean same(String definition, String wanted) {
        String bare = bare(definition);
        return bare.equals(bare(wanted)) || bare.equals(bare(escaped(wanted)));
    }

    private static String bare(String definition) {
        return definition.replaceAll("[\\s()\"]", "");
    }

    /** The same as a session with {@code bytea_output = escape} is shown it. */
    private static String escaped(String definition) {
        return HEX.matcher(definition).replaceAll(PostgresCellChecks::escaped);
    }

    private static String escaped(MatchResult hex) {
        StringBuilder escaped = new StringBuilder();
        for (byte one : HexFormat.of().parseHex(hex.group(1))) {
            escaped.append(one >= ' ' ? String.valueOf((char) one) : String.format("\\%03o", one));
        }
        return Matcher.quoteReplacement(escaped.toString());
    }
}
