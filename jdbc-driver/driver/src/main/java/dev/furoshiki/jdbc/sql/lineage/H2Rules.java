package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ServerKind;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.Optional;
import java.util.Set;

/** H2. */
record H2Rules() implements ServerRules {

    @Override
    public Set<String> systemColumns() {
        return Set.of("_ROWID_");
    }

    /** Any other expression is labelled by its text as H2 would write it. */
    @Override
    public Optional<String> label(Expression expression) {
        return expression instanceof Name name ? Optional.of(name.simple()) : Optional.empty();
    }

    @Override
    public Optional<String> labelOfValues(int column) {
        return Optional.of("C" + (column + 1));
    }

    /** GROUP BY takes a name for a label before it takes it for a column. */
    @Override
    public boolean labelsAreNames() {
        return true;
    }

    @Override
    public boolean mergedNamesAreAmbiguous() {
        return true;
    }

    @Override
    public OneOfGroup oneOfGroup() {
        return new OneOfGroup("MIN(", ")");
    }

    @Override
    public boolean tablesHideCommonTables() {
        return true;
    }

    @Override
    public boolean mergedRowsSeeTarget() {
        return true;
    }

    /** Conditions of inner joins become part of WHERE before their names are looked up. */
    @Override
    public boolean conditionsSeeAllTables() {
        return true;
    }

    @Override
    public boolean choicesNeedTypes() {
        return true;
    }

    @Override
    public Optional<LogicalType> keptByCast(String type) {
        return LogicalType.parse(ServerKind.H2, type);
    }

    /** A timestamp may have more digits than a column, which would be rounded away. */
    @Override
    public boolean readsTyped(LogicalType type, LogicalType column) {
        return type.valueType() == column.valueType()
                && (type.valueType() == ValueType.DATE || type.valueType() == ValueType.UUID);
    }
}
