package dev.furoshiki.jdbc.sql.tree;

import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.List;
import java.util.Optional;

/** What stands in a FROM clause. */
public sealed interface Relation extends Node {

    /**
     * A table, a view or the name of a common table expression.
     *
     * @param columnAliases of {@code t AS a (b, c)}
     */
    record Table(Span span, Name name, Optional<Name> alias, List<Name> columnAliases) implements Relation {
        public Table {
            columnAliases = List.copyOf(columnAliases);
        }
    }

    /** A query in parentheses, or VALUES. */
    record Derived(Span span, boolean lateral, Query query, Optional<Name> alias, List<Name> columnAliases)
            implements Relation {
        public Derived {
            columnAliases = List.copyOf(columnAliases);
        }
    }

    /** {@code UNNEST(...)}, {@code generate_series(...)} and their like. */
    record Function(Span span, List<Expression> calls, Optional<Name> alias, List<Name> columnAliases)
            implements Relation {
        public Function {
            calls = List.copyOf(calls);
            columnAliases = List.copyOf(columnAliases);
        }
    }

    /** Two relations joined, by a comma too. */
    record Join(
            Span span,
            Kind kind,
            boolean natural,
            Relation left,
            Relation right,
            Optional<Expression> on,
            List<Name> using)
            implements Relation {
        public Join {
            using = List.copyOf(using);
        }

        public enum Kind {
            COMMA,
            CROSS,
            INNER,
            LEFT,
            RIGHT,
            FULL
        }
    }

    /** A join in parentheses. */
    record Parenthesized(Span span, Relation inner, Optional<Name> alias) implements Relation {}

    /** H2's {@code FINAL TABLE (INSERT ...)}: the rows that a statement changed. */
    record Changed(Span span, Statement statement, Optional<Name> alias) implements Relation {}
}
