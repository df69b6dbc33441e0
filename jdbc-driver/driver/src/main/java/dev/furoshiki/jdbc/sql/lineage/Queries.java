package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.lineage.Leaf.QueryLeaf;
import dev.furoshiki.jdbc.sql.lineage.Output.Element;
import dev.furoshiki.jdbc.sql.lineage.Rows.Branch;
import dev.furoshiki.jdbc.sql.lineage.Rows.Column;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import dev.furoshiki.jdbc.sql.tree.Expression.Row;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Query.Ordered;
import dev.furoshiki.jdbc.sql.tree.Query.Parenthesized;
import dev.furoshiki.jdbc.sql.tree.Query.Select;
import dev.furoshiki.jdbc.sql.tree.Query.SetOperation;
import dev.furoshiki.jdbc.sql.tree.Query.TableRows;
import dev.furoshiki.jdbc.sql.tree.Query.Values;
import dev.furoshiki.jdbc.sql.tree.Query.With;
import dev.furoshiki.jdbc.sql.tree.SortKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What queries give. For one statement. */
final class Queries {

    /**
     * A query with the scope of its names, which ORDER BY shares.
     *
     * @param scope empty for a set operation and its like
     */
    record Resolved(Rows rows, Optional<Scope> scope) {}

    private final Analysis analysis;

    Queries(Analysis analysis) {
        this.analysis = analysis;
    }

    /** What a query gives; the caller says in which form it does. */
    Rows resolve(Query query, Scope outer) throws SQLException {
        return resolved(query, outer).rows();
    }

    Resolved resolved(Query query, Scope outer) throws SQLException {
        if (query instanceof Select select) {
            return new Selects(analysis).resolve(select, outer);
        }
        if (query instanceof Parenthesized one) {
            return resolved(one.inner(), outer);
        }
        if (query instanceof Ordered ordered) {
            return ordered(ordered, outer);
        }
        if (query instanceof With with) {
            return analysis.relations()
                    .within(with.expressions(), with.recursive(), outer, () -> resolved(with.body(), outer));
        }
        Rows rows;
        if (query instanceof SetOperation operation) {
            rows = union(operation, resolve(operation.left(), outer), resolve(operation.right(), outer));
        } else if (query instanceof Values values) {
            rows = values(values, outer);
        } else {
            rows = new Stars(analysis).table((TableRows) query, outer);
        }
        return new Resolved(rows, Optional.empty());
    }

    static Value value(Output output) {
        List<Leaf> leaves = List.of(new QueryLeaf(output));
        if (output.column().isPresent()) {
            return new Encrypted(output.column().get(), leaves);
        }
        return output.isUndetermined() ? new Undetermined(leaves) : Value.PLAIN;
    }

    /** Rows of both, which UNION ALL alone does not compare. */
    Rows union(SetOperation operation, Rows left, Rows right) throws SQLException {
        boolean sameWidth = left.isClosed()
                && right.isClosed()
                && left.columns().size() == right.columns().size();
        List<Branch> branches = new ArrayList<>(left.branches());
        branches.addAll(right.branches());
        List<Column> columns = new ArrayList<>();
        if (!sameWidth) {
            requirePlain(left, "the columns of the other side of the set operation are not known");
            requirePlain(right, "the columns of the other side of the set operation are not known");
            return new Rows(List.of(new Rows.OpenColumns()), branches);
        }
        for (int i = 0; i < left.columns().size(); i++) {
            columns.add(Output.union(left.outputs().get(i), right.outputs().get(i)));
        }
        Rows rows = new Rows(columns, branches);
        if (operation.compares()) {
            compareLater(rows);
        }
        return rows;
    }

    /** The rows of a set operation are compared as they stand: randomized cells would all differ. */
    void compareLater(Rows rows) {
        analysis.settleLater(() -> {
            for (Output output : rows.outputs()) {
                if (!output.isComparable()) {
                    throw output.refusal(
                            "UNION, INTERSECT and EXCEPT would compare its cells, which are randomized",
                            "write UNION ALL, or declare it with TYPE = DETERMINISTIC");
                }
            }
        });
    }

