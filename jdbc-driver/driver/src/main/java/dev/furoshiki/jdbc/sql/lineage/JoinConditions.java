package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Node;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of the joins of one FROM clause, where the server looks for their names in all of it. A name that is no known
 * column of what is joined there may be that of a table whose columns are not known, or of any other in the clause. For one
 * clause.
 */
final class JoinConditions {

    /** A condition, and what its join joins. */
    private record Condition(Expression expression, Scope scope) {}

    private final List<Condition> conditions = new ArrayList<>();

    void add(Expression condition, Scope scope) {
        conditions.add(new Condition(condition, scope));
    }

    /** Refuses a name that may be an encrypted column of another table of the clause. */
    void requireClear(List<Source> clause) throws SQLException {
        for (Condition condition : conditions) {
            requireClear(condition.expression(), condition.scope(), clause);
        }
    }

    private static void requireClear(Node node, Scope scope, List<Source> clause) throws SQLException {
        if (node instanceof Name name
                && name.parts().size() == 1
                && scope.named(name.simple()).isEmpty()) {
            requireClear(name, clause);
        }
        for (Node child : Children.of(node)) {
            requireClear(child, scope, clause);
        }
    }

    private static void requireClear(Name name, List<Source> clause) throws SQLException {
        Optional<EncryptedColumn> column = clause.stream()
                .flatMap(source -> source.named(name.simple()).stream())
                .flatMap(field -> field.column().stream())
                .findFirst();
        if (column.isPresent()) {
            throw Refusals.column(
                    column.get(),
                    "a name in the condition of a join may mean it, or a column of a table that is joined there",
                    "write the column with the name or alias of its table before it");
        }
    }
}
