package dev.furoshiki.jdbc.sql.tree;

import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.List;

/** {@code name (columns) AS [NOT MATERIALIZED] (statement)}. */
public record Cte(Span span, Name name, List<Name> columns, Statement statement) implements Node {
    public Cte {
        columns = List.copyOf(columns);
    }
}
