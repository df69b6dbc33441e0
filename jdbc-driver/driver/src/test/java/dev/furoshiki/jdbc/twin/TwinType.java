package dev.furoshiki.jdbc.twin;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Every type that can be encrypted, with values of it, ends of its range among them. */
@SuppressWarnings("ImmutableEnumChecker") // made by List.of, and never changed
enum TwinType {
    TEXT("text", "", "a", "été", "\uD83D\uDE00", "  a  ", "it's 100 % \\ \"quoted\"?", "x".repeat(5000)),
    VARCHAR("varchar(20)", "", "Ann", "ann", "été", "Ann ", "x".repeat(20)),
    CHAR("char(8)", "", "ab", "abcdefgh", "  ab"),
    SMALLINT("smallint", 0, 1, -1, 32767, -32768),
    INTEGER("integer", 0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE),
    BIGINT("bigint", 0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE),
    NUMERIC("numeric(12,2)", number("0"), number("1.50"), number("-1.5"), number("9999999999.99"), number("0.01")),
    UNCONSTRAINED("numeric", number("0"), number("1.0"), number("1.00"), number("-12345678901234567890.123456789")),
    BOOLEAN("boolean", true, false),
    DATE(
            "date",
            LocalDate.of(2020, 2, 29),
            LocalDate.of(1, 1, 1),
            LocalDate.of(9999, 12, 31),
            Date.valueOf("1999-12-31")),
    TIMESTAMP(
            "timestamp",
            LocalDateTime.of(2020, 2, 29, 10, 11, 12, 123_456_000),
            LocalDateTime.of(1969, 12, 31, 23, 59, 59),
            Timestamp.valueOf("2021-07-01 10:11:12.5")),
    TIMESTAMP_3(
            "timestamp(3)",
            LocalDateTime.of(2020, 2, 29, 10, 11, 12, 123_000_000),
            LocalDateTime.of(2020, 2, 29, 10, 11, 12)),
    TIMESTAMPTZ(
            "timestamptz",
            OffsetDateTime.of(2020, 2, 29, 10, 11, 12, 123_456_000, ZoneOffset.ofHours(-7)),
            OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
            Timestamp.valueOf("2021-07-01 10:11:12.5")),
    UUID("uuid", new UUID(0, 0), new UUID(0x0011223344556677L, 0x8899aabbccddeeffL)),
    BYTEA("bytea", new byte[0], new byte[] {0}, new byte[] {(byte) 0xde, (byte) 0xad, 0, (byte) 0xff});

    private final String declaration;
    private final List<Object> samples;

    TwinType(String declaration, Object... samples) {
        this.declaration = declaration;
        this.samples = List.of(samples);
    }

    private static BigDecimal number(String digits) {
        return new BigDecimal(digits);
    }

    String declaration() {
        return declaration;
    }

    String column() {
        return "c_" + name().toLowerCase(java.util.Locale.ROOT);
    }

    List<Object> samples() {
        return samples;
    }

    /** The samples over and over. */
    Object sample(int index) {
        return samples.get(Math.floorMod(index, samples.size()));
    }
}
