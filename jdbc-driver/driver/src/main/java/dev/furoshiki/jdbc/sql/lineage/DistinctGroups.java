package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.lineage.Output.Element;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.TextEdits.Piece;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Query.Select;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code SELECT DISTINCT a, b} over randomized cells, where there is no DISTINCT ON: as groups of what can be compared, each
 * with one of its cells. For one query.
 */
final class DistinctGroups {

    private final Analysis analysis;
    private final Select select;
    private final Rows rows;

    DistinctGroups(Analysis analysis, Select select, Rows rows) {
        this.analysis = analysis;
        this.select = select;
        this.rows = rows;
    }

    /** Refuses what would not be the same as groups; all columns are known. */
    void require(Output cell) throws SQLException {
        boolean groups = select.from().isPresent()
                && select.groupBy().isEmpty()
                && select.having().isEmpty()
                && select.windows().isEmpty()
                && select.qualify().isEmpty()
                && select.items().size() == rows.columns().size()
                && select.items().stream().noneMatch(item -> computes(item.expression()));
        for (int i = 0; groups && i < rows.outputs().size(); i++) {
            groups = rows.outputs().get(i).isComparable()
                    || select.items().get(i).expression() instanceof Name;
        }
        if (!groups) {
            throw refusal(cell);
        }
    }

    private static SQLException refusal(Output cell) {
        return cell.refusal(
                "DISTINCT would compare its cells, which are randomized",
                "list columns only, each by its name, or write GROUP BY");
    }

    private Output cell() {
        return rows.outputs().stream()
                .filter(output -> !output.isComparable())
                .findFirst()
                .orElseThrow();
    }

    /** Whether there may be an aggregate in it, whose rows would be others. */
    private static boolean computes(Node part) {
        return part instanceof Call
                || part instanceof Query
                || part instanceof Expression.Star
                || Children.of(part).stream().anyMatch(DistinctGroups::computes);
    }

    /** To be done when the edits within the list have been made. */
    void write(int distinct) throws SQLException {
        List<Piece> keys = new ArrayList<>();
        ServerRules.OneOfGroup one = analysis.rules().oneOfGroup();
        for (int i = 0; i < rows.outputs().size(); i++) {
            Output output = rows.outputs().get(i);
            SelectItem item = select.items().get(i);
            Element element = output.part(0).get(0);
            Span span = item.expression().span();
            if (!output.isComparable()) {
                keys.add(analysis.copy(span, element.value(), Form.KEY, output.use()));
                String label = item.label().isPresent()
                        ? ""
                        : " AS " + analysis.quoted(output.label().orElseThrow());
                analysis.edits().insertBefore(span.first(), one.before());
                analysis.edits().insertAfter(span.last(), one.behind() + label, List.of());
            } else if (!HiddenColumns.isConstant(element)) {
                // What is the same in each row tells none apart.
                Piece key = analysis.copy(span, element.value(), output.form(), output.use());
                if (!key.parameters().isEmpty()) {
                    // The server cannot know that two parameters are one.
                    throw refusal(cell());
                }
                keys.add(item.expression() instanceof Name ? key : new Piece("(" + key.text() + ")", key.parameters()));
            }
        }
        String text = keys.stream().map(Piece::text).collect(Collectors.joining(", "));
        List<ParameterBinding> parameters =
                keys.stream().flatMap(key -> key.parameters().stream()).toList();
        analysis.edits().replace(distinct, distinct, "");
        int last = select.where()
                .<Node>map(where -> where)
                .orElseGet(() -> select.from().orElseThrow())
                .span()
                .last();
        analysis.edits().insertAfter(last, " GROUP BY " + text, parameters);
    }
}
