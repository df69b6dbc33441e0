package dev.furoshiki.jdbc.hunt;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** H2's language. Stateless. */
record H2HuntDialect() implements HuntDialect {

    private static final Set<String> RESERVED = Set.of("limit", "select", "order", "key", "day");
    private static final Set<Feature> FEATURES = EnumSet.of(
            Feature.LATE_STARS,
            Feature.TARGET_IN_MERGED_ROWS,
            Feature.MERGE,
            Feature.MERGE_KEY,
            Feature.ROWS_ASSIGNED,
            Feature.DISTINCT_FROM,
            Feature.FILTER,
            Feature.SCHEMA_IN_COLUMNS,
            Feature.VALUES_TABLES,
            Feature.DERIVED_COLUMNS,
            Feature.WITH_IN_INSERTS,
            Feature.ALIAS_OF_DELETE,
            Feature.CASTS_OF_CELLS);

    @Override
    public boolean can(Feature feature) {
        return FEATURES.contains(feature);
    }

    /** What has lower-case letters only is in fact in upper case. */
    @Override
    public String quoted(String name) {
        String stored = name.matches("[a-z_][a-z0-9_]*") ? name.toUpperCase(Locale.ROOT) : name;
        return '"' + stored.replace("\"", "\"\"") + '"';
    }

    @Override
    public boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    @Override
    public String otherCase(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    @Override
    public List<String> tableNames(String name) {
        if (!name.matches("[a-z]+")) {
            return List.of(quoted(name), "public." + quoted(name));
        }
        return List.of(name, name, quoted(name), otherCase(name), "Public." + name, "\"PUBLIC\" . " + quoted(name));
    }

    @Override
    public String type(HuntType type) {
        return switch (type) {
            case TEXT -> "varchar";
            case VARCHAR -> "varchar(40)";
            case CHAR -> "char(16)";
            case NUMERIC -> "numeric(12,2)";
            case DECIMAL -> "decimal(20,6)";
            case TIMESTAMP -> "timestamp(6)";
            case TIMESTAMPTZ -> "timestamp(6) with time zone";
            case BYTEA -> "varbinary(60)";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public String elementType(HuntType type) {
        return type(type);
    }

    @Override
    public String family(String typeName) {
        if (typeName.startsWith("CHARACTER")) {
            return "text";
        }
        return typeName.matches("(SMALL|BIG)?INT.*|NUMERIC.*|DECIMAL.*|DECFLOAT.*") ? "number" : typeName;
    }

    @Override
    public boolean isPadded(String typeName) {
        return typeName.startsWith("CHARACTER");
    }

    /**
     * Of a parameter that has no type, or that of a text where it stands in VALUES, and of a name in ON that a table behind it
     * has, too: ours says what is meant.
     */
    @Override
    public boolean isUndecided(Outcome plain) {
        return Set.of("HY004", "90059", "90110").contains(plain.state());
    }

    @Override
    public List<String> refusals() {
        return List.of(
                "is of another type",
                "DISTINCT would compare its cells",
                "a label in the list of result columns",
                "more than one table has a column of that name",
                "a name in the condition of a join may mean it");
    }

    @Override
    public Set<String> parameterTypes() {
        return Set.of("text", "UNKNOWN", "NULL");
    }

    @Override
    public boolean labelsExpressionsAlike() {
        return false;
    }

    @Override
    public String literal(HuntType type, Object value, boolean firm, Random random) {
        if (value instanceof String text) {
            return text(text, random);
        }
        if (value instanceof byte[] bytes) {
            return "X'" + HexFormat.of().formatHex(bytes) + "'";
        }
        if (value instanceof Number || value instanceof Boolean) {
            return String.valueOf(bound(type, value));
        }
        String quoted = "'" + value.toString().replace('T', ' ') + "'";
        boolean typed = value instanceof LocalDate || value instanceof UUID;
        return typed && (firm || random.nextBoolean()) ? (value instanceof UUID ? "UUID " : "DATE ") + quoted : quoted;
    }

    private static String text(String text, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> text.contains("$") ? "'" + text.replace("'", "''") + "'" : "$$" + text + "$$";
            default -> "'" + text.replace("'", "''") + "'";
        };
    }

    /** In a choice H2 keeps the scale of a value; to ours it has its column's, as if it had been stored. */
    @Override
    public Object bound(HuntType type, Object value) {
        return type == HuntType.DECIMAL ? ((BigDecimal) value).setScale(6) : value;
    }

    @Override
    public String cast(String expression, HuntType type, Random random) {
        return "CAST(" + expression + " AS " + type(type) + ")";
    }

    @Override
    public List<String> plainAggregates() {
        return List.of(
                "length( listagg( %1$s , ';' ) within group ( order by %1$s ) )",
                "sum( DISTINCT %1$s )", "max( %1$s + 1 )");
    }

    @Override
    public List<String> gatherings() {
        return List.of("array_agg( %1$s )", "listagg( %1$s , ',' )", "json_arrayagg( %1$s )", "sum( %1$s )");
    }

    @Override
    public List<String> plainConditions() {
        return List.of(
                "%2$s REGEXP '^p' and %1$s > 0",
                "%1$s is not distinct from 3 or %2$s ILIKE '%%A'",
                "%2$s < 'pb' and cast( %1$s as varchar ) <> '2'",
                "( %1$s , %2$s ) <> ( 1 , 'pa' )",
                "%2$s || %1$s <> 'pa1'",
                "%1$s in ( select x from system_range( 1 , 3 ) ) and %2$s is not null",
                "decode( %1$s , 1 , 'pa' , 2 , 'pb' ) = %2$s",
                "casewhen( %1$s > 2 , %2$s , 'pa' ) = 'pa'",
                "%1$s between symmetric 4 and 2 and ifnull( %2$s , 'x' ) <> 'x'",
                "%2$s like 'p%%' and %1$s = any ( array[ 1 , 3 ] )",
                "dateadd( day , %1$s , date '2020-01-31' ) > date '2020-02-03' or %2$s is null");
    }

    @Override
    public List<String> blanks() {
        return List.of("\n", "\t ", "  ", "/* ' ? \" $$ */", " --? ' ;\n", "\r\n", "/* a /* b */ ? */", " // ? ' \"\n");
    }

    @Override
    public List<String> oddities() {
        return H2Oddities.STATEMENTS;
    }
}