    /** Refuses rows that hold cells where nobody knows in which column. */
    static void requirePlain(Rows rows, String reason) throws SQLException {
        for (Output output : rows.outputs()) {
            if (output.column().isPresent()) {
                throw output.refusal(reason, "name the columns, where * is written");
            }
            output.settlePlain();
        }
    }

    private Rows values(Values values, Scope outer) throws SQLException {
        int width = values.rows().get(0).values().size();
        List<List<Element>> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            columns.add(new ArrayList<>());
        }
        for (Row row : values.rows()) {
            if (row.values().size() != width) {
                throw new UnsupportedStatementException(
                        "VALUES has rows of different length. The statement was not sent");
            }
            for (int i = 0; i < width; i++) {
                Expression expression = row.values().get(i);
                Value value = Expressions.guarded(
                        analysis.expressions().judge(expression, outer),
                        column -> analysis.places().requireAlone(column, expression));
                columns.get(i).add(Element.of(value, expression));
            }
        }
        List<Column> outputs = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            Output output = new Output(analysis.rules().labelOfValues(i), analysis::hiddenName);
            output.add(columns.get(i));
            outputs.add(output);
        }
        return new Rows(outputs, List.of(new Branch.ValueRows(values.span(), values.rows())));
    }

    private Resolved ordered(Ordered ordered, Scope outer) throws SQLException {
        Resolved resolved = resolved(ordered.query(), outer);
        for (SortKey key : ordered.orderBy()) {
            sortKey(key.expression(), resolved);
        }
        analysis.expressions().requirePlain(ordered.limits(), outer, "LIMIT");
        analysis.visitAll(ordered.locked());
        return resolved;
    }

    /** A place in the list, a label, or an expression. */
    private void sortKey(Expression key, Resolved resolved) throws SQLException {
        if (key instanceof Expression.Parenthesized one) {
            sortKey(one.inner(), resolved); // which changes nothing: (1) is a place, too
            return;
        }
        Optional<Output> named = Optional.empty();
        if (key instanceof Literal literal && literal.kind() == Literal.Kind.NUMBER) {
            named = at(literal, resolved.rows());
            if (named.isPresent()) {
                analysis.visit(literal);
            }
        } else if (key instanceof Name name && name.parts().size() == 1) {
            named = analysis.labelled(name.simple(), resolved.rows());
            if (named.isPresent()) {
                analysis.visit(name);
            }
        }
        if (named.isPresent()) {
            Output output = named.get();
            if (output.column().isPresent()) {
                throw Expressions.sorted(output.column().get());
            }
            output.settlePlain();
        } else if (resolved.scope().isPresent()) {
            analysis.expressions().sortKey(key, resolved.scope().get());
        } else {
            unscopedKey(key, resolved.rows());
        }
    }

    /** Behind a set operation there are labels only, so that any other name is a column that is not known. */
    private void unscopedKey(Expression key, Rows rows) throws SQLException {
        if (key instanceof Name && rows.isOpen()) {
            analysis.visit(key);
            return;
        }
        analysis.expressions().requirePlain(key, Scope.NONE, "ORDER BY");
    }

    /** Behind a star of unknown columns nobody knows which one is meant. */
    Optional<Output> at(Literal ordinal, Rows rows) throws SQLException {
        String written = analysis.statement().written(ordinal.span().first());
        boolean integer = ordinal.span().first() == ordinal.span().last() && written.matches("[0-9]{1,6}");
        if (!integer) {
            return Optional.empty();
        }
        int position = Integer.parseInt(written);
        int known = 0;
        for (Column column : rows.columns()) {
            if (!(column instanceof Output output)) {
                requirePlainFrom(known, rows);
                return Optional.empty();
            }
            if (++known == position) {
                return Optional.of(output);
            }
        }
        return Optional.empty();
    }

    private static void requirePlainFrom(int first, Rows rows) throws SQLException {
        for (Column column : rows.columns().subList(first, rows.columns().size())) {
            if (column instanceof Output output && output.column().isPresent()) {
                throw output.refusal(
                        "it cannot be told which column the number in GROUP BY or ORDER BY means",
                        "name the columns, where * is written");
            }
        }
    }

    /** The rows stand as they are: cells as cells, each with what is compared of it outside, in a hidden column. */
    void expose(Rows rows) {
        for (Output output : rows.outputs()) {
            analysis.settleLater(output::settleForm);
            analysis.writeLater(() -> {
                for (Leaf leaf : output.leaves()) {
                    leaf.write(output.form(), output.use(), analysis.edits());
                }
            });
        }
        for (int i = 0; i < rows.branches().size(); i++) {
            int branch = i;
            analysis.copyLater(rows.branches().get(i).span(), () -> new HiddenColumns(analysis).append(rows, branch));
        }
    }

    /**
     * A key to group by; a name means a column before it means a label.
     *
     * @param grouped gets the columns whose indexes are grouped by in their place
     */
    void groupKey(Expression key, Scope scope, Rows rows, List<Field> grouped) throws SQLException {
        if (key instanceof Operation sets && isGroupingSets(sets)) {
            List<Field> inSets = new ArrayList<>();
            for (Expression element : sets.operands()) {
                groupKey(element, scope, rows, inSets);
            }
            requireSets(inSets);
            return;
        }
        if (key instanceof Expression.Parenthesized one) {
            groupKey(one.inner(), scope, rows, grouped);
            return;
        }
        if (key instanceof Row row) {
            for (Expression element : row.values()) {
                groupKey(element, scope, rows, grouped);
            }
            return;
        }
        Optional<Output> named = Optional.empty();
        if (key instanceof Literal literal && literal.kind() == Literal.Kind.NUMBER) {
            named = at(literal, rows);
        } else if (key instanceof Name name && name.parts().size() == 1 && isLabelOnly(name, scope)) {
            named = analysis.labelled(name.simple(), rows);
        }
        if (named.isPresent()) {
            analysis.visit(key);
            groupByOutput(named.get());
            return;
        }
        Value value = analysis.expressions().judge(key, scope);
        if (value instanceof Encrypted encrypted) {
            requireGroupable(encrypted.column());
            analysis.places().requireAlone(encrypted.column(), key);
            analysis.place(value, Form.KEY, ParameterUse.COMPARED);
            encrypted.leaves().forEach(leaf -> leaf.field().ifPresent(grouped::add));
        }
        Unification.settlePlain(value);
    }

    /** {@code ROLLUP (...)}, {@code CUBE (...)} and {@code GROUPING SETS (...)}, within which a number names an output too. */
    private boolean isGroupingSets(Operation operation) {
        SqlText statement = analysis.statement();
        int first = operation.span().first();
        return statement.areWords(first, "GROUPING", "SETS")
                || (statement.isAnyWord(first, "ROLLUP", "CUBE") && statement.isSymbol(first + 1, "("));
    }

    /** The rows of sums over several groups have no value of the column, but one of the cells would be shown there. */
    static void requireSets(List<Field> grouped) throws SQLException {
        for (Field field : grouped) {
            if (field.hasOtherKey()) {
                throw Refusals.column(
                        field.column().orElseThrow(),
                        "ROLLUP, CUBE and GROUPING SETS over its index would show a value where none belongs",
                        "group by it alone, or declare it with TYPE = DETERMINISTIC");
            }
        }
    }

    private static boolean isLabelOnly(Name name, Scope scope) {
        return scope.named(name.simple()).isEmpty();
    }

    private static void groupByOutput(Output output) throws SQLException {
        if (output.column().isPresent()) {
            if (output.isRandomized()) {
                throw output.refusal(
                        "GROUP BY would compare its cells, not its values", "group by the column itself, by its name");
            }
            return;
        }
        output.settlePlain();
    }

    private static void requireGroupable(EncryptedColumn column) throws SQLException {
        if (!column.comparable()) {
            throw Refusals.column(
                    column,
                    "GROUP BY would compare its cells, not its values",
                    "leave GROUP BY out and do it in the application, or declare it with INDEX = EQUALITY");
        }
    }
}
