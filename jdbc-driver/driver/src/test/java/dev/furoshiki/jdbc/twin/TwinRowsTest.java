package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of every type go in and come back as through the plain driver. */
@NullUnmarked // each test sets its twins
class TwinRowsTest {

    private static final int ROWS = 7;
    private static final TwinsOfModes FILLED = new TwinsOfModes(ROWS);
    private static final TwinsOfModes EMPTY = new TwinsOfModes(0);

    private Twins twins;

    @AfterAll
    static void close() throws SQLException {
        FILLED.close();
        EMPTY.close();
    }

    private List<List<Rows.Value>> sameRows(String sql, Object... parameters) throws Exception {
        return twins.same(sql, connection -> Rows.query(connection, sql, parameters));
    }

    @ParameterizedTest
    @EnumSource
    void everyValueComesBack(Mode mode) throws Exception {
        twins = FILLED.of(mode);
        assertThat(sameRows("SELECT * FROM everything ORDER BY id")).hasSize(ROWS + 1);
        sameRows("SELECT p.* FROM everything AS p ORDER BY p.id");
        sameRows(
                "SELECT rank, c_text AS t, note, c_bytea, id + 1 FROM everything p ORDER BY p.id DESC LIMIT 3 OFFSET 1");
        sameRows("SELECT c_uuid, c_uuid FROM public.everything WHERE id = ?", 2);
    }

    @ParameterizedTest
    @EnumSource
    void nullsAreFoundInEveryMode(Mode mode) throws Exception {
        twins = FILLED.of(mode);
        for (TwinType type : mode.types()) {
            assertThat(sameRows("SELECT id FROM everything WHERE " + type.column() + " IS NULL"))
                    .hasSize(1);
            assertThat(sameRows("SELECT id FROM everything WHERE " + type.column() + " IS NOT NULL ORDER BY id"))
                    .hasSize(ROWS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void updatesAndDeletes(Mode mode) throws Exception {
        twins = FILLED.toChange(mode);
        for (TwinType type : mode.types()) {
            String column = type.column();
            twins.same(
                    column,
                    c -> Rows.update(c, "UPDATE everything SET " + column + " = ? WHERE id = ?", type.sample(1), 1));
            twins.same(column, c -> Rows.update(c, "UPDATE everything SET " + column + " = NULL WHERE id = 2"));
        }
        String all = mode.types().stream().map(type -> type.column() + " = ?").collect(Collectors.joining(", "));
        Object[] values = Arrays.copyOf(mode.row(3), mode.types().size() + 2);
        values[values.length - 2] = "touched";
        values[values.length - 1] = 4;
        twins.same(
                "all",
                c -> Rows.update(
                        c, "UPDATE everything p SET " + all + ", note = ?, rank = rank + 1 WHERE p.id > ?", values));
        twins.same("delete", c -> Rows.update(c, "DELETE FROM everything WHERE id = ? OR c_text IS NULL", 3));
        sameRows("SELECT * FROM everything ORDER BY id");
        twins.same("delete all", c -> Rows.update(c, "DELETE FROM everything"));
        assertThat(sameRows("SELECT * FROM everything")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyShapeOfInsert(Mode mode) throws Exception {
        twins = EMPTY.toChange(mode);
        Object[] row = mode.row(1);
        Object[] three = new Object[3 * row.length];
        for (int i = 0; i < three.length; i++) {
            three[i] = mode.row(i / row.length)[i % row.length];
        }
        String values = "(" + mode.placeholders() + ")";
        String rows = values + ", " + values + ",\n\t" + values;
        twins.same(
                "multi-row",
                c -> Rows.update(c, "INSERT INTO everything (" + mode.columns() + ") VALUES " + rows, three));
        twins.same(
                "mixed",
                c -> Rows.update(
                        c,
                        "insert into Everything(note, c_text, rank, c_date) values"
                                + " (upper(?), ?, 1 + ?, NULL), ('it''s', NULL, default, ?), (?, DEFAULT, 2, ?)",
                        "a",
                        "b",
                        3,
                        TwinType.DATE.sample(0),
                        "c",
                        TwinType.DATE.sample(1)));
        String withoutColumns = mode.types().stream()
                .map(type -> type == TwinType.NUMERIC ? "?, 'note'" : "?")
                .collect(Collectors.joining(", "));
        twins.same(
                "without columns",
                c -> Rows.update(c, "INSERT INTO everything VALUES (100, " + withoutColumns + ", 8)", row));
        twins.same("some columns", c -> Rows.update(c, "INSERT INTO everything VALUES (DEFAULT, ?)", row[0]));
        assertThat(sameRows("SELECT * FROM everything ORDER BY id")).hasSize(8);
    }
}
