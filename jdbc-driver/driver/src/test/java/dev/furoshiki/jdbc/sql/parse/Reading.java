package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
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

    /** Where the trees of a list of statements are not what a server says of the same statements. */
    static List<String> differences(Connection server, String file, Syntax syntax) throws IOException {
        List<String> differences = new ArrayList<>();
        for (String sql : StatementList.read(file)) {
            try {
                String difference = difference(server, sql, read(sql, syntax));
                if (!difference.isEmpty()) {
                    differences.add(sql + ": " + difference);
                }
            } catch (SQLException refused) {
                differences.add(sql + ": " + refused.getMessage());
            }
        }
        return differences;
    }

    /** Empty where there is none. */
    static String difference(Connection server, String sql, Statement tree) throws SQLException {
        try (PreparedStatement prepared = server.prepareStatement(sql)) {
            int parameters = prepared.getParameterMetaData().getParameterCount();
            if (parameters != parameters(tree)) {
                return parameters(tree) + " parameters, not " + parameters;
            }
            ResultSetMetaData columns = prepared.getMetaData();
            Optional<List<Optional<String>>> labels = labels(tree);
            // MariaDB says nothing of RETURNING before it is executed.
            boolean silent = columns == null || columns.getColumnCount() == 0;
            if (labels.isEmpty() || (silent && !(tree instanceof Statement.Rows))) {
                return "";
            }
            List<String> said = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String label = columns.getColumnLabel(i);
                expected.add(label);
                said.add(i <= labels.get().size() ? labels.get().get(i - 1).orElse(label) : "");
            }
            boolean same = said.equals(expected) && said.size() == labels.get().size();
            return same ? "" : "labels " + labels.get() + ", not " + expected;
        }
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
