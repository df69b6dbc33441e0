package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Comparisons of deterministic and indexed columns find the rows that the plain twin finds. */
@NullUnmarked // each test sets its twins
class TwinComparisonsTest {

    private static final int ROWS = 7;
    private static final TwinsOfModes TWINS = new TwinsOfModes(ROWS);

    private Twins twins;

    @AfterAll
    static void close() throws SQLException {
        TWINS.close();
    }

    private List<List<Rows.Value>> found(String condition, @Nullable Object... parameters) throws Exception {
        return twins.same(
                condition,
                c -> Rows.query(c, "SELECT id FROM everything WHERE " + condition + " ORDER BY id", parameters));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANDOMIZED")
    void everyValueOfEveryTypeIsFound(Mode mode) throws Exception {
        twins = TWINS.of(mode);
        for (TwinType type : mode.types()) {
            String column = type.column();
            for (Object value : type.samples()) {
                assertThat(found(column + " = ?", value)).as(column).isNotEmpty();
                found("? = " + column, value);
                found(column + " <> ?", value);
                found("? != everything." + column, value);
            }
            Object one = type.sample(0);
            Object two = type.sample(1);
            found(column + " IN (?)", one);
            found(column + " IN (?, ?, ?)", one, two, one);
            found(column + " NOT IN (?, ?)", one, two);
            found("NOT " + column + " = ?", one);
            found(column + " = ? OR " + column + " IS NULL", two);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANDOMIZED")
    void datesAndTimesAreFoundInArrays(Mode mode) throws Exception {
        twins = TWINS.of(mode);
        for (TwinType type : List.of(TwinType.DATE, TwinType.TIMESTAMP, TwinType.TIMESTAMPTZ)) {
            Object one = type.sample(0);
            Object other = type.sample(2);
            String sql = "SELECT id FROM everything WHERE " + type.column() + " = ANY (?) ORDER BY id";
            List<List<Rows.Value>> found = twins.same(
                    type.column(),
                    c -> Rows.query(
                            c, sql, c.createArrayOf(type.declaration(), new @Nullable Object[] {one, null, other})));
            assertThat(found).as(type.column()).hasSizeGreaterThan(1);
            twins.same(
                    type.column() + " in none",
                    c -> Rows.query(c, sql, c.createArrayOf(type.declaration(), new Object[0])));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANDOMIZED")
    void nullEqualsNothing(Mode mode) throws Exception {
        twins = TWINS.of(mode);
        for (TwinType type : mode.types()) {
            String column = type.column();
            @Nullable Object[] none = {null};
            assertThat(found(column + " = ?", none)).isEmpty();
            assertThat(found(column + " <> ?", none)).isEmpty();
            found(column + " IN (?, ?)", type.sample(0), null);
            assertThat(found(column + " NOT IN (?, ?)", type.sample(0), null)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANDOMIZED")
    void comparisonsStandBesidePlainConditions(Mode mode) throws Exception {
        twins = TWINS.of(mode);
        found("id > ? AND (c_text = ? OR NOT (rank BETWEEN ? AND 9) OR c_uuid IS NULL)", 2, "a", 8);
        found("c_varchar IS NOT NULL AND id = ?", 2);
        found(
                "note IS NULL AND c_varchar IN (?, ?) AND id IN (?, 2, 3) AND lower(coalesce(note, 'X')) = ?",
                "Ann",
                "ann",
                2,
                "x");
        found("c_boolean = ? AND c_boolean <> ?", true, false);
        found("NOT (c_integer = ? OR c_bigint = ?)", 1, -1L);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANDOMIZED")
    void oneParameterIsStoredAndTheOtherCompared(Mode mode) throws Exception {
        twins = TWINS.toChange(mode);
        for (TwinType type : mode.types()) {
            String column = type.column();
            String swap = "UPDATE everything SET " + column + " = ? WHERE " + column + " = ?";
            twins.same(swap, c -> Rows.update(c, swap, type.sample(0), type.sample(1)));
            found(column + " = ?", type.sample(0));
        }
        String delete = "DELETE FROM everything p WHERE p.c_text IN (?, ?) AND p.id > 1";
        int deleted = twins.same(delete, c -> Rows.update(c, delete, "", "a"));
        assertThat(deleted).isPositive();
        twins.same("rest", c -> Rows.query(c, "SELECT * FROM everything ORDER BY id"));
    }

    /** What fits no value of the column's type: both find nothing, or both refuse. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANDOMIZED")
    void valuesThatTheColumnCannotHold(Mode mode) throws Exception {
        twins = TWINS.of(mode);
        assertThat(found("c_varchar = ?", "longer than twenty characters")).isEmpty();
        assertThat(found("c_varchar <> ?", "longer than twenty characters")).hasSize(ROWS);
        assertThat(found("c_smallint = ?", 70_000)).isEmpty();
        assertThat(found("c_integer NOT IN (?, ?)", Long.MAX_VALUE, 1)).isNotEmpty();
        twins.sameRefusal(
                "text for a number", "42883", c -> Rows.query(c, "SELECT id FROM everything WHERE c_integer = ?", "1"));
        twins.sameRefusal(
                "too long", "22001", c -> Rows.update(c, "UPDATE everything SET c_varchar = ?", "y".repeat(21)));
        twins.sameRefusal("out of range", "22003", c -> Rows.update(c, "UPDATE everything SET c_smallint = ?", 70_000));
    }
}
