package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in parentheses: a query, or expressions.
 *
 * @param span with the parentheses
 */
record Enclosed(Span span, @Nullable Query query, List<Expression> expressions) {

    boolean isQuery() {
        return query != null;
    }

    Expression asExpression() {
        if (query != null) {
            return new Expression.Subquery(span, false, query);
        }
        return expressions.size() == 1
                ? new Expression.Parenthesized(span, expressions.get(0))
                : new Expression.Row(span, expressions);
    }
}
