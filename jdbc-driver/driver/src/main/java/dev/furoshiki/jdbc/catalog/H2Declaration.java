package dev.furoshiki.jdbc.catalog;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads H2's type names, with their aliases and modifiers, within H2's own limits. */
final class H2Declaration {

    private static final int MAX_LENGTH = 1_000_000_000;
    private static final int MAX_DIGITS = 100_000;
    private static final int MAX_FRACTION_DIGITS = 6;

    private static final Pattern SHAPE =
            Pattern.compile("([^()]+?)\\s*(?:\\(\\s*(\\d{1,9})\\s*(?:,\\s*([+-]?\\d{1,9})\\s*)?\\)\\s*([A-Z ]*))?");

    private static final Map<String, ValueType> WITHOUT_MODIFIER = Map.of(
            "TINYINT", ValueType.SMALLINT,
            "SMALLINT", ValueType.SMALLINT,
            "INTEGER", ValueType.INTEGER,
            "BIGINT", ValueType.BIGINT,
            "BOOLEAN", ValueType.BOOLEAN,
            "DATE", ValueType.DATE,
            "UUID", ValueType.UUID);

    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("INT2", "SMALLINT"),
            Map.entry("YEAR", "SMALLINT"),
            Map.entry("INT", "INTEGER"),
            Map.entry("INT4", "INTEGER"),
            Map.entry("MEDIUMINT", "INTEGER"),
            Map.entry("SIGNED", "INTEGER"),
            Map.entry("INT8", "BIGINT"),
            Map.entry("BIT", "BOOLEAN"),
            Map.entry("BOOL", "BOOLEAN"),
            Map.entry("CHARACTER VARYING", "VARCHAR"),
            Map.entry("CHAR VARYING", "VARCHAR"),
            Map.entry("NATIONAL CHARACTER VARYING", "VARCHAR"),
            Map.entry("NATIONAL CHAR VARYING", "VARCHAR"),
            Map.entry("NCHAR VARYING", "VARCHAR"),
            Map.entry("NVARCHAR", "VARCHAR"),
            Map.entry("NVARCHAR2", "VARCHAR"),
            Map.entry("VARCHAR2", "VARCHAR"),
            Map.entry("VARCHAR_CASESENSITIVE", "VARCHAR"),
            Map.entry("LONGVARCHAR", "VARCHAR"),
            Map.entry("CHARACTER", "CHAR"),
            Map.entry("NATIONAL CHARACTER", "CHAR"),
            Map.entry("NATIONAL CHAR", "CHAR"),
            Map.entry("NCHAR", "CHAR"),
            Map.entry("BINARY VARYING", "VARBINARY"),
            Map.entry("LONGVARBINARY", "VARBINARY"),
            Map.entry("RAW", "VARBINARY"),
            Map.entry("BYTEA", "VARBINARY"),
            Map.entry("DEC", "DECIMAL"),
            Map.entry("DATETIME", "TIMESTAMP"),
            Map.entry("SMALLDATETIME", "TIMESTAMP"));

    private H2Declaration() {}

    static Optional<LogicalType> parse(String text) {
        Matcher shape = SHAPE.matcher(text.strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " "));
        if (!shape.matches()) {
            return Optional.empty();
        }
        String behind = shape.group(4) == null ? "" : shape.group(4).strip();
        return Optional.ofNullable(type(shape.group(1), number(shape.group(2)), number(shape.group(3)), behind));
    }

    private static @Nullable LogicalType type(
            String written, @Nullable Integer first, @Nullable Integer second, String behind) {
        if (written.startsWith("TIMESTAMP")) {
            return second == null ? timestamp(written, first, behind) : null;
        }
        String name = ALIASES.getOrDefault(written, written);
        if (!behind.isEmpty()) {
            return null;
        }
        ValueType simple = WITHOUT_MODIFIER.get(name);
        if (simple != null) {
            return first == null ? logical(simple, name, 0, 0) : null;
        }
        return switch (name) {
            case "VARCHAR" -> second == null ? limited(ValueType.TEXT, "CHARACTER VARYING", first) : null;
            case "VARBINARY" -> second == null ? limited(ValueType.BYTES, "BINARY VARYING", first) : null;
            case "CHAR" -> second == null ? limited(ValueType.TEXT, "CHARACTER", first == null ? 1 : first) : null;
            case "BINARY" -> second == null ? limited(ValueType.BYTES, "BINARY", first == null ? 1 : first) : null;
            case "NUMERIC", "DECIMAL" -> numeric(name, first, second);
            case "TIMESTAMP" -> second == null ? timestamp(name, first, behind) : null;
            default -> null;
        };
    }

    private static @Nullable LogicalType limited(ValueType type, String name, @Nullable Integer limit) {
        if (limit == null || limit == MAX_LENGTH) {
            return logical(type, name, 0, 0);
        }
        return limit < 1 || limit > MAX_LENGTH ? null : logical(type, name + "(" + limit + ")", limit, 0);
    }

    /** Without a precision H2 takes its greatest, and no digits after the point. */
    private static @Nullable LogicalType numeric(String name, @Nullable Integer precision, @Nullable Integer scale) {
        int digits = precision == null ? MAX_DIGITS : precision;
        int fraction = scale == null ? 0 : scale;
        return digits < 1 || digits > MAX_DIGITS || fraction < 0 || fraction > MAX_DIGITS
                ? null
                : logical(ValueType.DECIMAL, name + "(" + digits + ", " + fraction + ")", digits, fraction);
    }

    /** Finer than microseconds is more than a cell holds. */
    private static @Nullable LogicalType timestamp(String name, @Nullable Integer digits, String behind) {
        String zone = (name.substring("TIMESTAMP".length()) + " " + behind).strip();
        boolean zoned = zone.equals("WITH TIME ZONE");
        if (!zoned && !zone.isEmpty() && !zone.equals("WITHOUT TIME ZONE")) {
            return null;
        }
        int fraction = digits == null ? MAX_FRACTION_DIGITS : digits;
        return fraction > MAX_FRACTION_DIGITS
                ? null
                : logical(
                        zoned ? ValueType.TIMESTAMP_WITH_OFFSET : ValueType.TIMESTAMP,
                        "TIMESTAMP(" + fraction + ")" + (zoned ? " WITH TIME ZONE" : ""),
                        fraction,
                        0);
    }

    private static LogicalType logical(ValueType type, String declaration, int precision, int scale) {
        return new LogicalType(ServerKind.H2, type, declaration, precision, scale);
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits);
    }
}
