package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.lineage.Output.Element;
import dev.furoshiki.jdbc.sql.lineage.Queries.Resolved;
import dev.furoshiki.jdbc.sql.lineage.Relations.Joined;
import dev.furoshiki.jdbc.sql.lineage.Rows.Branch;
import dev.furoshiki.jdbc.sql.lineage.Rows.Column;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.NullTest;
import dev.furoshiki.jdbc.sql.tree.Expression.Star;
import dev.furoshiki.jdbc.sql.tree.Expression.Window;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Query.Select;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SELECT, and the lists behind it and behind RETURNING. For one statement. */
final class Selects {

    private static final int LONGEST_LABEL = 200;

    private final Analysis analysis;

    Selects(Analysis analysis) {
        this.analysis = analysis;
    }

    Resolved resolve(Select select, Scope outer) throws SQLException {
        Joined from = select.from().isPresent()
                ? analysis.relations().clause(select.from().get(), outer)
                : Joined.NOTHING;
        Scope tables = from.scope(outer);
        analysis.expressions().condition(select.where(), tables);
        Optional<Labels> labels =
                analysis.rules().labelsAreNames() ? Optional.of(new Labels(analysis.syntax())) : Optional.empty();
        Scope scope = labels.map(tables::with).orElse(tables);
        Rows rows = items(select.items(), scope, labels);
        for (Expression key : select.distinctOn()) {
            distinctOn(key, scope, rows);
        }
        List<Field> grouped = new ArrayList<>();
        for (Expression key : select.groupBy()) {
            analysis.queries().groupKey(key, scope, rows, grouped);
        }
        if (!grouped.isEmpty() && isRolledUp(select)) {
            Queries.requireSets(grouped);
        }
        new HiddenColumns(analysis).takeOneOfEachGroup(select.items(), rows, grouped);
        if (select.having().isPresent() && analysis.rules().havingSeesResultsOnly()) {
            requireGrouped(select.having().get(), scope, grouped);
        }
        List<Field> outside = analysis.grouped();
        analysis.setGrouped(grouped);
        analysis.expressions().condition(select.having(), scope);
        analysis.setGrouped(outside);
        analysis.expressions().condition(select.qualify(), scope);
        for (Window window : select.windows()) {
            analysis.expressions().window(window, scope);
        }
        if (select.distinct() && select.distinctOn().isEmpty()) {
            new HiddenColumns(analysis).makeDistinct(select, rows);
        }
        return new Resolved(rows, Optional.of(scope));
    }

    /** MySQL's {@code GROUP BY a, b WITH ROLLUP}. */
    private boolean isRolledUp(Select select) {
        int last = select.groupBy().get(select.groupBy().size() - 1).span().last();
        int next = analysis.statement().isAnyWord(last + 1, "ASC", "DESC") ? last + 2 : last + 1;
        return analysis.statement().areWords(next, "WITH", "ROLLUP");
    }

    /** Where HAVING sees no other columns, it does not see the indexes that would be compared in their place. */
    private void requireGrouped(Node part, Scope scope, List<Field> grouped) throws SQLException {
        boolean counts = part instanceof Call call && call.name().equals(List.of("count"));
        if (part instanceof Query || part instanceof NullTest || counts) {
            return;
        }
        if (part instanceof Name name) {
            Optional<Field> field = analysis.columns().field(name, scope);
            if (field.isPresent() && field.get().hasOtherKey() && !contains(grouped, field.get())) {
                throw Refusals.column(
                        field.get().column().orElseThrow(),
                        "HAVING sees what the query groups by or selects, and so not the index of the column",
                        "write the condition behind WHERE, or group by the column");
            }
        }
        for (Node child : Children.of(part)) {
            requireGrouped(child, scope, grouped);
        }
    }

    @SuppressWarnings("ReferenceEquality") // two columns may be equal records, and are two all the same
    private static boolean contains(List<Field> fields, Field field) {
        return fields.stream().anyMatch(other -> other == field);
    }

    /** What a list of expressions gives. */
    Rows items(List<SelectItem> items, Scope scope) throws SQLException {
        return items(items, scope, Optional.empty());
    }

    private Rows items(List<SelectItem> items, Scope scope, Optional<Labels> labels) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (SelectItem item : items) {
            List<Column> given =
                    item.expression() instanceof Star star && item.label().isEmpty()
                            ? new Stars(analysis).expand(star, scope)
                            : List.of(item(item, scope));
            columns.addAll(given);
            if (labels.isPresent()) {
                for (Column column : given) {
                    if (column instanceof Output output) {
                        labels.get().add(output);
                    }
                }
            }
        }
        if (items.isEmpty()) {
            return new Rows(columns, List.of());
        }
        Span list = new Span(
                items.get(0).span().first(), items.get(items.size() - 1).span().last());
        return new Rows(columns, List.of(new Branch.SelectList(list)));
    }

    private Output item(SelectItem item, Scope scope) throws SQLException {
        Value value = Expressions.guarded(
                analysis.expressions().judge(item.expression(), scope),
                column -> analysis.places().requireItem(column, item.expression(), item.span()));
        if (item.label().isPresent()) {
            analysis.visit(item.label().get());
        } else if (analysis.rules().label(item.expression()).isEmpty()) {
            keepLabel(item);
        }
        Output output = new Output(
                item.label().map(Name::simple).or(() -> analysis.rules().label(item.expression())),
                analysis::hiddenName);
        output.add(List.of(Element.of(value, item.expression())));
        return output;
    }

    /** An expression that is labelled by its own text keeps that where the text is changed, unless it holds constants. */
    private void keepLabel(SelectItem item) {
        SqlText statement = analysis.statement();
        int first = item.span().first();
        int last = item.span().last();
        for (int i = first; i <= last; i++) {
            if (statement.is(i, Token.Kind.STRING) || statement.is(i, Token.Kind.NUMBER)) {
                return;
            }
        }
        String text = statement.text().substring(statement.start(first), statement.end(last));
        boolean isName = text.length() <= LONGEST_LABEL && text.chars().noneMatch(c -> Character.isSurrogate((char) c));
        analysis.writeLater(() -> {
            if (isName && analysis.edits().touch(first, last)) {
                analysis.edits().insertAfter(last, " AS " + analysis.quoted(text), List.of());
            }
        });
    }

    private void distinctOn(Expression key, Scope scope, Rows rows) throws SQLException {
        if (key instanceof Expression.Parenthesized one) {
            distinctOn(one.inner(), scope, rows);
            return;
        }
        boolean byOutput = key instanceof Expression.Literal
                || (key instanceof Name name
                        && name.parts().size() == 1
                        && analysis.labelled(name.simple(), rows).isPresent());
        if (byOutput) {
            Optional<Output> output = key instanceof Name name
                    ? analysis.labelled(name.simple(), rows)
                    : analysis.queries().at((Expression.Literal) key, rows);
            boolean isColumn =
                    key instanceof Name name && !scope.named(name.simple()).isEmpty();
            if (output.isPresent() && !output.get().isRandomized()) {
                analysis.visit(key);
                return;
            }
            if (output.isPresent() && !isColumn) {
                throw output.get().refusal("DISTINCT ON would compare its cells", "write the column itself there");
            }
        }
        Value value = analysis.expressions().judge(key, scope);
        if (value instanceof Encrypted encrypted) {
            analysis.places().requireAlone(encrypted.column(), key);
            analysis.place(value, Form.KEY, ParameterUse.COMPARED);
        }
        Unification.settlePlain(value);
    }
}
