package dev.furoshiki.jdbc.sql.tree;

import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.List;
import java.util.Optional;

/**
 * {@code WHEN [NOT] MATCHED [AND ...] THEN ...}.
 *
 * @param matched whether it is for rows of the target
 * @param assignments of UPDATE SET
 * @param columns of INSERT
 * @param values of INSERT; empty for the other actions, and for DEFAULT VALUES
 */
public record MergeAction(
        Span span,
        boolean matched,
        Optional<Expression> condition,
        Kind kind,
        List<Assignment> assignments,
        List<Name> columns,
        Optional<Expression.Row> values)
        implements Node {
    public MergeAction {
        assignments = List.copyOf(assignments);
        columns = List.copyOf(columns);
    }

    public enum Kind {
        INSERT,
        UPDATE,
        DELETE,
        NOTHING
    }
}
