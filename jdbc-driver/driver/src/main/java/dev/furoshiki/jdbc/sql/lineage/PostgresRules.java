package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Cast;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.Optional;
import java.util.Set;

/** PostgreSQL. */
record PostgresRules() implements ServerRules {

    private static final Set<String> SYSTEM_COLUMNS = Set.of("cmax", "cmin", "ctid", "tableoid", "xmax", "xmin");
    private static final int MICROSECONDS = 6;

    @Override
    public Set<String> systemColumns() {
        return SYSTEM_COLUMNS;
    }

    @Override
    public Optional<String> label(Expression expression) {
        if (expression instanceof Name name) {
            return Optional.of(name.simple());
        }
        if (expression instanceof Call call) {
            return Optional.of(call.name().get(call.name().size() - 1));
        }
        if (expression instanceof Expression.Case) {
            return Optional.of("case");
        }
        return expression instanceof Cast cast ? label(cast.value()) : Optional.of("?column?");
    }

    @Override
    public Optional<String> labelOfValues(int column) {
        return Optional.of("column" + (column + 1));
    }

    @Override
    public boolean labelsAreNames() {
        return false;
    }

    /** There is no min of bytea before version 18. */
    @Override
    public OneOfGroup oneOfGroup() {
        return new OneOfGroup("(array_agg(", "))[1]");
    }

    @Override
    public boolean hasDistinctOn() {
        return true;
    }

    @Override
    public boolean takesShortRows() {
        return true;
    }

    @Override
    public Optional<LogicalType> keptByCast(String type) {
        return LogicalType.parse(type);
    }

    @Override
    public boolean readsTyped(LogicalType type, LogicalType column) {
        return type.valueType() == column.valueType()
                && type.blankPadded() == column.blankPadded()
                && type.precision() == (isTimestamp(column) ? MICROSECONDS : 0);
    }

    private static boolean isTimestamp(LogicalType type) {
        return type.valueType() == ValueType.TIMESTAMP || type.valueType() == ValueType.TIMESTAMP_WITH_TIME_ZONE;
    }
}
