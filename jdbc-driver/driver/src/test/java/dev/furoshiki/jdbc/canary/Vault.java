package dev.furoshiki.jdbc.canary;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table with a column of each type that a canary has, encrypted in each way. */
final class Vault {

    private static final Map<String, String> TYPES = new java.util.TreeMap<>(Map.of(
            "text", "text",
            "varchar", "varchar(40)",
            "char", "char(30)",
            "bigint", "bigint",
            "integer", "integer",
            "numeric", "numeric(20,2)",
            "date", "date",
            "stamp", "timestamp",
            "zoned", "timestamptz"));

    private static final Map<String, String> MORE_TYPES = Map.of("uuid", "uuid", "bytes", "bytea");

    private static final Map<String, String> MODES = new java.util.TreeMap<>(Map.of(
            "r", "TYPE = RANDOMIZED",
            "i", "TYPE = RANDOMIZED, INDEX = EQUALITY",
            "d", "TYPE = DETERMINISTIC"));

    private Vault() {}

    static String create() {
        List<String> columns = new ArrayList<>(List.of("id serial PRIMARY KEY", "note text"));
        MODES.forEach((mode, options) -> {
            String clause = " ENCRYPTED WITH (KEY = 'alias/pii', " + options + ")";
            TYPES.forEach((name, type) -> columns.add(mode + "_" + name + " " + type + clause));
            MORE_TYPES.forEach((name, type) -> columns.add(mode + "_" + name + " " + type + clause));
        });
        return "CREATE TABLE vault (" + String.join(", ", columns) + ")";
    }

    static List<String> columns() {
        return MODES.keySet().stream()
                .flatMap(mode -> Stream.concat(TYPES.keySet().stream(), MORE_TYPES.keySet().stream())
                        .map(name -> mode + "_" + name))
                .toList();
    }

    /** In turn of each mode. */
    static List<String> oneOfEachType() {
        List<String> all = columns();
        int types = all.size() / MODES.size();
        return IntStream.range(0, types)
                .mapToObj(type -> all.get(type % MODES.size() * types + type))
                .toList();
    }

    static List<String> comparableColumns() {
        return columns().stream().filter(name -> !name.startsWith("r_")).toList();
    }

    /** The canary that such a column takes. */
    static Object canary(String column) {
        return switch (column.substring(2)) {
            case "text", "varchar", "char" -> Canary.TEXT;
            case "bigint" -> Canary.NUMBER;
            case "integer" -> Canary.INTEGER;
            case "numeric" -> Canary.DECIMAL;
            case "date" -> Canary.DATE;
            case "stamp", "zoned" -> Canary.sqlTimestamp();
            case "uuid" -> Canary.ID;
            case "bytes" -> Canary.BYTES;
            default -> throw new IllegalArgumentException(column);
        };
    }

    static String insertAll() {
        String marks = columns().stream().map(column -> "?").collect(Collectors.joining(", "));
        return "INSERT INTO vault (" + String.join(", ", columns()) + ") VALUES (" + marks + ")";
    }
}
