package dev.furoshiki.jdbc.hunt;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * Every type that can be encrypted, with few values of each, so that rows have some in common. The values of encrypted columns
 * are those that {@link Canaries} knows; the harmless ones are not.
 */
enum HuntType {
    TEXT(Types.VARCHAR),
    VARCHAR(Types.VARCHAR),
    CHAR(Types.CHAR),
    SMALLINT(Types.SMALLINT),
    INTEGER(Types.INTEGER),
    BIGINT(Types.BIGINT),
    NUMERIC(Types.NUMERIC),
    DECIMAL(Types.NUMERIC),
    BOOLEAN(Types.BOOLEAN),
    DATE(Types.DATE),
    TIMESTAMP(Types.TIMESTAMP),
    TIMESTAMPTZ(Types.TIMESTAMP_WITH_TIMEZONE),
    UUID(Types.OTHER),
    BYTEA(Types.BINARY);

    static final String TEXT_STEM = "kanari";
    static final short SMALL_STEM = -31_000;
    static final int INTEGER_STEM = 1_904_827_000;
    static final long LONG_STEM = 7_318_204_956_137_000L;
    static final String NUMBER_STEM = "846219357";
    static final int YEAR_STEM = 1987;
    static final long UUID_STEM = 0x5b1e8f6093d74c2aL;

    private static final List<Object> PLAIN_NUMBERS = List.of(1, 2, 3, 4, 5, 6, 7, 8);
    private static final List<Object> PLAIN_TEXTS = List.of("pa", "pb", "Pa", "p_%");

    private final int jdbcType;

    HuntType(int jdbcType) {
        this.jdbcType = jdbcType;
    }

    int jdbcType() {
        return jdbcType;
    }

    boolean isText() {
        return this == TEXT || this == VARCHAR;
    }

    /** Whether PostgreSQL's driver leaves it to the server of what type a NULL is. */
    boolean hasUntypedNull() {
        return this == DATE || this == TIMESTAMP || this == TIMESTAMPTZ || this == UUID;
    }

    /** What plain columns hold, of which there are integers and texts only. */
    List<Object> plainValues() {
        return this == INTEGER ? PLAIN_NUMBERS : PLAIN_TEXTS;
    }

    /** @param salt another number for each domain, below 50 */
    List<Object> values(int salt, boolean harmless) {
        String stem = harmless ? "innocen" : TEXT_STEM;
        int first = salt * 10 + (harmless ? 500 : 0);
        return switch (this) {
            case TEXT, VARCHAR, CHAR ->
                List.of(
                        stem + "e-" + salt + "a",
                        "K" + stem.substring(1) + "E-" + salt,
                        stem + "'é? " + salt,
                        stem + ";--$");
            case SMALLINT -> List.of(small(harmless, first), small(harmless, first + 1));
            case INTEGER -> List.of(number(harmless) + first, number(harmless) + first + 1);
            case BIGINT ->
                List.of((LONG_STEM + first) / (harmless ? 2 : 1), (LONG_STEM + first + 1) / (harmless ? 2 : 1));
            case NUMERIC, DECIMAL -> numbers(salt, harmless);
            case BOOLEAN -> List.of(true, false);
            case DATE -> List.of(date(salt, harmless), date(salt, harmless).plusDays(1));
            case TIMESTAMP -> List.of(time(salt, harmless), time(salt, harmless).plusSeconds(1));
            case TIMESTAMPTZ ->
                List.of(
                        time(salt, harmless).atOffset(ZoneOffset.UTC),
                        time(salt, harmless).plusHours(5).atOffset(ZoneOffset.UTC));
            case UUID ->
                List.of(
                        new UUID(UUID_STEM ^ (harmless ? -1 : 0), salt),
                        new UUID(UUID_STEM ^ (harmless ? -1 : 0), salt + 1L));
            case BYTEA ->
                List.of(
                        (stem + salt).getBytes(StandardCharsets.UTF_8),
                        (stem + "\0\\" + salt).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static short small(boolean harmless, int offset) {
        return (short) ((harmless ? -20_000 : SMALL_STEM) - offset);
    }

    private static int number(boolean harmless) {
        return harmless ? 1_111_222_000 : INTEGER_STEM;
    }

    private static List<Object> numbers(int salt, boolean harmless) {
        String stem = harmless ? "111222333" : NUMBER_STEM;
        return List.of(new BigDecimal(stem + "." + (10 + salt)), new BigDecimal("-" + stem + "." + (10 + salt)));
    }

    private static LocalDate date(int salt, boolean harmless) {
        return LocalDate.of(harmless ? 2011 : YEAR_STEM, 3, 1).plusDays(salt);
    }

    private static LocalDateTime time(int salt, boolean harmless) {
        return date(salt, harmless).atTime(21, 43, 5, 617_283_000);
    }
}
