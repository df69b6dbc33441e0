package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.sql.guard.RoutineList;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Relation;
import java.sql.SQLException;
import java.util.Set;

/**
 * Expressions that the server may compute twice: once for the cell, and once for the index, which would belong to another
 * value if the outcome were not the same. Stateless.
 */
final class Repeatable {

    private static final Set<String> CALLS = RoutineList.read(Repeatable.class, "repeatable-routines.txt");

    private Repeatable() {}

    static void require(EncryptedColumn column, Expression expression) throws SQLException {
        requireNode(column, expression);
    }

    private static void requireNode(EncryptedColumn column, Node node) throws SQLException {
        if (node instanceof Call call) {
            String name = call.name().get(call.name().size() - 1);
            boolean known = CALLS.contains(name)
                    && (call.name().size() == 1 || call.name().get(0).equals("pg_catalog"));
            if (!known) {
                throw refused(column, "the function " + name + " beside it");
            }
        }
        boolean chooses = (node instanceof Query.Ordered ordered
                        && !ordered.limits().isEmpty())
                || (node instanceof Query.Select select && !select.distinctOn().isEmpty());
        if (chooses) {
            throw refused(column, "a subquery with LIMIT or DISTINCT ON");
        }
        if (node instanceof Operation operation && operation.operands().isEmpty()) {
            throw refused(column, "what stands beside it");
        }
        if (node instanceof Relation.Changed) {
            throw refused(column, "a statement that changes rows");
        }
        for (Node child : Children.of(node)) {
            requireNode(column, child);
        }
    }

    private static SQLException refused(EncryptedColumn column, String what) {
        return Refusals.column(
                column,
                "the server needs its cell and its index, and " + what + " may give another value the second time",
                "write INSERT ... SELECT or UPDATE ... FROM with the column itself in the list, or a parameter");
    }
}
