package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.lineage.Output.Element;
import dev.furoshiki.jdbc.sql.lineage.Output.StarColumn;
import dev.furoshiki.jdbc.sql.lineage.Rows.Branch;
import dev.furoshiki.jdbc.sql.lineage.Rows.Branch.SelectList;
import dev.furoshiki.jdbc.sql.lineage.Rows.Branch.ValueRows;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.TextEdits.Piece;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Parameter;
import dev.furoshiki.jdbc.sql.tree.Query.Select;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What can be compared of a query's cells, beside the cells or in their place. For one statement. */
final class HiddenColumns {

    private final Analysis analysis;

    HiddenColumns(Analysis analysis) {
        this.analysis = analysis;
    }

    /** Adds what is compared outside of a query to one of its lists. */
    void append(Rows rows, int index) {
        Branch branch = rows.branches().get(index);
        for (Output output : rows.outputs()) {
            if (!output.isKeyDemanded()) {
                continue;
            }
            List<Element> elements = output.part(index);
            if (branch instanceof SelectList list) {
                Piece key = key(output, elements.get(0));
                String label = " AS " + analysis.quoted(output.keyName());
                analysis.edits().insertAfter(list.span().last(), ", " + key.text() + label, key.parameters());
            } else if (branch instanceof ValueRows values) {
                for (int i = 0; i < elements.size(); i++) {
                    Piece key = key(output, elements.get(i));
                    int last = values.rows().get(i).span().last() - 1;
                    analysis.edits().insertAfter(last, ", " + key.text(), key.parameters());
                }
            }
        }
    }

    private Piece key(Output output, Element element) {
        if (element.star().isPresent()) {
            return new Piece(name(element.star().get()), List.of());
        }
        return analysis.copy(element.text().orElseThrow().span(), element.value(), Form.KEY, output.use());
    }

    private String name(StarColumn column) {
        Field field = column.field();
        return column.prefix() + analysis.quoted(field.hasOtherKey() ? field.keyName() : field.name());
    }

    /** Where rows are grouped by an index, any cell of the group stands for all of them. */
    void takeOneOfEachGroup(List<SelectItem> items, Rows rows, List<Field> grouped) {
        for (int i = 0;
                i < items.size()
                        && rows.isClosed()
                        && items.size() == rows.columns().size();
                i++) {
            SelectItem item = items.get(i);
            Output output = rows.outputs().get(i);
            analysis.writeLater(() -> {
                boolean cell = item.expression() instanceof Name
                        && !output.isComparable()
                        && output.leaves().stream()
                                .anyMatch(leaf -> leaf.field().isPresent()
                                        && contains(grouped, leaf.field().get()));
                if (cell) {
                    String label = item.label().isPresent()
                            ? ""
                            : " AS " + analysis.quoted(output.label().orElseThrow());
                    ServerRules.OneOfGroup one = analysis.rules().oneOfGroup();
                    analysis.edits().insertBefore(item.expression().span().first(), one.before());
                    analysis.edits().insertAfter(item.expression().span().last(), one.behind() + label, List.of());
                }
            });
        }
    }

    @SuppressWarnings("ReferenceEquality") // two columns may be equal records, and are two all the same
    private static boolean contains(List<Field> fields, Field field) {
        return fields.stream().anyMatch(other -> other == field);
    }

    /** DISTINCT compares what is given; where that is randomized cells, it has to compare what stands for them. */
    void makeDistinct(Select select, Rows rows) {
        if (rows.branches().isEmpty()) {
            return; // no list at all, so that there is nothing to compare
        }
        List<Output> cells = new ArrayList<>();
        analysis.settleLater(() -> {
            for (Output output : rows.outputs()) {
                if (!output.isComparable()) {
                    output.demandComparison();
                    cells.add(output);
                }
            }
            if (!cells.isEmpty() && rows.isOpen()) {
                throw cells.get(0)
                        .refusal(
                                "DISTINCT would compare its cells, which are randomized",
                                "name the columns, where * is written");
            }
            if (!cells.isEmpty() && !analysis.rules().hasDistinctOn()) {
                new DistinctGroups(analysis, select, rows).require(cells.get(0));
            }
        });
        Span list = rows.branches().get(0).span();
        analysis.copyLater(list, () -> {
            if (!cells.isEmpty()) {
                writeDistinct(select, rows, list, cells.get(0));
            }
        });
    }

    /** Whether it is the same in each row: of a choice between constants that cannot be said. */
    static boolean isConstant(Element element) {
        return element.text().filter(HiddenColumns::isConstant).isPresent();
    }

    private static boolean isConstant(Expression text) {
        return text instanceof Literal
                || text instanceof Parameter
                || (text instanceof Expression.Parenthesized one && isConstant(one.inner()));
    }

    private void writeDistinct(Select select, Rows rows, Span list, Output cell) throws SQLException {
        int word = list.first() - 1;
        if (!analysis.statement().isWord(word, "DISTINCT")
                || word <= select.span().first() - 1) {
            throw cell.refusal(
                    "DISTINCT stands where it cannot be rewritten", "write SELECT DISTINCT, and the columns");
        }
        if (!analysis.rules().hasDistinctOn()) {
            new DistinctGroups(analysis, select, rows).write(word);
            return;
        }
        List<Piece> keys = new ArrayList<>();
        for (int i = 0; i < rows.outputs().size(); i++) {
            Output output = rows.outputs().get(i);
            Element element = output.part(0).get(0);
            if (!output.isComparable()) {
                keys.add(key(output, element));
            } else if (!isConstant(element)) {
                // By its place, since a name would mean a label first. What is the same in each row tells none apart.
                keys.add(new Piece(String.valueOf(i + 1), List.of()));
            }
        }
        String text = keys.stream().map(Piece::text).collect(Collectors.joining(", "));
        List<ParameterBinding> parameters =
                keys.stream().flatMap(key -> key.parameters().stream()).toList();
        analysis.edits().replace(null, word, word, "DISTINCT ON (" + text + ")", parameters);
    }
}
