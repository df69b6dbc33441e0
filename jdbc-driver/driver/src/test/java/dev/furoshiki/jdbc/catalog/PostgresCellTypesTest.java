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

/** What the server lets through, and whether the CHECK of the table is recognised when it is read back. */
class PostgresCellTypesTest {

    private static final String COMPANION = "fk_0123456789abcdef_eq";

    private static CatalogFixture fixture;

    @BeforeAll
    static void tables() throws Exception {
        fixture = new CatalogFixture();
        for (int twice = 0; twice < 2; twice++) {
            fixture.run(PostgresCellTypes.create().toArray(String[]::new));
        }
        fixture.run(
                "CREATE TABLE randomized (x " + PostgresCellTypes.RANDOMIZED + ")",
                "CREATE TABLE deterministic (x " + PostgresCellTypes.DETERMINISTIC + ")",
                "CREATE TABLE indexed (x " + PostgresCellTypes.INDEX + ", \"A y\" bytea, "
                        + PostgresCellTypes.together("A y", COMPANION) + ", " + COMPANION
                        + " bytea, CHECK (x <> '\\x00'))");
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
        try (PreparedStatement insert = plain.prepareStatement("INSERT INTO " + table + " (x) VALUES (?)")) {
            insert.setBytes(1, value);
            insert.executeUpdate();
        }
    }

    @ParameterizedTest
    @CsvSource({"randomized, 1, 33", "randomized, 1, 5000", "deterministic, 2, 18", "deterministic, 2, 19"})
    void aCellIsLetIn(String table, int first, int length) throws Exception {
        insert(table, first, length);
        assertThat(CatalogFixture.query(
                        fixture.plain, PostgresCellTypes.anyOther(new TableName("public", table), "x", type(table))))
                .containsExactly("f");
    }

    @Test
    void anIndexIsLetIn() throws Exception {
        insert("indexed", 7, CellChecks.INDEX_BYTES);
        assertThat(CatalogFixture.query(fixture.plain, "SELECT octet_length(x) FROM indexed"))
                .containsExactly("16");
    }

    private static CellType type(String table) {
        return CellType.valueOf(table.toUpperCase(java.util.Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource({
        "randomized, 1, 32",
        "randomized, 2, 33",
        "randomized, 1, 0",
        "randomized, 1, 1",
        "deterministic, 2, 17",
        "deterministic, 1, 18",
        "deterministic, 95, 18",
        "indexed, 7, 15",
        "indexed, 7, 17"
    })
    void whatIsNoCellIsNot(String table, int first, int length) {
        assertThatThrownBy(() -> insert(table, first, length))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        error -> assertThat(error.getSQLState()).isEqualTo("23514"));
    }

    @Test
    void theCheckOfBothIsRecognised() throws Exception {
        List<String> definitions = CatalogFixture.query(
                fixture.plain,
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid ="
                        + " 'indexed'::regclass");
        assertThat(definitions).hasSize(2);
        assertThat(definitions.stream().filter(PostgresCellTypes::isTogether))
                .singleElement()
                .asString()
                .contains(COMPANION);
    }
}
