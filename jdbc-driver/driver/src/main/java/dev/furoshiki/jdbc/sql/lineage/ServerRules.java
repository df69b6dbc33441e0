package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.tree.Expression;
import java.util.Optional;
import java.util.Set;

/**
 * In what the servers understand the same tree differently: all such differences in this package are here. What is answered
 * here holds for all but the one that says otherwise. Stateless.
 */
sealed interface ServerRules permits PostgresRules, MySqlRules, H2Rules {

    /** What stands around a column so that a group gives one of its cells. */
    record OneOfGroup(String before, String behind) {}

    static ServerRules of(Dialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> new PostgresRules();
            case MYSQL -> new MySqlRules();
            case H2 -> new H2Rules();
        };
    }

    /** Columns that tables have and no catalogue lists. */
    Set<String> systemColumns();

    /** What an expression without a label is labelled by; empty where nobody can name it. */
    Optional<String> label(Expression expression);

    /** What a column of VALUES is labelled by, counted from 0; empty where nobody can name it. */
    Optional<String> labelOfValues(int column);

    /** Whether a name outside of WHERE and FROM may mean a label of the query's own list. */
    boolean labelsAreNames();

    /** Whether HAVING sees what the query groups by or gives, and no other column. */
    default boolean havingSeesResultsOnly() {
        return false;
    }

    /** Whether the name of columns that USING makes one has to say of which table it is. */
    default boolean mergedNamesAreAmbiguous() {
        return false;
    }

    /**
     * Whether the columns that USING makes one come in the order of the table whose rows are all there, and the others of that
     * table before those of the other.
     */
    default boolean mergesByTable() {
        return false;
    }

    OneOfGroup oneOfGroup();

    /** Whether DISTINCT ON takes places in the list, too, so that it may stand for DISTINCT; H2 has it, but not so. */
    default boolean hasDistinctOn() {
        return false;
    }

    default boolean hasArrays() {
        return true;
    }

    /** Whether the condition of a join may name columns of any table of the FROM clause. */
    default boolean conditionsSeeAllTables() {
        return false;
    }

    /** Whether an assignment already sees what the one before it has assigned. */
    default boolean assignsInOrder() {
        return false;
    }

    /** Whether a name means the table where a common table expression is called like that, too. */
    default boolean tablesHideCommonTables() {
        return false;
    }

    /** Whether the values of a row that MERGE inserts may name the table's own columns, so that such of both are ambiguous. */
    default boolean mergedRowsSeeTarget() {
        return false;
    }

    /** Whether of several parameters, of which one is chosen, one has to have a type: constants and casts among them had. */
    default boolean choicesNeedTypes() {
        return false;
    }

    /** Whether a row without a list of columns may have fewer values than there are columns. */
    default boolean takesShortRows() {
        return false;
    }

    /** Whether UPDATE changes tables of a join, and DELETE names some of a join's. */
    default boolean changesJoins() {
        return false;
    }

    /** Whether an upsert calls the new row {@code excluded}; else it is {@code VALUES(column)}. */
    default boolean hasExcludedRow() {
        return true;
    }

    /** The type that a cast names where it leaves values of that type as they are; empty for any other. */
    Optional<LogicalType> keptByCast(String type);

    /** Whether a constant behind the name of its type means what the text of it means, in a column of that type. */
    boolean readsTyped(LogicalType type, LogicalType column);
}
