package dev.furoshiki.jdbc.sql.tree;

import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.List;
import java.util.Optional;

/** A whole statement, or one that a common table expression holds. */
public sealed interface Statement extends Node {

    record Rows(Span span, Query query) implements Statement {}

    /**
     * INSERT and its like.
     *
     * @param with common table expressions before it
     * @param replaces MySQL's REPLACE, and H2's MERGE INTO, whose KEY (...) is the target of {@code onConflict}
     * @param columns empty where none are listed
     * @param columnList the parentheses of the columns
     * @param source empty for {@code DEFAULT VALUES} and where {@code set} has the values
     * @param set MySQL's {@code INSERT INTO t SET a = 1}
     * @param rowAlias MySQL's {@code VALUES (...) AS new (a, b)}
     */
    record Insert(
            Span span,
            List<Cte> with,
            boolean replaces,
            boolean ignores,
            Relation.Table target,
            List<Name> columns,
            Optional<Span> columnList,
            Optional<Query> source,
            List<Assignment> set,
            Optional<Name> rowAlias,
            List<Name> rowAliasColumns,
            Optional<OnConflict> onConflict,
            List<SelectItem> returning)
            implements Statement {
        public Insert {
            with = List.copyOf(with);
            columns = List.copyOf(columns);
            set = List.copyOf(set);
            rowAliasColumns = List.copyOf(rowAliasColumns);
            returning = List.copyOf(returning);
        }
    }

    /**
     * UPDATE.
     *
     * @param target a table, or MySQL's join
     * @param from what PostgreSQL joins with
     */
    record Update(
            Span span,
            List<Cte> with,
            Relation target,
            List<Assignment> assignments,
            Optional<Relation> from,
            Optional<Expression> where,
            List<SortKey> orderBy,
            List<Expression> limits,
            List<SelectItem> returning)
            implements Statement {
        public Update {
            with = List.copyOf(with);
            assignments = List.copyOf(assignments);
            orderBy = List.copyOf(orderBy);
            limits = List.copyOf(limits);
            returning = List.copyOf(returning);
        }
    }

    /**
     * DELETE.
     *
     * @param targets what is deleted from; MySQL names it before FROM or after it
     * @param using what PostgreSQL joins with; MySQL's whole join
     */
    record Delete(
            Span span,
            List<Cte> with,
            List<Relation.Table> targets,
            Optional<Relation> using,
            Optional<Expression> where,
            List<SortKey> orderBy,
            List<Expression> limits,
            List<SelectItem> returning)
            implements Statement {
        public Delete {
            with = List.copyOf(with);
            targets = List.copyOf(targets);
            orderBy = List.copyOf(orderBy);
            limits = List.copyOf(limits);
            returning = List.copyOf(returning);
        }
    }

    /**
     * MERGE as the standard has it; H2's {@code MERGE INTO t KEY (..) VALUES} is an {@link Insert} that replaces.
     *
     * @param source what is merged
     */
    record Merge(
            Span span,
            List<Cte> with,
            Relation.Table target,
            Relation source,
            Expression on,
            List<MergeAction> actions,
            List<SelectItem> returning)
            implements Statement {
        public Merge {
            with = List.copyOf(with);
            actions = List.copyOf(actions);
            returning = List.copyOf(returning);
        }
    }
}
