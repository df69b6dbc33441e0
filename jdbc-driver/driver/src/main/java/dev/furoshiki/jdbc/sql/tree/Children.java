package dev.furoshiki.jdbc.sql.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The nodes right below a node, in the order of the text. Stateless. */
public final class Children {

    private static final Comparator<Node> IN_ORDER = new Comparator<>() {
        @Override
        public int compare(Node a, Node b) {
            return Integer.compare(a.span().first(), b.span().first());
        }
    };

    private final List<Node> nodes = new ArrayList<>();

    private Children() {}

    public static List<Node> of(Node node) {
        Children children = new Children();
        if (node instanceof Expression expression) {
            children.ofExpression(expression);
        } else if (node instanceof Query query) {
            children.ofQuery(query);
        } else if (node instanceof Relation relation) {
            children.ofRelation(relation);
        } else if (node instanceof Statement statement) {
            children.ofStatement(statement);
        } else {
            children.ofPart(node);
        }
        children.nodes.sort(IN_ORDER);
        return children.nodes;
    }

    /** Whether it holds a name, a constant or a parameter itself, and no other node. */
    public static boolean isLeaf(Node node) {
        return node instanceof Expression.Name
                || node instanceof Expression.Star
                || node instanceof Expression.Parameter
                || node instanceof Expression.Literal
                || node instanceof Expression.Default;
    }

    private void add(Node node) {
        nodes.add(node);
    }

    private void add(Optional<? extends Node> node) {
        if (node.isPresent()) {
            nodes.add(node.get());
        }
    }

    private void add(List<? extends Node> more) {
        nodes.addAll(more);
    }

    private void addWindow(Expression.Window window) {
        add(window.partitionBy());
        add(window.orderBy());
        add(window.bounds());
    }

    private void ofExpression(Expression expression) {
        if (expression instanceof Expression.Parenthesized parenthesized) {
            add(parenthesized.inner());
        } else if (expression instanceof Expression.Row row) {
            add(row.values());
        } else if (expression instanceof Expression.Not not) {
            add(not.condition());
        } else if (expression instanceof Expression.Logical logical) {
            add(logical.conditions());
        } else if (expression instanceof Expression.Comparison comparison) {
            add(comparison.left());
            add(comparison.right());
        } else if (expression instanceof Expression.NullTest test) {
            add(test.value());
        } else if (expression instanceof Expression.Cast cast) {
            add(cast.value());
        } else if (expression instanceof Expression.Operation operation) {
            add(operation.operands());
        } else if (expression instanceof Expression.Call call) {
            ofCall(call);
        } else if (expression instanceof Expression.Case conditional) {
            ofCase(conditional);
        } else {
            ofExpressionWithQuery(expression);
        }
    }

    private void ofExpressionWithQuery(Expression expression) {
        if (expression instanceof Expression.Quantified quantified) {
            add(quantified.value());
            add(quantified.query());
            add(quantified.array());
        } else if (expression instanceof Expression.In in) {
            add(in.value());
            add(in.query());
            add(in.list());
        } else if (expression instanceof Expression.Exists exists) {
            add(exists.query());
        } else if (expression instanceof Expression.Subquery subquery) {
            add(subquery.query());
        }
    }

    private void ofCall(Expression.Call call) {
        add(call.arguments());
        add(call.orderBy());
        add(call.filter());
        if (call.window().isPresent()) {
            addWindow(call.window().get());
        }
    }

    private void ofCase(Expression.Case conditional) {
        add(conditional.operand());
        for (Expression.Case.When branch : conditional.branches()) {
            add(branch.condition());
            add(branch.value());
        }
        add(conditional.otherwise());
    }

    private void ofQuery(Query query) {
        if (query instanceof Query.Select select) {
            ofSelect(select);
        } else if (query instanceof Query.Values values) {
            add(values.rows());
        } else if (query instanceof Query.TableRows rows) {
            add(rows.table());
        } else if (query instanceof Query.SetOperation operation) {
            add(operation.left());
            add(operation.right());
        } else if (query instanceof Query.With with) {
            add(with.expressions());
            add(with.body());
        } else if (query instanceof Query.Parenthesized parenthesized) {
            add(parenthesized.inner());
        } else if (query instanceof Query.Ordered ordered) {
            add(ordered.query());
            add(ordered.orderBy());
            add(ordered.limits());
            add(ordered.locked());
        }
    }

    private void ofSelect(Query.Select select) {
        add(select.distinctOn());
        add(select.items());
        add(select.from());
        add(select.where());
        add(select.groupBy());
        add(select.having());
        for (Expression.Window window : select.windows()) {
            addWindow(window);
        }
        add(select.qualify());
    }

    private void ofRelation(Relation relation) {
        if (relation instanceof Relation.Table table) {
            add(table.name());
            add(table.alias());
            add(table.columnAliases());
        } else if (relation instanceof Relation.Derived derived) {
            add(derived.query());
            add(derived.alias());
            add(derived.columnAliases());
        } else if (relation instanceof Relation.Function function) {
            add(function.calls());
            add(function.alias());
            add(function.columnAliases());
        } else if (relation instanceof Relation.Join join) {
            add(join.left());
            add(join.right());
            add(join.on());
            add(join.using());
        } else if (relation instanceof Relation.Parenthesized parenthesized) {
            add(parenthesized.inner());
            add(parenthesized.alias());
        } else if (relation instanceof Relation.Changed changed) {
            add(changed.statement());
            add(changed.alias());
        }
    }

    private void ofStatement(Statement statement) {
        if (statement instanceof Statement.Rows rows) {
            add(rows.query());
        } else if (statement instanceof Statement.Insert insert) {
            ofInsert(insert);
        } else if (statement instanceof Statement.Update update) {
            add(update.with());
            add(update.target());
            add(update.assignments());
            add(update.from());
            add(update.where());
            add(update.orderBy());
            add(update.limits());
            add(update.returning());
        } else if (statement instanceof Statement.Delete delete) {
            add(delete.with());
            add(delete.targets());
            add(delete.using());
            add(delete.where());
            add(delete.orderBy());
            add(delete.limits());
            add(delete.returning());
        } else if (statement instanceof Statement.Merge merge) {
            add(merge.with());
            add(merge.target());
            add(merge.source());
            add(merge.on());
            add(merge.actions());
            add(merge.returning());
        }
    }

    private void ofInsert(Statement.Insert insert) {
        add(insert.with());
        add(insert.target());
        add(insert.columns());
        add(insert.source());
        add(insert.set());
        add(insert.rowAlias());
        add(insert.rowAliasColumns());
        add(insert.onConflict());
        add(insert.returning());
    }

    private void ofPart(Node node) {
        if (node instanceof Cte cte) {
            add(cte.name());
            add(cte.columns());
            add(cte.statement());
        } else if (node instanceof SelectItem item) {
            add(item.expression());
            add(item.label());
        } else if (node instanceof SortKey key) {
            add(key.expression());
        } else if (node instanceof Assignment assignment) {
            add(assignment.columns());
            add(assignment.value());
        } else if (node instanceof OnConflict conflict) {
            add(conflict.target());
            add(conflict.targetWhere());
            add(conflict.constraint());
            add(conflict.assignments());
            add(conflict.where());
        } else if (node instanceof MergeAction action) {
            add(action.condition());
            add(action.assignments());
            add(action.columns());
            add(action.values());
        }
    }
}
