package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.lineage.Output.Element;
import dev.furoshiki.jdbc.sql.lineage.Queries.Resolved;
import dev.furoshiki.jdbc.sql.lineage.Relations.Joined;
import dev.furoshiki.jdbc.sql.lineage.Rows.Branch;
import dev.furoshiki.jdbc.sql.lineage.Rows.Column;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Cast;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Star;
import dev.furoshiki.jdbc.sql.tree.Expression.Window;
import dev.furoshiki.jdbc.sql.tree.Query.Select;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SELECT, and the lists behind it and behind RETURNING. For one statement. */
final class Selects {

    private final Analysis analysis;

    Selects(Analysis analysis) {
        this.analysis = analysis;
    }

    Resolved resolve(Select select, Scope outer) throws SQLException {
        Joined from = select.from().isPresent()
                ? analysis.relations().from(select.from().get(), outer, List.of())
                : Joined.NOTHING;
        Scope scope = from.scope(outer);
        analysis.expressions().condition(select.where(), scope);
        Rows rows = items(select.items(), scope);
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
        analysis.expressions().condition(select.having(), scope);
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

    /** What a list of expressions gives. */
    Rows items(List<SelectItem> items, Scope scope) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (SelectItem item : items) {
            if (item.expression() instanceof Star star && item.label().isEmpty()) {
                columns.addAll(new Stars(analysis).expand(star, scope));
            } else {
                columns.add(item(item, scope));
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
        }
        Output output =
                new Output(item.label().map(Name::simple).or(() -> label(item.expression())), analysis::hiddenName);
        output.add(List.of(Element.of(value, item.expression())));
        return output;
    }

    /** What the server labels it by. */
    private static Optional<String> label(Expression expression) {
        if (expression instanceof Name name) {
            return Optional.of(name.simple());
        }
        if (expression instanceof Call call) {
            return Optional.of(call.name().get(call.name().size() - 1));
        }
        if (expression instanceof Expression.Case) {
            return Optional.of("case");
        }
        return expression instanceof Cast cast ? label(cast.value()) : Optional.of("?column?");
    }

    private void distinctOn(Expression key, Scope scope, Rows rows) throws SQLException {
        if (key instanceof Expression.Parenthesized one) {
            distinctOn(one.inner(), scope, rows);
            return;
        }
        boolean byOutput = key instanceof Expression.Literal
                || (key instanceof Name name
                        && name.parts().size() == 1
                        && Queries.labelled(name.simple(), rows).isPresent());
        if (byOutput) {
            Optional<Output> output = key instanceof Name name
                    ? Queries.labelled(name.simple(), rows)
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
