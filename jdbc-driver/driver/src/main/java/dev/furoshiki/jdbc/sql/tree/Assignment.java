package dev.furoshiki.jdbc.sql.tree;

import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.List;

/**
 * {@code column = value}, or {@code (a, b) = (1, 2)} and {@code (a, b) = (SELECT ...)}.
 *
 * @param value of several columns: a {@link Expression.Row} or a {@link Expression.Subquery}
 */
public record Assignment(Span span, List<Name> columns, Expression value) implements Node {
    public Assignment {
        columns = List.copyOf(columns);
    }
}
