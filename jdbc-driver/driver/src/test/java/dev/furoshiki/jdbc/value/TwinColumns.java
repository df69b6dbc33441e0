package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.TableName;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** Types and values that both the plain driver and ours are held to. */
@SuppressWarnings("ImmutableEnumChecker") // List.of gives an immutable list
enum TwinColumns {
    TEXT(
            "text",
            "",
            " ",
            "a",
            "été",
            "42",
            " 42 ",
            "-7.9",
            "1e3",
            "$12",
            "-$5",
            "300",
            "99999999999",
            "true",
            "off",
            "2020-02-29",
            "2020-02-29 10:11:12.5",
            "2020-02-29 10:11:12.5+02",
            "0044-03-15 BC",
            "infinity",
            "NaN",
            "\uD83D\uDE00",
            "a\tb\nc",
            "123456789012345678901234567890"),
    VARCHAR("character varying(5)", "", "abcde", "ab   ", "été", "1.5", "t"),
    CHAR("character(5)", "", "ab", "abcde", "  a", "12"),
    SMALLINT("smallint", "0", "1", "-1", "127", "128", "-32768", "32767"),
    INTEGER("integer", "0", "1", "42", "-128", "-129", "2147483647", "-2147483648"),
    BIGINT("bigint", "0", "1", "2147483648", "9007199254740993", "9223372036854775807", "-9223372036854775808"),
    DECIMAL("numeric(8,2)", "0", "0.00", "1", "1.50", "-1.5", "999999.99", "-0.01", "127.99", "128", "32768.5"),
    NEGATIVE_SCALE("numeric(3,-2)", "100", "12300", "-99900", "0"),
    ALL_FRACTION("numeric(3,5)", "0.00999", "-0.00001", "0"),
    UNCONSTRAINED(
            "numeric",
            "0",
            "0.000",
            "1.0",
            "1.00",
            "100",
            "1e20",
            "-1e-20",
            "9223372036854775807.5",
            "9223372036854775808",
            "123456789012345678901234567890.123456789"),
    BOOLEAN("boolean", "true", "false"),
    DATE(
            "date",
            "2020-02-29",
            "1970-01-01",
            "1969-12-31",
            "2021-03-28",
            "1900-01-01",
            "1582-10-15",
            "1582-10-04",
            "1500-03-01",
            "0001-01-01",
            "0044-03-15 BC",
            "4713-01-01 BC",
            "9999-12-31",
            "12345-06-07",
            "infinity",
            "-infinity"),
    TIMESTAMP(
            "timestamp without time zone",
            "2020-02-29 10:11:12",
            "2020-02-29 10:11:12.5",
            "2020-02-29 10:11:12.123456",
            "2021-03-28 02:30:00",
            "2021-03-14 02:30:00",
            "2021-10-31 02:30:00",
            "2021-11-07 01:30:00",
            "1970-01-01 00:00:00",
            "1969-12-31 23:59:59.999999",
            "1900-01-01 00:00:00",
            "1582-10-10 00:00:00",
            "1500-03-01 12:00:00",
            "0001-01-01 00:00:00",
            "0044-03-15 12:00:00 BC",
            "2500-07-01 00:00:00",
            "12345-06-07 08:09:10",
            "infinity",
            "-infinity"),
    TIMESTAMP_3(
            "timestamp(3) without time zone",
            "2020-02-29 10:11:12.1235",
            "1999-12-31 23:59:59.9995",
            "1999-12-31 23:59:59.4995"),
    TIMESTAMPTZ(
            "timestamp with time zone",
            "2020-02-29 10:11:12+00",
            "2020-07-01 10:11:12.5+00",
            "2021-03-28 01:30:00+00",
            "2021-10-31 00:30:00+00",
            "2021-10-31 01:30:00+00",
            "1969-12-31 23:59:59.999999+00",
            "1935-07-01 00:00:00+00",
            "1900-01-01 00:00:00+00",
            "1582-10-10 00:00:00+00",
            "1500-03-01 12:00:00+00",
            "0044-03-15 12:00:00+00 BC",
            "2500-07-01 00:00:00+00",
            "infinity",
            "-infinity"),
    UUID("uuid", "00112233-4455-6677-8899-aabbccddeeff", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
    BYTEA("bytea", "\\x", "\\x00", "\\xdeadbeef", "\\x3432");

    final String type;
    final List<String> literals;

    TwinColumns(String type, String... literals) {
        this.type = type;
        this.literals = List.of(literals);
    }

    EncryptedColumn column() {
        return new EncryptedColumn(
                new TableName("public", "twin"),
                "v",
                LogicalType.parse(type).orElseThrow(),
                CellType.RANDOMIZED,
                IndexType.EQUALITY,
                new Domain("twin", "00112233445566778899aabbccddeeff", "alias/twin"));
    }

    ColumnValue stored(String literal, SessionSettings settings) throws SQLException {
        return settings.parameters(column(), ParameterUse.STORED).fromObject(literal, Types.OTHER, -1);
    }
}
