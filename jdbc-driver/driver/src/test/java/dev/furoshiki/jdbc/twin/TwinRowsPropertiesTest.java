package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Random rows of random types come back, and are found, as through the plain twin. */
class TwinRowsPropertiesTest {

    private static final long DAYS = 3_000_000;
    private static final long MICROS = 200_000_000_000_000_000L;

    private static @Nullable Twins twins;

    /** A column of one of the modes, and values for it. */
    record Column(Mode mode, TwinType type, List<@Nullable Object> values) {

        /** No value is printed whose bytes would be gone. */
        @Override
        public String toString() {
            return mode + " " + type + " " + values.size();
        }
    }

    @BeforeContainer
    static void open() throws SQLException {
        twins = new Twins();
    }

    @AfterContainer
    static void close() throws SQLException {
        open(twins).close();
    }

    private static Twins open(@Nullable Twins opened) {
        return java.util.Objects.requireNonNull(opened);
    }

    @Property(tries = 60)
    void aColumnIsLikeItsTwin(@ForAll("columns") Column column) throws Exception {
        Twins both = open(twins);
        both.define("CREATE TABLE random (id serial, v " + column.type().declaration() + " "
                + column.mode().clause() + ")");
        try {
            for (Object value : column.values()) {
                both.same("insert", c -> Rows.update(c, "INSERT INTO random (v) VALUES (?)", value));
            }
            int rows = both.same("rows", c -> Rows.query(c, "SELECT * FROM random ORDER BY id"))
                    .size();
            assertThat(rows).isEqualTo(column.values().size());
            if (column.mode() != Mode.RANDOMIZED) {
                for (Object value : column.values()) {
                    both.same("equal", c -> Rows.query(c, "SELECT id FROM random WHERE v = ? ORDER BY id", value));
                    both.same(
                            "other", c -> Rows.query(c, "SELECT id FROM random WHERE v NOT IN (?) ORDER BY id", value));
                }
            }
        } finally {
            both.define("DROP TABLE random");
        }
    }

    @Provide
    Arbitrary<Column> columns() {
        return Arbitraries.of(Mode.class)
                .flatMap(mode -> Arbitraries.of(mode.types()).flatMap(type -> column(mode, type)));
    }

    private static Arbitrary<Column> column(Mode mode, TwinType type) {
        return values(type)
                .injectNull(0.1)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(values -> new Column(mode, type, values));
    }

    private static Arbitrary<Object> values(TwinType type) {
        return switch (type) {
            case TEXT -> text(40);
            case VARCHAR -> text(20);
            case CHAR -> text(8);
            case SMALLINT -> Arbitraries.shorts().map(Integer::valueOf);
            case INTEGER -> Arbitraries.integers().map(value -> value);
            case BIGINT -> Arbitraries.longs().map(value -> value);
            case NUMERIC -> decimals("9999999999.99", 2);
            case UNCONSTRAINED -> decimals("1e30", 20);
            case BOOLEAN -> Arbitraries.of(true, false);
            case DATE -> Arbitraries.longs().between(-700_000, DAYS).map(LocalDate::ofEpochDay);
            case TIMESTAMP -> micros().map(TwinRowsPropertiesTest::time);
            case TIMESTAMP_3 -> micros().map(value -> time(value).truncatedTo(ChronoUnit.MILLIS));
            case TIMESTAMPTZ -> micros().map(value -> OffsetDateTime.of(time(value), ZoneOffset.ofHours(3)));
            case UUID ->
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
            case BYTEA -> Arbitraries.bytes().array(byte[].class).ofMaxSize(70).map(bytes -> bytes);
        };
    }

    /** Characters that PostgreSQL stores: neither NUL nor half a surrogate pair. */
    private static Arbitrary<Object> text(int characters) {
        return Arbitraries.integers()
                .between(1, Character.MAX_CODE_POINT)
                .filter(point -> !Character.isSurrogate((char) point.intValue()) || point > Character.MAX_VALUE)
                .list()
                .ofMaxSize(characters)
                .map(points -> points.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    private static Arbitrary<Object> decimals(String greatest, int scale) {
        BigDecimal bound = new BigDecimal(greatest);
        return Arbitraries.bigDecimals()
                .between(bound.negate(), bound)
                .ofScale(scale)
                .map(value -> value);
    }

    private static Arbitrary<Long> micros() {
        return Arbitraries.longs().between(-60_000_000_000_000_000L, MICROS);
    }

    private static LocalDateTime time(long micros) {
        return LocalDateTime.of(1970, 1, 1, 0, 0).plus(micros, ChronoUnit.MICROS);
    }
}
