package dev.furoshiki.jdbc.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.PlainConnections;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Type declarations are read as the server reads them. */
class LogicalTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text|TEXT|0|0",
                "VARCHAR ( 11 )|TEXT|11|0",
                "character varying|TEXT|0|0",
                "char varying(3)|TEXT|3|0",
                "char|TEXT|1|0",
                "Character(5)|TEXT|5|0",
                "bpchar(5)|TEXT|5|0",
                "int2|SMALLINT|0|0",
                "int|INTEGER|0|0",
                "pg_catalog.int8|BIGINT|0|0",
                "numeric|DECIMAL|0|0",
                "decimal(5)|DECIMAL|5|0",
                "dec( 15 , 2 )|DECIMAL|15|2",
                "numeric(3,-2)|DECIMAL|3|-2",
                "bool|BOOLEAN|0|0",
                "date|DATE|0|0",
                "timestamp|TIMESTAMP|6|0",
                "timestamp(0)|TIMESTAMP|0|0",
                "timestamp (3) without  time zone|TIMESTAMP|3|0",
                "timestamptz|TIMESTAMP_WITH_TIME_ZONE|6|0",
                "timestamptz(2)|TIMESTAMP_WITH_TIME_ZONE|2|0",
                "timestamp(6) with time zone|TIMESTAMP_WITH_TIME_ZONE|6|0",
                "uuid|UUID|0|0",
                "bytea|BYTES|0|0",
            })
    void readsWhatTheServerReads(String written, ValueType type, int precision, int scale) throws Exception {
        LogicalType read = LogicalType.parse(written).orElseThrow();
        assertThat(read.valueType()).isEqualTo(type);
        assertThat(read.precision()).isEqualTo(precision);
        assertThat(read.scale()).isEqualTo(scale);
        try (Connection plain = PlainConnections.connect()) {
            CatalogFixture.run(plain, "CREATE TEMPORARY TABLE declared (v " + written + ")");
            List<String> onServer = CatalogFixture.query(
                    plain,
                    "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                            + " WHERE attrelid = 'pg_temp.declared'::regclass AND attnum = 1");
            assertThat(onServer).containsExactly(read.declaration());
        }
        assertThat(LogicalType.parse(read.declaration())).contains(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "()",
                "varchar(0)",
                "varchar(10485761)",
                "varchar(1,2)",
                "varchar(x)",
                "char(0)",
                "bpchar",
                "int(4)",
                "numeric(0)",
                "numeric(1001,0)",
                "numeric(5,1001)",
                "numeric(5,2,1)",
                "text(3)",
                "timestamp(7)",
                "timestamp with",
                "timestampx",
                "timestamp with time zone (3) x",
                "time",
                "interval",
                "json",
                "jsonb",
                "money",
                "real",
                "double precision",
                "int[]",
                "uuid uuid",
                "text collate \"C\"",
                "1",
                "date with time zone"
            })
    void refusesWhatCannotBeEncrypted(String written) {
        assertThat(LogicalType.parse(written)).isEmpty();
    }

    @Test
    void knowsWhatIsPaddedAndWhatIsUnconstrained() {
        assertThat(LogicalType.parse("char(3)").orElseThrow().blankPadded()).isTrue();
        assertThat(LogicalType.parse("varchar(3)").orElseThrow().blankPadded()).isFalse();
        assertThat(LogicalType.parse("numeric").orElseThrow().unconstrainedDecimal())
                .isTrue();
        assertThat(LogicalType.parse("numeric(3)").orElseThrow().unconstrainedDecimal())
                .isFalse();
    }
}
