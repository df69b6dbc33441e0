package dev.furoshiki.jdbc.hunt;

import java.util.List;
import java.util.Random;

/** How a server's language writes what the hunt draws, and what of it there is in that language. */
interface HuntDialect {

    /** What not every server has. */
    enum Feature {
        RETURNING,
        MERGE,
        ON_CONFLICT,
        UPDATE_FROM,
        DELETE_USING,
        CHANGES_IN_WITH,
        LATERAL,
        FULL_JOIN,
        SERIES,
        MATERIALIZED,
        ROWS_ASSIGNED,
        ARRAYS,
        DISTINCT_FROM,
        FILTER,
        SCHEMA_IN_COLUMNS,
        ALIAS_OF_INSERT,
        VALUES_LISTS
    }

    boolean can(Feature feature);

    String quoted(String name);

    /** The same name without quotes and in other letters, where that is the same name. */
    String otherCase(String name);

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

    /** {@code expression} as a value of that type, which it is already. */
    String cast(String expression, HuntType type, Random random);

    /** Conditions on a plain integer {@code %1$s} and a plain text {@code %2$s} that no other server may have. */
    List<String> plainConditions();

    /** Blanks and comments, any of which may stand between two tokens. */
    List<String> blanks();

    /** Statements that may be refused, or not; {@code #} stands for a value of a text column. */
    List<String> oddities();
}
