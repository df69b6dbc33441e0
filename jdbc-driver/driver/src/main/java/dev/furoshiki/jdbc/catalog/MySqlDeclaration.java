package dev.furoshiki.jdbc.catalog;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the type names of MariaDB and MySQL, with their aliases and modifiers, within these servers' own limits. */
final class MySqlDeclaration {

    private static final int MAX_CHARACTERS = 16_383;
    private static final int MAX_BYTES = 65_535;
    private static final int MAX_PADDED = 255;
    private static final int MAX_DIGITS = 65;
    private static final int MAX_SCALE = 30;
    private static final int MAX_FRACTION_DIGITS = 6;
    private static final int UNSIGNED_BIGINT_DIGITS = 20;
    private static final int MIDDLE_BYTES = (1 << 24) - 1;

    private static final String COLLATE = " collate ";

    /** Name, modifiers in parentheses, then attributes: unsigned, character set, collate. */
    private static final Pattern SHAPE = Pattern.compile("([a-z][a-z0-9"
            + " ]*?)\\s*(?:\\(\\s*(\\d{1,9})\\s*(?:,\\s*(\\d{1,9})\\s*)?\\))?((?:\\s+(?:unsigned|signed|zerofill|binary|(?:character"
            + " set|charset)\\s*=?\\s*\\S+|collate\\s*=?\\s*\\S+))*)");

    private static final Pattern CHARACTER_SET = Pattern.compile("(?:character set|charset)\\s*=?\\s*(\\S+)");
    private static final Pattern COLLATION = Pattern.compile("collate\\s*=?\\s*(\\S+)");

    private record Integral(ValueType signed, ValueType unsigned) {}

