package dev.furoshiki.jdbc.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server lets through, and whether the CHECKs are recognised when they are read back. */
class CellChecksTest {

    private static CatalogFixture fixture;

    @BeforeAll
    static void tables() throws Exception {
        fixture = new CatalogFixture();
        fixture.run(
                "CREATE TABLE randomized (x bytea " + PostgresCellChecks.cell("x", CellType.RANDOMIZED) + ")",
                "CREATE TABLE deterministic (x bytea " + PostgresCellChecks.cell("x", CellType.DETERMINISTIC) + ")",
                "CREATE TABLE indexed (x bytea " + PostgresCellChecks.index("x") + ", y bytea, "
                        + PostgresCellChecks.together("x", "y") + ")");
    }

    @AfterAll
    static void close() throws Exception {
        fixture.close();
    }

    private static void insert(String table, int first, int length) throws SQLException {
        byte[] value = new byte[length];
        java.util.Arrays.fill(value, (byte) '%');
        if (length > 0) {
            value[0] = (byte) first;
        }
        Connection plain = fixture.plain;
        try (PreparedStatement insert = plain.prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
            insert.setBytes(1, value);
            insert.executeUpdate();
        }
    }

    @ParameterizedTest
    @CsvSource({"randomized, 1, 33", "randomized, 1, 5000", "deterministic, 2, 18", "deterministic, 2, 19"})
    void aCellIsLetIn(String table, int first, int length) throws Exception {
        insert(table, first, length);
        assertThat(CatalogFixture.query(
                        fixture.plain, PostgresCellChecks.anyOther(new TableName("public", table), "x", type(table))))
                .containsExactly("f");
    }

    private static CellType type(String table) {
        return CellType.valueOf(table.toUpperCase(java.util.Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource({
        "randomized, 1, 32", "randomized, 2, 33", "randomized, 1, 0", "randomized, 1, 1", "deterministic, 2, 17",
        "deterministic, 1, 18", "deterministic, 95, 18", "indexed, 7, 16", "indexed, 7, 15", "indexed, 7, 17"
    })
    void whatIsNoCellIsNot(String table, int first, int length) {
        assertThatThrownBy(() -> insert(table, first, length))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        error -> assertThat(error.getSQLState()).isEqualTo("23514"));
    }

    @Test
    void theyAreRecognisedUnderEitherOutputOfBytes() throws Exception {
        for (String output : List.of("hex", "escape")) {
            fixture.run("SET bytea_output = " + output);
            List<String> definitions = CatalogFixture.query(
                    fixture.plain,
                    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid IN"
                            + " ('randomized'::regclass, 'deterministic'::regclass, 'indexed'::regclass) ORDER BY"
                            + " conrelid, conname");
            assertThat(definitions).hasSize(4).allMatch(PostgresCellChecks::isOurs);
            assertThat(definitions)
                    .anyMatch(one -> PostgresCellChecks.same(one, PostgresCellChecks.cell("x", CellType.RANDOMIZED)))
                    .anyMatch(one -> PostgresCellChecks.same(one, PostgresCellChecks.cell("x", CellType.DETERMINISTIC)))
                    .anyMatch(one -> PostgresCellChecks.same(one, PostgresCellChecks.index("x")))
                    .noneMatch(one -> PostgresCellChecks.same(one, PostgresCellChecks.index("y")));
        }
        assertThat(PostgresCellChecks.isOurs("CHECK ((x ~~ 'a%'::text))")).isFalse();
    }
}
