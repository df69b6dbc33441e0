package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.plan.TextEdits.Spliced;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What the columns of a view are, by its definition. That is followed as any statement is, but runs on the server as it stands:
 * where a statement would have to be written otherwise, nothing is known of the view. Stateless.
 */
public final class ViewColumns {

    private ViewColumns() {}

    /**
     * The columns of a view as the application sees them.
     *
     * @param columnNames the view's, as the server has them
     * @param keyword which tokens of the definition are words that the server never takes for a column's name
     * @return empty where they are not known
     * @throws SQLException where a statement of that form would be refused
     */
    public static Optional<TableColumns> of(
            TableName view,
            List<String> columnNames,
            SqlText definition,
            Statement tree,
            CatalogNames names,
            IntPredicate keyword)
            throws SQLException {
        if (!(tree instanceof Statement.Rows query)) {
            return Optional.empty();
        }
        Analysis analysis = new Analysis(definition, names, true);
        Rows rows = analysis.writes().write(tree);
        List<Expression> leaves = Lineage.requireJudged(definition, tree, analysis);
        UnreadNames.refuse(definition, leaves, analysis.reached(), keyword);
        Spliced spliced = Lineage.spliced(analysis, rows);
        boolean asItStands =
                spliced.sql().equals(definition.text()) && spliced.parameters().isEmpty();
        return asItStands && rows.isClosed() && rows.outputs().size() == columnNames.size()
                ? Optional.of(columns(view, columnNames, rows, query.query(), analysis))
                : Optional.empty();
    }

    private static TableColumns columns(
            TableName view, List<String> columnNames, Rows rows, Query query, Analysis analysis) {
        List<String> names = new ArrayList<>();
        Map<String, EncryptedColumn> encrypted = new LinkedHashMap<>();
        List<SelectItem> items = select(query).map(Query.Select::items).orElse(List.of());
        for (int i = 0; i < rows.outputs().size(); i++) {
            Output output = rows.outputs().get(i);
            String label = columnNames.get(i);
            if (isCompanion(label, analysis)) {
                continue;
            }
            names.add(label);
            if (output.column().isPresent()) {
                EncryptedColumn column = output.column().get();
                boolean indexed = items.size() == rows.outputs().size()
                        && isOfTable(output)
                        && hasCompanion(items.get(i), column, items, columnNames);
                encrypted.put(label, indexed ? column : withoutIndex(column));
            }
        }
        return new TableColumns(view, names, encrypted);
    }

    private static boolean isCompanion(String label, Analysis analysis) {
        return analysis.reached().stream()
                .flatMap(table -> table.encrypted().values().stream())
                .anyMatch(column -> column.companion().equals(Optional.of(label)));
    }

    /** Of a view that is no set operation. */
    static Optional<Query.Select> select(Query query) {
        if (query instanceof Query.Ordered ordered) {
            return select(ordered.query());
        }
        if (query instanceof Query.Parenthesized one) {
            return select(one.inner());
        }
        return query instanceof Query.Select select ? Optional.of(select) : Optional.empty();
    }

    /** Whether it is a table's own column, or a view's: a derived table may give a cell beside another's index. */
    static boolean isOfTable(Output output) {
        List<Leaf> leaves = output.leaves();
        return leaves.size() == 1
                && leaves.get(0)
                        .field()
                        .filter(Field.TableField.class::isInstance)
                        .isPresent();
    }

    /** Whether the list gives the index that belongs to the cell: of the same relation, under its own name. */
    private static boolean hasCompanion(
            SelectItem cell, EncryptedColumn column, List<SelectItem> items, List<String> columnNames) {
        if (!(cell.expression() instanceof Name name) || column.companion().isEmpty()) {
            return false;
        }
        String companion = column.companion().get();
        int place = columnNames.indexOf(companion);
        return place >= 0
                && items.get(place).expression() instanceof Name other
                && other.simple().equals(companion)
                && other.qualifier().equals(name.qualifier());
    }

    private static EncryptedColumn withoutIndex(EncryptedColumn column) {
        return new EncryptedColumn(
                column.table(), column.name(), column.type(), column.cellType(), IndexType.NONE, column.domain());
    }
}
