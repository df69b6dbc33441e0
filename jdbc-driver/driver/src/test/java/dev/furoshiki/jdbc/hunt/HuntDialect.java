package dev.furoshiki.jdbc.hunt;

import java.sql.Types;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** How a server's language writes what the hunt draws, and what of it there is in that language. */
interface HuntDialect {

    /** What not every server has. */
    enum Feature {
        RETURNING,
        UPDATE_RETURNING,
        MERGE,
        ON_CONFLICT,
        UPDATE_FROM,
        DELETE_USING,
        CHANGES_IN_WITH,
        LATERAL,
        /** MERGE sees the table, too, where it inserts. */
        TARGET_IN_MERGED_ROWS,
        FULL_JOIN,
        SERIES,
        MATERIALIZED,
        ROWS_ASSIGNED,
        ARRAYS,
        DISTINCT_FROM,
        FILTER,
        SCHEMA_IN_COLUMNS,
        ALIAS_OF_INSERT,
        VALUES_LISTS,
        /** A list of a padded type's values is searched as any other. */
        PADDED_LISTS,
        /** Constants beside the column of a recursive query, within it. */
        RECURSIVE_CONSTANTS,
        /** A star behind other columns of a list. */
        LATE_STARS,
        /** Rows of fewer values than there are columns, without a list of them. */
        SHORT_ROWS,
        /** Rows of values in a FROM clause. */
        VALUES_TABLES,
        /** Names for the columns of a derived table, behind its alias. */
        DERIVED_COLUMNS,
        /** EXCEPT ALL and INTERSECT ALL. */
        ALL_OF_SETS,
        /** A SELECT of no columns. */
        EMPTY_LISTS,
        WITH_BEFORE_CHANGES,
        WITH_IN_INSERTS,
        ALIAS_OF_DELETE,
        ONLY,
        SHARE_LOCKS,
        /** A cast of an encrypted value, or of what it is compared with. */
        CASTS_OF_CELLS,
        ON_DUPLICATE_KEY,
        REPLACE,
        INSERT_IGNORE,
        INSERT_SET,
        MERGE_KEY,
        CHANGES_OF_JOINS,
        CHANGES_WITH_LIMIT,
        NULL_SAFE_EQUALS
    }

    boolean can(Feature feature);

    String quoted(String name);

    /** Whether the name of a table or a column has to be quoted. */
    boolean isReserved(String name);

    /** The same column's name without quotes and in other letters, where that is the same name. */
    String otherCase(String name);

    /** Like that, of what a table goes by. */
    default String otherCaseOfTable(String name) {
        return otherCase(name);
    }

    /** The forms in which a table can be named. */
    List<String> tableNames(String name);

    String type(HuntType type);

    /** What the type of an array's elements is called. */
    String elementType(HuntType type);

    /**
     * A value as a constant.
     *
     * @param firm whether it has to say its type, since nothing around it does
     */
    String literal(HuntType type, Object value, boolean firm, Random random);

    /** A value as it is given to a setter. */
    default Object bound(HuntType type, Object value) {
        return value;
    }

    /** As which of {@link java.sql.Types} a value is given to a setter. */
    default int jdbcType(HuntType type) {
        return type == HuntType.UUID ? Types.OTHER : type.jdbcType();
    }

    /** Whether a value may be given to a setter along with that type. */
    default boolean takesJdbcType(HuntType type) {
        return jdbcType(type) != Types.OTHER;
    }

    /** What a JDBC type is called here whose values can stand for each other. */
    String family(String typeName);

    /** Whether values of that type may come with spaces behind them. */
    default boolean isPadded(String typeName) {
        return false;
    }

    /** Whether the statement counts the rows that it finds, and not those that it changes: a cell is never the same. */
    default boolean countsAlike(String sql) {
        return true;
    }

    /** Whether the plain driver fails since the server found no type or column, or several, where ours says which. */
    boolean isUndecided(Outcome plain);

    /** Whether a statement that returns rows may give a count instead, where the server sees beforehand that there are none. */
    default boolean countsForNoRows() {
        return false;
    }

    /** Whether each column that has no name of its own is called alike on both sides. */
    default boolean labelsExpressionsAlike() {
        return true;
    }

    /** Of what types, or families of them, a parameter may be to the server that has its column's type to ours. */
    default Set<String> parameterTypes() {
        return Set.of();
    }

    /** Whether the server may call a column by what it is of, and not by the label that it was given. */
    default boolean forgetsLabels() {
        return false;
    }

    /** Why a statement of the supported grammar may be refused here all the same: parts of the messages. */
    default List<String> refusals() {
        return List.of();
    }

    /** {@code expression} as a value of that type, which it is already. */
    String cast(String expression, HuntType type, Random random);

    /** An aggregate of plain integers {@code %1$s} that no other server may have. */
    List<String> plainAggregates();

    /** Aggregates that put values {@code %1$s} of all rows into one. */
    List<String> gatherings();

    /** Conditions on a plain integer {@code %1$s} and a plain text {@code %2$s} that no other server may have. */
    List<String> plainConditions();

    /** Blanks and comments, any of which may stand between two tokens. */
    List<String> blanks();

    /** Statements that may be refused, or not; {@code #} stands for a value of a text column. */
    List<String> oddities();
}
