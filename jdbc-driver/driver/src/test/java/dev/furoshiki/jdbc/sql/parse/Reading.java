package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a tree says that a server can be asked for as well. */
final class Reading {

    private Reading() {}

    static Statement read(String sql, Syntax syntax) throws SQLSyntaxErrorException {
        return TreeParser.read(SqlText.statements(sql, syntax).get(0));
    }

    static int parameters(Node node) {
        int parameters = node instanceof Expression.Parameter ? 1 : 0;
        for (Node child : Children.of(node)) {
            parameters += parameters(child);
        }
        return parameters;
    }

    /** The result's columns, where the statement lists them; their labels where it says them. */
    static Optional<List<Optional<String>>> labels(Statement statement) {
        List<SelectItem> items = items(statement);
        boolean stars = items.stream().anyMatch(item -> item.expression() instanceof Expression.Star);
        return items.isEmpty() || stars
                ? Optional.empty()
                : Optional.of(items.stream().map(Reading::label).toList());
    }

    private static Optional<String> label(SelectItem item) {
        if (item.label().isPresent()) {
            return Optional.of(item.label().get().simple());
        }
        return item.expression() instanceof Expression.Name name ? Optional.of(name.simple()) : Optional.empty();
    }

    private static List<SelectItem> items(Statement statement) {
        if (statement instanceof Statement.Rows rows) {
            return items(rows.query());
        }
        if (statement instanceof Statement.Insert insert) {
            return insert.returning();
        }
        if (statement instanceof Statement.Update update) {
            return update.returning();
        }
        if (statement instanceof Statement.Delete delete) {
            return delete.returning();
        }
        return statement instanceof Statement.Merge merge ? merge.returning() : List.of();
    }

    private static List<SelectItem> items(Query query) {
        if (query instanceof Query.Select select) {
            return select.items();
        }
        if (query instanceof Query.Ordered ordered) {
            return items(ordered.query());
        }
        if (query instanceof Query.With with) {
            return items(with.body());
        }
        if (query instanceof Query.SetOperation operation) {
            return items(operation.left());
        }
        return query instanceof Query.Parenthesized parenthesized ? items(parenthesized.inner()) : new ArrayList<>();
    }
}
