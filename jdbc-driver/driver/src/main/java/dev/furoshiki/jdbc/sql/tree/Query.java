package dev.furoshiki.jdbc.sql.tree;

import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Row;
import dev.furoshiki.jdbc.sql.tree.Expression.Window;
import java.util.List;
import java.util.Optional;

/** What yields rows. */
public sealed interface Query extends Node {

    /**
     * One SELECT, without what follows it.
     *
     * @param distinctOn of {@code DISTINCT ON (...)}
     * @param windows of the WINDOW clause
     * @param qualify a condition on the results of windows, of H2
     */
    record Select(
            Span span,
            boolean distinct,
            List<Expression> distinctOn,
            List<SelectItem> items,
            Optional<Relation> from,
            Optional<Expression> where,
            List<Expression> groupBy,
            Optional<Expression> having,
            List<Window> windows,
            Optional<Expression> qualify)
            implements Query {
        public Select {
            distinctOn = List.copyOf(distinctOn);
            items = List.copyOf(items);
            groupBy = List.copyOf(groupBy);
            windows = List.copyOf(windows);
        }
    }

    record Values(Span span, List<Row> rows) implements Query {
        public Values {
            rows = List.copyOf(rows);
        }
    }

    /** {@code TABLE t}: all its columns. */
    record TableRows(Span span, Name table) implements Query {}

    /**
     * UNION, INTERSECT and EXCEPT.
     *
     * @param compares whether rows are compared, as all but UNION ALL do: EXCEPT ALL and INTERSECT ALL, too
     */
    record SetOperation(Span span, boolean compares, Query left, Query right) implements Query {}

    record With(Span span, boolean recursive, List<Cte> expressions, Query body) implements Query {
        public With {
            expressions = List.copyOf(expressions);
        }
    }

    /** A query in parentheses. */
    record Parenthesized(Span span, Query inner) implements Query {}

    /**
     * A query with what may follow it.
     *
     * @param limits of LIMIT, OFFSET and FETCH
     * @param locked what {@code FOR UPDATE OF} names; empty also where it names nothing
     */
    record Ordered(
            Span span, Query query, List<SortKey> orderBy, List<Expression> limits, boolean locks, List<Name> locked)
            implements Query {
        public Ordered {
            orderBy = List.copyOf(orderBy);
            limits = List.copyOf(limits);
            locked = List.copyOf(locked);
        }
    }
}