    private static final Map<String, Integral> INTEGRAL = Map.of(
            "tinyint", new Integral(ValueType.SMALLINT, ValueType.SMALLINT),
            "smallint", new Integral(ValueType.SMALLINT, ValueType.INTEGER),
            "mediumint", new Integral(ValueType.INTEGER, ValueType.INTEGER),
            "int", new Integral(ValueType.INTEGER, ValueType.BIGINT),
            "bigint", new Integral(ValueType.BIGINT, ValueType.DECIMAL));

    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("int1", "tinyint"),
            Map.entry("int2", "smallint"),
            Map.entry("int3", "mediumint"),
            Map.entry("middleint", "mediumint"),
            Map.entry("int4", "int"),
            Map.entry("integer", "int"),
            Map.entry("int8", "bigint"),
            Map.entry("bool", "boolean"),
            Map.entry("character varying", "varchar"),
            Map.entry("char varying", "varchar"),
            Map.entry("varcharacter", "varchar"),
            Map.entry("character", "char"),
            Map.entry("char byte", "binary"),
            Map.entry("binary varying", "varbinary"),
            Map.entry("dec", "decimal"),
            Map.entry("numeric", "decimal"),
            Map.entry("fixed", "decimal"));

    private static final Map<String, Integer> BLOBS =
            Map.of("tinyblob", 255, "blob", MAX_BYTES, "mediumblob", MIDDLE_BYTES, "longblob", 0);
    private static final Map<String, Integer> TEXTS =
            Map.of("tinytext", 255, "text", MAX_BYTES, "mediumtext", MIDDLE_BYTES, "longtext", 0);

    private MySqlDeclaration() {}

    static Optional<LogicalType> parse(String text) {
        Matcher shape = SHAPE.matcher(
                text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").replace("`", ""));
        if (!shape.matches()) {
            return Optional.empty();
        }
        String written = shape.group(1);
        String name = ALIASES.getOrDefault(written, written);
        return Optional.ofNullable(type(name, number(shape.group(2)), number(shape.group(3)), shape.group(4)));
    }

    private static @Nullable LogicalType type(
            String name, @Nullable Integer first, @Nullable Integer second, String attributes) {
        Integral integral = INTEGRAL.get(name);
        if (integral != null) {
            return second == null ? integral(name, integral, first, attributes) : null;
        }
        if (name.equals("varchar") || name.equals("char") || TEXTS.containsKey(name)) {
            return second == null ? text(name, first, attributes) : null;
        }
        if (name.equals("decimal")) {
            return decimal(first, second, attributes);
        }
        if (!attributes.isEmpty() || second != null) {
            return null;
        }
        return switch (name) {
            case "boolean" -> first == null ? logical(ValueType.SMALLINT, "tinyint(1)", 0, 0) : null;
            case "date" -> first == null ? logical(ValueType.DATE, "date", 0, 0) : null;
            case "uuid" -> first == null ? logical(ValueType.UUID, "uuid", 0, 0) : null;
            case "datetime" -> timestamp(ValueType.TIMESTAMP, name, first);
            case "timestamp" -> timestamp(ValueType.TIMESTAMP_WITH_TIME_ZONE, name, first);
            case "binary" -> binary(name, first == null ? 1 : first, MAX_PADDED);
            case "varbinary" -> first == null ? null : binary(name, first, MAX_BYTES);
            default ->
                BLOBS.containsKey(name) && first == null
                        ? logical(ValueType.BYTES, name, BLOBS.getOrDefault(name, 0), 0)
                        : null;
        };
    }

    /** A width in parentheses is but for display, save that {@code tinyint(1)} is what the drivers take for a boolean. */
    private static @Nullable LogicalType integral(
            String name, Integral types, @Nullable Integer width, String attributes) {
        String words = attributes.replaceAll("\\bsigned\\b", "").strip();
        if (words.equals("unsigned")) {
            return types.unsigned() == ValueType.DECIMAL
                    ? logical(ValueType.DECIMAL, name + " unsigned", UNSIGNED_BIGINT_DIGITS, 0)
                    : logical(types.unsigned(), name + " unsigned", 0, 0);
        }
        if (!words.isEmpty()) {
            return null;
        }
        boolean truth = name.equals("tinyint") && width != null && width == 1;
        return logical(types.signed(), truth ? "tinyint(1)" : name, 0, 0);
    }

    private static @Nullable LogicalType decimal(
            @Nullable Integer precision, @Nullable Integer scale, String attributes) {
        int digits = precision == null ? 10 : precision;
        int fraction = scale == null ? 0 : scale;
        String words = attributes.strip();
        boolean unsigned = words.equals("unsigned");
        if (digits < 1 || digits > MAX_DIGITS || fraction > MAX_SCALE || fraction > digits) {
            return null;
        }
        return unsigned || words.isEmpty()
                ? logical(
                        ValueType.DECIMAL,
                        "decimal(" + digits + "," + fraction + ")" + (unsigned ? " unsigned" : ""),
                        digits,
                        fraction)
                : null;
    }

    private static @Nullable LogicalType timestamp(ValueType type, String name, @Nullable Integer digits) {
        int fraction = digits == null ? 0 : digits;
        return fraction > MAX_FRACTION_DIGITS
                ? null
                : logical(type, fraction == 0 ? name : name + "(" + fraction + ")", fraction, 0);
    }

    private static @Nullable LogicalType binary(String name, int length, int most) {
        return length < 1 || length > most ? null : logical(ValueType.BYTES, name + "(" + length + ")", length, 0);
    }

    private static @Nullable LogicalType text(String name, @Nullable Integer length, String attributes) {
        Optional<String> collation = collation(attributes);
        if (collation.isEmpty()) {
            return null;
        }
        String behind = collation.get().isEmpty() ? "" : COLLATE + collation.get();
        Integer bytes = TEXTS.get(name);
        if (bytes != null) {
            return length == null ? logical(ValueType.TEXT, name + behind, bytes, 0) : null;
        }
        int characters = length == null && name.equals("char") ? 1 : length == null ? 0 : length;
        int most = name.equals("char") ? MAX_PADDED : MAX_CHARACTERS;
        return characters < 1 || characters > most
                ? null
                : logical(ValueType.TEXT, name + "(" + characters + ")" + behind, characters, 0);
    }

    /** The collation that attributes ask for, "" where they ask for none; empty where it is not one of UTF-8. */
    private static Optional<String> collation(String attributes) {
        if (attributes.matches(".*\\b(?:unsigned|zerofill|binary)\\b.*") && !attributes.contains("collate")) {
            return Optional.empty();
        }
        Matcher set = CHARACTER_SET.matcher(attributes);
        boolean named = set.find();
        if (named && !set.group(1).equals("utf8mb4")) {
            return Optional.empty();
        }
        Matcher collation = COLLATION.matcher(attributes);
        if (!collation.find()) {
            return Optional.of("");
        }
        // MariaDB 10.10 knows collations that go with any character set: uca1400_ai_ci.
        String name = collation.group(1);
        return name.matches("utf8mb4_\\w+|uca1400_\\w+") ? Optional.of(name) : Optional.empty();
    }

    /** Whether the collation tells trailing spaces apart. */
    static boolean isUnpadded(String declaration) {
        String collation = collationOf(declaration);
        return collation.contains("_nopad_") || collation.startsWith("utf8mb4_0900_");
    }

    /** Empty where none is declared. */
    static String collationOf(String declaration) {
        int at = declaration.indexOf(COLLATE);
        return at < 0 ? "" : declaration.substring(at + COLLATE.length());
    }

    static String collated(String declaration, String collation) {
        return declaration + COLLATE + collation;
    }

    /**
     * Reads a type as mappers write it for a column whose declaration is known: a text without a collation has its table's, or
     * leaves that to the declaration, and {@code bit} is how Hibernate calls a boolean.
     */
    static Optional<LogicalType> parseWritten(String text, Optional<String> ofTable, String declaration) {
        if (declaration.equals("tinyint(1)") && text.strip().matches("(?i)bit(?:\\s*\\(\\s*1\\s*\\))?")) {
            return parse(declaration);
        }
        String collation = ofTable.orElse(collationOf(declaration));
        return parse(text)
                .flatMap(type -> type.lacksCollation() && !collation.isEmpty()
                        ? parse(collated(type.declaration(), collation))
                        : Optional.of(type));
    }

    /** Comparisons other than by bytes are not offered: their keys change between versions of the server. */
    static Optional<String> incomparable(String declaration) {
        String collation = collationOf(declaration);
        if (collation.endsWith("_bin")) {
            return Optional.empty();
        }
        return Optional.of((collation.isEmpty()
                        ? "no collation is declared"
                        : "collation " + collation + " does not compare by bytes")
                + ", and encrypted text is compared by its bytes: declare the type with COLLATE utf8mb4_bin (or"
                + " utf8mb4_nopad_bin on MariaDB, utf8mb4_0900_bin on MySQL)");
    }

    /** Whether the type's length is one of bytes. */
    static boolean countsBytes(String declaration) {
        return declaration.matches("(?:tiny|medium|long)?text\\b.*");
    }

    private static LogicalType logical(ValueType type, String declaration, int precision, int scale) {
        return new LogicalType(ServerKind.MYSQL, type, declaration, precision, scale);
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits);
    }
}
