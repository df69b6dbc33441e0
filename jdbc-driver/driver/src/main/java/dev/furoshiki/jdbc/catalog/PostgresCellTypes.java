package dev.furoshiki.jdbc.catalog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The types of cells and indexes: {@code bytea} under three domains (the server's word for a type with a CHECK of its own),
 * which keep other clients from storing plaintext where cells belong, by first byte and least length of a cell and the length
 * of an index. Stateless.
 *
 * <p>The server keeps a domain's CHECK planned for as long as a connection lasts, but reads and plans that of a table anew for
 * every statement that inserts or updates: on four columns with an index, that took as long as the insert itself.
 */
final class PostgresCellTypes {

    static final String RANDOMIZED = "public.furoshiki_randomized_cell";
    static final String DETERMINISTIC = "public.furoshiki_deterministic_cell";
    static final String INDEX = "public.furoshiki_equality_index";

    private static final String ANY_BYTE = "5f";
    private static final String ANY_MORE = "25";

    /** What PostgreSQL makes of {@link #together}, without spaces, quotes and parentheses. */
    private static final Pattern TOGETHER = Pattern.compile("CHECK.*ISNULL=fk_[0-9a-f]{16}_eqISNULL");

    private PostgresCellTypes() {}

    static String of(CellType cellType) {
        return cellType == CellType.RANDOMIZED ? RANDOMIZED : DETERMINISTIC;
    }

    static boolean areOurs(String type) {
        return type.equals(RANDOMIZED) || type.equals(DETERMINISTIC) || type.equals(INDEX);
    }

    /** The statement that makes the types where they are missing. */
    static List<String> create() {
        return List.of("DO $$ BEGIN "
                + create(RANDOMIZED, pattern(CellType.RANDOMIZED))
                + create(DETERMINISTIC, pattern(CellType.DETERMINISTIC))
                + create(INDEX, "'\\x" + ANY_BYTE.repeat(CellChecks.INDEX_BYTES) + "'::bytea")
                + "END $$");
    }

    private static String create(String type, String pattern) {
        return "IF pg_catalog.to_regtype('" + type + "') IS NULL THEN CREATE DOMAIN " + type
                + " AS bytea CHECK (VALUE ~~ " + pattern + "); END IF; ";
    }

    /** For LIKE over bytes, in which {@code _} is any byte: a single comparison. */
    private static String pattern(CellType cellType) {
        return CellChecks.firstByte(cellType, "'\\x", ANY_BYTE.repeat(CellChecks.leastBytes(cellType) - 1))
                + ANY_MORE
                + "'::bytea";
    }

    /** Cell and index are both NULL, or neither: a CHECK of the table, since a domain's sees one column only. */
    static String together(String column, String companion) {
        return "CHECK ((" + SqlNames.quoted(column) + " IS NULL) = (" + SqlNames.quoted(companion) + " IS NULL))";
    }

    /** Finds rows that are no cells. */
    static String anyOther(TableName table, String column, CellType cellType) {
        String name = SqlNames.quoted(column);
        return "SELECT EXISTS (SELECT 1 FROM " + ServerKind.POSTGRESQL.quoted(table) + " WHERE " + name
                + " IS NOT NULL AND NOT (" + name + " ~~ " + pattern(cellType) + "))";
    }

    /** Whether a CHECK as {@code pg_get_constraintdef} writes it is {@link #together}. */
    static boolean isTogether(String definition) {
        return TOGETHER.matcher(definition.replaceAll("[\\s()\"]", "")).matches();
    }
}
