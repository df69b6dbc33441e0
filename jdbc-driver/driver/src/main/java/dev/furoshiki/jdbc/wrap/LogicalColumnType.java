package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.LogicalType;
import java.sql.Types;

/**
 * What the plain driver says of a plain column of a logical type. Immutable.
 *
 * @param sqlType one of {@link Types}
 * @param typeName the server's short name of the type
 * @param className what {@code getObject} gives
 * @param precision characters, digits, or the width of the text; {@link #UNLIMITED} where there is no limit
 * @param scale digits after the point, of numbers and of seconds
 * @param displaySize the width of the widest value as text
 */
record LogicalColumnType(int sqlType, String typeName, String className, int precision, int scale, int displaySize) {

    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int DATE_WIDTH = 13;
    private static final int TIMESTAMP_WIDTH = 22;
    private static final int TIMESTAMP_WITH_ZONE_WIDTH = 28;
    private static final int UNCONSTRAINED_NUMERIC_WIDTH = 131089;

    static LogicalColumnType of(LogicalType type) {
        return switch (type.server()) {
            case POSTGRESQL -> ofPostgres(type);
            case MYSQL -> MySqlColumnTypes.of(type);
            case H2 -> H2ColumnTypes.of(type);
        };
    }

    private static LogicalColumnType ofPostgres(LogicalType type) {
        return switch (type.valueType()) {
            case TEXT -> text(type);
            case SMALLINT -> new LogicalColumnType(Types.SMALLINT, "int2", "java.lang.Integer", 5, 0, 6);
            case INTEGER -> new LogicalColumnType(Types.INTEGER, "int4", "java.lang.Integer", 10, 0, 11);
            case BIGINT -> new LogicalColumnType(Types.BIGINT, "int8", "java.lang.Long", 19, 0, 20);
            case DECIMAL -> decimal(type);
            case BOOLEAN -> new LogicalColumnType(Types.BIT, "bool", "java.lang.Boolean", 1, 0, 1);
            case DATE -> new LogicalColumnType(Types.DATE, "date", "java.sql.Date", DATE_WIDTH, 0, DATE_WIDTH);
            case TIMESTAMP -> timestamp("timestamp", TIMESTAMP_WIDTH, type.precision());
            case TIMESTAMP_WITH_TIME_ZONE -> timestamp("timestamptz", TIMESTAMP_WITH_ZONE_WIDTH, type.precision());
            case UUID -> new LogicalColumnType(Types.OTHER, "uuid", "java.util.UUID", UNLIMITED, 0, UNLIMITED);
            case BYTES -> new LogicalColumnType(Types.BINARY, "bytea", "[B", UNLIMITED, 0, UNLIMITED);
            case TIMESTAMP_WITH_OFFSET -> throw new IllegalArgumentException("PostgreSQL has no " + type);
        };
    }

    private static LogicalColumnType text(LogicalType type) {
        int size = type.precision() == 0 ? UNLIMITED : type.precision();
        int sqlType = type.blankPadded() ? Types.CHAR : Types.VARCHAR;
        String name = type.blankPadded() ? "bpchar" : type.declaration().equals("text") ? "text" : "varchar";
        return new LogicalColumnType(sqlType, name, "java.lang.String", size, 0, size);
    }

    private static LogicalColumnType decimal(LogicalType type) {
        // A sign, and a point where there are digits after it.
        int width = type.unconstrainedDecimal()
                ? UNCONSTRAINED_NUMERIC_WIDTH
                : type.precision() + 1 + (type.scale() == 0 ? 0 : 1);
        return new LogicalColumnType(
                Types.NUMERIC, "numeric", "java.math.BigDecimal", type.precision(), type.scale(), width);
    }

    private static LogicalColumnType timestamp(String name, int width, int fractionDigits) {
        int whole = width + (fractionDigits == 0 ? 0 : 1 + fractionDigits);
        return new LogicalColumnType(Types.TIMESTAMP, name, "java.sql.Timestamp", whole, fractionDigits, whole);
    }

    boolean signed() {
        return switch (sqlType) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL -> true;
            default -> false;
        };
    }

    boolean caseSensitive() {
        return switch (sqlType) {
            case Types.CHAR, Types.VARCHAR, Types.OTHER, Types.BINARY -> true;
            default -> false;
        };
    }

    /** Whether {@code CHAR_OCTET_LENGTH} applies. */
    boolean hasOctetLength() {
        return sqlType == Types.CHAR || sqlType == Types.VARCHAR || sqlType == Types.BINARY;
    }
}
