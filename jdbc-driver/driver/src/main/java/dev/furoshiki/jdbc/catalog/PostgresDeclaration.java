package dev.furoshiki.jdbc.catalog;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads PostgreSQL type names, with their aliases and modifiers, within PostgreSQL's own limits. */
final class PostgresDeclaration {

    private static final int MAX_CHARACTERS = 10_485_760;
    private static final int MAX_DIGITS = 1000;
    private static final int MAX_FRACTION_DIGITS = 6;

    /** Name, then modifiers in parentheses, then what stands behind them ("with time zone"). */
    private static final Pattern SHAPE =
            Pattern.compile("([^()]+?)\\s*(?:\\(\\s*(\\d{1,9})\\s*(?:,\\s*([+-]?\\d{1,9})\\s*)?\\)\\s*([a-z ]*))?");

    private static final Map<String, ValueType> WITHOUT_MODIFIER = Map.ofEntries(
            Map.entry("text", ValueType.TEXT),
            Map.entry("smallint", ValueType.SMALLINT),
            Map.entry("int2", ValueType.SMALLINT),
            Map.entry("integer", ValueType.INTEGER),
            Map.entry("int", ValueType.INTEGER),
            Map.entry("int4", ValueType.INTEGER),
            Map.entry("bigint", ValueType.BIGINT),
            Map.entry("int8", ValueType.BIGINT),
            Map.entry("boolean", ValueType.BOOLEAN),
            Map.entry("bool", ValueType.BOOLEAN),
            Map.entry("date", ValueType.DATE),
            Map.entry("uuid", ValueType.UUID),
            Map.entry("bytea", ValueType.BYTES));

    private PostgresDeclaration() {}

    static Optional<LogicalType> parse(String text) {
        Matcher shape = SHAPE.matcher(text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " "));
        if (!shape.matches()) {
            return Optional.empty();
        }
        String name = shape.group(1).replaceFirst("^pg_catalog\\.", "");
        return Optional.ofNullable(type(name, number(shape.group(2)), number(shape.group(3)), behind(shape)));
    }

    private static @Nullable LogicalType type(
            String name, @Nullable Integer first, @Nullable Integer second, String behind) {
        ValueType simple = WITHOUT_MODIFIER.get(name);
        if (simple != null) {
            return first == null && behind.isEmpty() ? logical(simple, declaration(simple), 0, 0) : null;
        }
        if (name.startsWith("timestamp")) {
            return second == null ? timestamp(name, first, behind) : null;
        }
        if (!behind.isEmpty()) {
            return null;
        }
        return switch (name) {
            case "varchar", "character varying", "char varying" -> second == null ? varying(first) : null;
            case "char", "character", "bpchar" -> second == null ? padded(name, first) : null;
            case "numeric", "decimal", "dec" -> numeric(first, second);
            default -> null;
        };
    }

    private static @Nullable LogicalType varying(@Nullable Integer limit) {
        if (limit == null) {
            return logical(ValueType.TEXT, "character varying", 0, 0);
        }
        return limit < 1 || limit > MAX_CHARACTERS
                ? null
                : logical(ValueType.TEXT, "character varying(" + limit + ")", limit, 0);
    }

    private static @Nullable LogicalType padded(String name, @Nullable Integer length) {
        if (length == null && name.equals("bpchar")) {
            return null; // trailing spaces without meaning, and no length: rare, and refused
        }
        int characters = length == null ? 1 : length;
        return characters < 1 || characters > MAX_CHARACTERS
                ? null
                : logical(ValueType.TEXT, "character(" + characters + ")", characters, 0);
    }

    private static @Nullable LogicalType numeric(@Nullable Integer precision, @Nullable Integer scale) {
        if (precision == null) {
            return logical(ValueType.DECIMAL, "numeric", 0, 0);
        }
        int digits = scale == null ? 0 : scale;
        return precision < 1 || precision > MAX_DIGITS || digits < -MAX_DIGITS || digits > MAX_DIGITS
                ? null
                : logical(ValueType.DECIMAL, "numeric(" + precision + "," + digits + ")", precision, digits);
    }

    private static @Nullable LogicalType timestamp(String name, @Nullable Integer digits, String behind) {
        String zone = (name.replaceFirst("^timestamp", "") + " " + behind).strip();
        boolean zoned = zone.equals("tz") || zone.equals("with time zone");
        if (!zoned && !zone.isEmpty() && !zone.equals("without time zone")) {
            return null;
        }
        if (digits != null && digits > MAX_FRACTION_DIGITS) {
            return null;
        }
        String declaration = "timestamp" + (digits == null ? "" : "(" + digits + ")") + (zoned ? " with" : " without")
                + " time zone";
        return logical(
                zoned ? ValueType.TIMESTAMP_WITH_TIME_ZONE : ValueType.TIMESTAMP,
                declaration,
                digits == null ? MAX_FRACTION_DIGITS : digits,
                0);
    }

    private static LogicalType logical(ValueType type, String declaration, int precision, int scale) {
        return new LogicalType(ServerKind.POSTGRESQL, type, declaration, precision, scale);
    }

    private static String behind(Matcher shape) {
        String behind = shape.group(4);
        return behind == null ? "" : behind.strip();
    }

    private static String declaration(ValueType type) {
        return type == ValueType.BYTES ? "bytea" : type.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits);
    }
}
