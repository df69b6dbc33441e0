package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ServerKind;
import dev.furoshiki.jdbc.catalog.TableName;
import java.util.List;

/** Types of MariaDB and H2, with values of each as constants in SQL. */
final class ServerColumns {

    private ServerColumns() {}

    /** @param literals as they stand in SQL */
    record Typed(ServerKind server, String type, List<String> literals) {

        EncryptedColumn column() {
            return new EncryptedColumn(
                    new TableName("PUBLIC", "TWIN"),
                    "V",
                    LogicalType.parse(server, type).orElseThrow(() -> new AssertionError(type)),
                    CellType.RANDOMIZED,
                    IndexType.EQUALITY,
                    new Domain("twin", "00112233445566778899aabbccddeeff", "alias/twin"));
        }

        @Override
        public String toString() {
            return type;
        }
    }

    private static Typed mySql(String type, String... literals) {
        return new Typed(ServerKind.MYSQL, type, List.of(literals));
    }

    private static Typed h2(String type, String... literals) {
        return new Typed(ServerKind.H2, type, List.of(literals));
    }

    private static final String[] DATES = {
        "'2020-02-29'", "'1970-01-01'", "'1969-12-31'", "'1582-10-15'", "'1582-10-04'", "'0001-01-01'", "'9999-12-31'"
    };

    private static final String[] TIMESTAMPS = {
        "'2020-02-29 10:11:12'",
        "'2020-02-29 10:11:12.5'",
        "'2020-02-29 10:11:12.123456'",
        "'2021-03-28 02:30:00'",
        "'2021-10-31 02:30:00'",
        "'1969-12-31 23:59:59.999999'",
        "'1582-10-10 00:00:00'",
        "'0001-01-01 00:00:00'",
        "'9999-12-31 23:59:59'"
    };

    private static final String[] INSTANTS = {
        "'2020-02-29 10:11:12'", "'2020-07-01 10:11:12.5'", "'1970-01-01 12:00:01'", "'2037-12-31 23:59:59'"
    };

    private static final String[] TEXTS = {
        "''",
        "' '",
        "'a'",
        "'ab  '",
        "'été'",
        "'42'",
        "' 42 '",
        "'-7.9'",
        "'1e3'",
        "'true'",
        "'2020-02-29'",
        "'2020-02-29 10:11:12.5'"
    };

    static List<Typed> of(ServerKind server) {
        return switch (server) {
            case MYSQL ->
                List.of(
                        mySql("varchar(30) collate utf8mb4_bin", TEXTS),
                        mySql("varchar(30) collate utf8mb4_nopad_bin", TEXTS),
                        mySql("char(30) collate utf8mb4_bin", TEXTS),
                        mySql("varchar(5) collate utf8mb4_bin", "'abcde'", "'ab   '"),
                        mySql("char(5) collate utf8mb4_nopad_bin", "'abcde'", "'ab'"),
                        mySql("text collate utf8mb4_bin", TEXTS),
                        mySql("tinytext collate utf8mb4_bin", "'a'"),
                        mySql("longtext collate utf8mb4_bin", "'a'"),
                        mySql("tinyint", "0", "1", "-1", "127", "-128"),
                        mySql("tinyint unsigned", "0", "255"),
                        mySql("tinyint(1)", "0", "1", "5", "-1"),
                        mySql("smallint", "0", "32767", "-32768"),
                        mySql("smallint unsigned", "0", "65535"),
                        mySql("mediumint", "0", "8388607", "-8388608"),
                        mySql("mediumint unsigned", "0", "16777215"),
                        mySql("int", "0", "42", "2147483647", "-2147483648"),
                        mySql("int unsigned", "0", "4294967295"),
                        mySql("bigint", "0", "9007199254740993", "9223372036854775807", "-9223372036854775808"),
                        mySql("bigint unsigned", "0", "18446744073709551615"),
                        mySql("decimal(8,2)", "0", "1.50", "-1.5", "999999.99", "127.99"),
                        mySql("decimal(8,2) unsigned", "0", "1.50"),
                        mySql("decimal(30,0)", "0", "123456789012345678901234567890"),
                        mySql("date", DATES),
                        mySql("datetime", "'2020-02-29 10:11:12'", "'1969-12-31 23:59:59'"),
                        mySql("datetime(6)", TIMESTAMPS),
                        mySql("datetime(3)", "'2020-02-29 10:11:12.123'"),
                        mySql("timestamp", "'2020-02-29 10:11:12'"),
                        mySql("timestamp(6)", INSTANTS),
                        mySql("uuid", "'00112233-4455-6677-8899-aabbccddeeff'"),
                        mySql("binary(4)", "x'00'", "x'deadbeef'"),
                        mySql("varbinary(8)", "x''", "x'00'", "x'deadbeef'", "x'3432'"),
                        mySql("blob", "x''", "x'deadbeef'"));
            case H2 ->
                List.of(
                        h2("CHARACTER VARYING(30)", TEXTS),
                        h2("CHARACTER VARYING(5)", "'abcde'", "'ab   '"),
                        h2("CHARACTER VARYING", TEXTS),
                        h2("CHARACTER(5)", "'abcde'", "'ab   '", "''", "'12'"),
                        h2("TINYINT", "0", "127", "-128"),
                        h2("SMALLINT", "0", "32767", "-32768"),
                        h2("INTEGER", "0", "42", "2147483647", "-2147483648"),
                        h2("BIGINT", "0", "9007199254740993", "9223372036854775807", "-9223372036854775808"),
                        h2("NUMERIC(8, 2)", "0", "1.50", "-1.5", "999999.99", "127.99"),
                        h2("NUMERIC(100000, 0)", "0", "123456789012345678901234567890"),
                        h2("BOOLEAN", "TRUE", "FALSE"),
                        h2("DATE", DATES),
                        h2("TIMESTAMP(6)", TIMESTAMPS),
                        h2("TIMESTAMP(0)", "'2020-02-29 10:11:12'"),
                        h2("TIMESTAMP(3)", "'2020-02-29 10:11:12.123'"),
                        h2("TIMESTAMP(6) WITH TIME ZONE", "'2020-02-29 10:11:12+02'", "'1969-12-31 23:59:59.5-03:30'"),
                        h2("UUID", "'00112233-4455-6677-8899-aabbccddeeff'"),
                        h2("BINARY(4)", "X'00'", "X'deadbeef'"),
                        h2("BINARY VARYING(8)", "X''", "X'00'", "X'deadbeef'", "X'3432'"));
            case POSTGRESQL -> throw new IllegalArgumentException("TwinColumns has them");
        };
    }
}
