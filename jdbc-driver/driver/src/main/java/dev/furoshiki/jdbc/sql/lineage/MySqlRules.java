package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.Optional;
import java.util.Set;

/** MariaDB and MySQL. */
record MySqlRules() implements ServerRules {

    @Override
    public Set<String> systemColumns() {
        return Set.of();
    }

    /** Any other expression is labelled by its own text. */
    @Override
    public Optional<String> label(Expression expression) {
        return expression instanceof Name name ? Optional.of(name.simple()) : Optional.empty();
    }

    @Override
    public Optional<String> labelOfValues(int column) {
        return Optional.empty();
    }

    @Override
    public boolean labelsAreNames() {
        return true;
    }

    @Override
    public boolean havingSeesResultsOnly() {
        return true;
    }

    @Override
    public boolean mergesByTable() {
        return true;
    }

    /** ANY_VALUE is not in every version of MariaDB. */
    @Override
    public OneOfGroup oneOfGroup() {
        return new OneOfGroup("MIN(", ")");
    }

    @Override
    public boolean hasArrays() {
        return false;
    }

    @Override
    public boolean assignsInOrder() {
        return true;
    }

    @Override
    public boolean changesJoins() {
        return true;
    }

    @Override
    public boolean hasExcludedRow() {
        return false;
    }

    /** A cast to text gives it the connection's collation, and one to a number may turn it into another. */
    @Override
    public Optional<LogicalType> keptByCast(String type) {
        return Optional.empty();
    }

    @Override
    public boolean readsTyped(LogicalType type, LogicalType column) {
        return type.valueType() == ValueType.DATE && column.valueType() == ValueType.DATE;
    }
}
