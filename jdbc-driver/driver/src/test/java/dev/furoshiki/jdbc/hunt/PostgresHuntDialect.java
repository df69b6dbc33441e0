package dev.furoshiki.jdbc.hunt;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** PostgreSQL's language. Stateless. */
final class PostgresHuntDialect implements HuntDialect {

    private static final Set<String> RESERVED = Set.of("limit", "select", "order");
    private static final Set<Feature> LACKING = EnumSet.of(
            Feature.ON_DUPLICATE_KEY,
            Feature.REPLACE,
            Feature.INSERT_IGNORE,
            Feature.INSERT_SET,
            Feature.MERGE_KEY,
            Feature.TARGET_IN_MERGED_ROWS,
            Feature.CHANGES_OF_JOINS,
            Feature.CHANGES_WITH_LIMIT,
            Feature.NULL_SAFE_EQUALS);

    @Override
    public boolean can(Feature feature) {
        return !LACKING.contains(feature);
    }

    @Override
    public String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    @Override
    public String family(String typeName) {
        return switch (typeName) {
            case "varchar", "bpchar", "text" -> "text";
            case "int2", "int4", "int8", "numeric" -> "number";
            default -> typeName;
        };
    }

    @Override
    public boolean isPadded(String typeName) {
        return typeName.equals("bpchar");
    }

    /** Of a java.sql.Date or Timestamp the plain driver tells no type, and the server found several. */
    @Override
    public boolean isUndecided(Outcome plain) {
        return plain.state().equals("42P08");
    }

    @Override
    public List<String> plainAggregates() {
        return List.of(
                "sum( DISTINCT %1$s )", "length( string_agg( %1$s ::text , ',' ORDER BY %1$s ) )", "max( %1$s + 1 )");
    }

    @Override
    public String otherCase(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    @Override
    public List<String> tableNames(String name) {
        if (!name.matches("[a-z]+")) {
            return List.of(quoted(name), "public." + quoted(name), "\"public\" . " + quoted(name));
        }
        return List.of(
                name,
                name,
                quoted(name),
                otherCase(name),
                "public." + name,
                "PUBLIC . " + quoted(name),
                "\"public\"." + name);
    }

    @Override
    public String type(HuntType type) {
        return switch (type) {
            case VARCHAR -> "varchar(40)";
            case CHAR -> "char(16)";
            case NUMERIC -> "numeric(12,2)";
            case DECIMAL -> "numeric";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public String elementType(HuntType type) {
        return type == HuntType.CHAR ? "bpchar" : type(type).replaceAll("\\(.*", "");
    }

    @Override
    public String literal(HuntType type, Object value, boolean firm, Random random) {
        if (value instanceof String text) {
            return text(text, random);
        }
        if (value instanceof byte[] bytes) {
            return "'\\x" + HexFormat.of().formatHex(bytes) + "'" + (firm ? "::bytea" : "");
        }
        if (value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        String quoted = "'" + value.toString().replace('T', ' ') + "'";
        if (!firm && random.nextInt(3) > 0) {
            return quoted;
        }
        return random.nextBoolean() ? type(type) + " " + quoted : quoted + "::" + type(type);
    }

    private static String text(String text, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
            case 1 -> "$q$" + text + "$q$";
            case 2 -> text.contains("$") ? "$t$" + text + "$t$" : "$$" + text + "$$";
            default -> "'" + text.replace("'", "''") + "'";
        };
    }

    @Override
    public String cast(String expression, HuntType type, Random random) {
        return random.nextBoolean() && !expression.startsWith("-")
                ? expression + "::" + type(type)
                : "CAST(" + expression + " AS " + type(type) + ")";
    }

    @Override
    public List<String> gatherings() {
        return List.of("array_agg( %1$s )", "string_agg( %1$s , ',' )", "json_agg( %1$s )", "sum( %1$s )");
    }

    @Override
    public List<String> plainConditions() {
        return List.of(
                "%1$s = any ( array[ 1 , 3 ] ) and %2$s is not null",
                "%2$s ~ '^p' and %1$s > 0",
                "%1$s is distinct from 3 or %2$s ILIKE '%%A'",
                "%2$s collate \"C\" < 'pb' and %1$s ::text <> '2'",
                "( %1$s , %2$s ) <> ( 1 , 'pa' )",
                "%2$s || %1$s <> 'pa1'",
                "jsonb_build_object( 'a' , %1$s ) ->> 'a' = '1' and to_jsonb( %2$s ) is not null",
                "jsonb_build_object( 'a' , %1$s ) @> '{}' and %2$s !~ 'b$'",
                "%1$s between symmetric 4 and 2 and %2$s similar to 'p%%'");
    }

    @Override
    public List<String> blanks() {
        return List.of(
                "\n", "\t ", "  ", "/* ' ? \" $$ */", " --? ' ;\n", "\r\n", "/* a /* b */ ? */", " -- $q$ kein\n");
    }

    @Override
    public List<String> oddities() {
        return PostgresOddities.STATEMENTS;
    }
}
