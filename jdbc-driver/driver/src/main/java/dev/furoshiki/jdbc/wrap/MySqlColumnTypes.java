package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.LogicalType;
import java.sql.Types;
import java.util.Locale;

/** What MariaDB's driver says of a plain column of a logical type. Stateless. */
final class MySqlColumnTypes {

    private static final int LONG_BYTES = 16_777_215;

    private MySqlColumnTypes() {}

    static LogicalColumnType of(LogicalType type) {
        String name = type.declaration().replaceAll("[( ].*", "");
        boolean unsigned = type.declaration().endsWith(" unsigned");
        return switch (name) {
            case "tinyint" -> tinyint(type, unsigned);
            case "smallint" -> integer(unsigned ? Types.INTEGER : Types.SMALLINT, "SMALLINT", unsigned, 6, "Integer");
            case "mediumint" -> integer(Types.INTEGER, "MEDIUMINT", unsigned, 9, "Integer");
            case "int" ->
                integer(
                        unsigned ? Types.BIGINT : Types.INTEGER,
                        "INTEGER",
                        unsigned,
                        unsigned ? 10 : 11,
                        unsigned ? "Long" : "Integer");
            case "bigint" ->
                new LogicalColumnType(
                        Types.BIGINT,
                        unsigned ? "BIGINT UNSIGNED" : "BIGINT",
                        unsigned ? "java.math.BigInteger" : "java.lang.Long",
                        20,
                        0,
                        20);
            case "decimal" -> decimal(type, unsigned);
            case "date" -> new LogicalColumnType(Types.DATE, "DATE", "java.sql.Date", 10, 0, 10);
            case "datetime", "timestamp" -> timestamp(type, name);
            case "uuid" -> new LogicalColumnType(Types.OTHER, "uuid", "java.util.UUID", 36, 0, 36);
            case "char" ->
                new LogicalColumnType(Types.CHAR, "CHAR", "java.lang.String", type.precision(), 0, type.precision());
            case "varchar" ->
                new LogicalColumnType(
                        Types.VARCHAR, "VARCHAR", "java.lang.String", type.precision(), 0, type.precision());
            case "binary" ->
                new LogicalColumnType(Types.VARBINARY, "BINARY", "byte[]", type.precision(), 0, type.precision());
            case "varbinary" ->
                new LogicalColumnType(Types.VARBINARY, "VARBINARY", "byte[]", type.precision(), 0, type.precision());
            default -> large(type, name);
        };
    }

    private static LogicalColumnType tinyint(LogicalType type, boolean unsigned) {
        return type.declaration().equals("tinyint(1)")
                ? new LogicalColumnType(Types.BIT, "BIT", "java.lang.Boolean", 1, 0, 1)
                : integer(unsigned ? Types.SMALLINT : Types.TINYINT, "TINYINT", unsigned, unsigned ? 3 : 4, "Integer");
    }

    private static LogicalColumnType integer(int sqlType, String name, boolean unsigned, int width, String className) {
        return new LogicalColumnType(
                sqlType, unsigned ? name + " UNSIGNED" : name, "java.lang." + className, width, 0, width);
    }

    private static LogicalColumnType decimal(LogicalType type, boolean unsigned) {
        int width = type.precision() + (type.scale() > 0 ? 1 : 0) + (unsigned ? 0 : 1);
        return new LogicalColumnType(
                Types.DECIMAL,
                unsigned ? "DECIMAL UNSIGNED" : "DECIMAL",
                "java.math.BigDecimal",
                type.precision(),
                type.scale(),
                width);
    }

    private static LogicalColumnType timestamp(LogicalType type, String name) {
        int width = 19 + (type.precision() == 0 ? 0 : 1 + type.precision());
        return new LogicalColumnType(
                Types.TIMESTAMP, name.toUpperCase(Locale.ROOT), "java.sql.Timestamp", width, type.precision(), width);
    }

    private static LogicalColumnType large(LogicalType type, String name) {
        boolean text = name.endsWith("text");
        int size = type.precision() == 0 ? LogicalColumnType.UNLIMITED : type.precision();
        boolean isLong = type.precision() == 0 || type.precision() >= LONG_BYTES;
        int sqlType =
                text ? isLong ? Types.LONGVARCHAR : Types.VARCHAR : isLong ? Types.LONGVARBINARY : Types.VARBINARY;
        return new LogicalColumnType(
                sqlType, name.toUpperCase(Locale.ROOT), text ? "java.lang.String" : "java.sql.Blob", size, 0, size);
    }
}
