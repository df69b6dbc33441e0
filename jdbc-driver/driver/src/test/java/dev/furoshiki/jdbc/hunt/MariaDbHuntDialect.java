package dev.furoshiki.jdbc.hunt;

import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * MariaDB's language, through its own driver or through MySQL's. Stateless.
 *
 * @param mySqlDriver which knows nothing of MariaDB's own type of UUIDs
 */
record MariaDbHuntDialect(boolean mySqlDriver) implements HuntDialect {

    private static final Set<String> RESERVED = Set.of("limit", "select", "order", "key");
    private static final Set<Feature> FEATURES = EnumSet.of(
            Feature.RETURNING,
            Feature.PADDED_LISTS,
            Feature.RECURSIVE_CONSTANTS,
            Feature.ALL_OF_SETS,
            Feature.WITH_IN_INSERTS,
            Feature.ON_DUPLICATE_KEY,
            Feature.REPLACE,
            Feature.INSERT_IGNORE,
            Feature.INSERT_SET,
            Feature.CHANGES_OF_JOINS,
            Feature.CHANGES_WITH_LIMIT,
            Feature.NULL_SAFE_EQUALS);

    @Override
    public boolean can(Feature feature) {
        return FEATURES.contains(feature);
    }

    @Override
    public String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    @Override
    public boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    @Override
    public String otherCase(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    @Override
    public String otherCaseOfTable(String name) {
        return name;
    }

    @Override
    public List<String> tableNames(String name) {
        return name.matches("[a-z]+") ? List.of(name, name, quoted(name)) : List.of(quoted(name));
    }

    @Override
    public String type(HuntType type) {
        return switch (type) {
            case TEXT -> "text COLLATE utf8mb4_nopad_bin";
            case VARCHAR -> "varchar(40) COLLATE utf8mb4_nopad_bin";
            case CHAR -> "char(16) COLLATE utf8mb4_bin";
            case NUMERIC -> "decimal(12,2)";
            case DECIMAL -> "decimal(20,6)";
            case TIMESTAMP -> "datetime(6)";
            case TIMESTAMPTZ -> "timestamp(6) NULL";
            case BYTEA -> "varbinary(60)";
            case UUID -> mySqlDriver ? "char(36) COLLATE utf8mb4_bin" : "uuid";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public String elementType(HuntType type) {
        throw new UnsupportedOperationException("there are no arrays");
    }

    @Override
    public Object bound(HuntType type, Object value) {
        return mySqlDriver && value instanceof UUID id ? id.toString() : value;
    }

    @Override
    public int jdbcType(HuntType type) {
        return switch (type) {
            case UUID -> Types.VARCHAR;
            case TIMESTAMPTZ -> Types.TIMESTAMP;
            default -> type.jdbcType();
        };
    }

    /** MySQL's driver has conversions of its own, which ours refuses to guess. */
    @Override
    public boolean takesJdbcType(HuntType type) {
        return type != HuntType.UUID && !(mySqlDriver && type == HuntType.TIMESTAMPTZ);
    }

    @Override
    public String family(String typeName) {
        String name = typeName.toUpperCase(Locale.ROOT);
        if (name.matches("(LONG|MEDIUM|TINY)?TEXT|(VAR)?CHAR.*")) {
            return "text";
        }
        return name.matches("(TINY|SMALL|BIG)?INT.*|BOOLEAN|BIT|DECIMAL|INTEGER.*") ? "number" : name;
    }

    /** A row that is set to the values it has counts otherwise. */
    @Override
    public boolean countsAlike(String sql) {
        return !sql.toUpperCase(Locale.ROOT).matches("(?s).*\\b(DUPLICATE|REPLACE)\\b.*");
    }

    /** Of a name in ON that a table before CROSS JOIN has, too. */
    @Override
    public boolean isUndecided(Outcome plain) {
        return plain.message().contains("is ambiguous");
    }

    /** Constants and texts are of that type; what is set to NULL is of another. */
    @Override
    public Set<String> parameterTypes() {
        return Set.of("text", "BINARY", "NULL");
    }

    /** Where it groups the rows of a query within another. */
    @Override
    public boolean forgetsLabels() {
        return true;
    }

    @Override
    public boolean countsForNoRows() {
        return true; // DELETE ... RETURNING with a condition that cannot hold
    }

    @Override
    public List<String> refusals() {
        return List.of(
                "is of another type",
                "DISTINCT would compare its cells",
                "see different ends of a comment",
                "a label in the list of result columns",
                "more than one table has a column of that name",
                "the server assigns in order",
                "it cannot be said with certainty");
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
            return String.valueOf(value);
        }
        if (value instanceof OffsetDateTime time) {
            return "'"
                    + time.atZoneSameInstant(ZoneId.systemDefault())
                            .toLocalDateTime()
                            .toString()
                            .replace('T', ' ') + "'";
        }
        String quoted = "'" + value.toString().replace('T', ' ') + "'";
        return type == HuntType.DATE && random.nextInt(3) == 0 ? "DATE " + quoted : quoted;
    }

    private static String text(String text, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case 1 -> "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
            default -> "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
        };
    }

    @Override
    public String cast(String expression, HuntType type, Random random) {
        return expression;
    }

    @Override
    public List<String> plainAggregates() {
        return List.of(
                "length( group_concat( %1$s ORDER BY %1$s SEPARATOR ';' ) )", "sum( DISTINCT %1$s )", "bit_or( %1$s )");
    }

    @Override
    public List<String> gatherings() {
        return List.of("group_concat( %1$s )", "group_concat( DISTINCT %1$s )", "json_arrayagg( %1$s )", "sum( %1$s )");
    }

    @Override
    public List<String> plainConditions() {
        return List.of(
                "%2$s REGEXP '^p' and %1$s > 0",
                "%1$s <=> 3 or %2$s RLIKE 'A$'",
                "%2$s collate utf8mb4_bin < 'pb' && %1$s <> 2",
                "( %1$s , %2$s ) <> ( 1 , 'pa' )",
                "concat( %2$s , %1$s ) <> 'pa1'",
                "if( %1$s > 2 , %2$s , 'pa' ) = 'pa'",
                "ifnull( %1$s , 3 ) div 2 = 1 xor %2$s is null",
                "cast( %1$s as char ) <> '2' || %2$s = \"pb\"",
                "json_value( json_object( 'a' , %1$s ) , '$.a' ) = 1 and %2$s not regexp 'b$'",
                "date_add( '2020-01-31' , interval %1$s day ) > '2020-02-03' and %2$s <> ''",
                "%1$s & 1 = 1 or ! ( %2$s = 'pa' )",
                "find_in_set( %2$s , 'pa,pb' ) > %1$s - 3");
    }

    @Override
    public List<String> blanks() {
        return List.of(
                "\n",
                "\t ",
                "  ",
                "/* ' ? \" ` */",
                " -- ? ' ;\n",
                " # ? ` \" '\n",
                "\r\n",
                "/**/",
                " --\n",
                "/* a -- */");
    }

    @Override
    public List<String> oddities() {
        return MariaDbOddities.STATEMENTS;
    }
}
