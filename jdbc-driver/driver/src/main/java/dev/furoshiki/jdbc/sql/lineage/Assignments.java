package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.tree.Assignment;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.NullTest;
import dev.furoshiki.jdbc.sql.tree.Expression.Parenthesized;
import dev.furoshiki.jdbc.sql.tree.Expression.Row;
import dev.furoshiki.jdbc.sql.tree.Expression.Subquery;
import dev.furoshiki.jdbc.sql.tree.Node;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What SET gives to the columns of a table, or of those of a join. For one list of assignments. */
final class Assignments {

    /** A column that is assigned, with what has to stand before its companion's name. */
    private record Assigned(Optional<EncryptedColumn> column, String qualifier) {}

    private final Analysis analysis;
    private final List<Source> targets;
    private final Scope scope;
    private final StoredValues values;

    /** @param scope what the names in the values mean */
    Assignments(Analysis analysis, Source target, Scope scope) {
        this(analysis, List.of(target), scope);
    }

    /**
     * Of columns of several tables.
     *
     * @param scope what the names in the values mean
     */
    Assignments(Analysis analysis, List<Source> targets, Scope scope) {
        this.analysis = analysis;
        this.targets = List.copyOf(targets);
        this.scope = scope;
        this.values = new StoredValues(analysis);
    }

    void assign(List<Assignment> assignments) throws SQLException {
        for (Assignment assignment : assignments) {
            analysis.visitAll(assignment.columns());
            boolean list = analysis.statement().isSymbol(assignment.span().first(), "(");
            if (!list) {
                single(assignment);
            } else if (assignment.value() instanceof Subquery subquery) {
                rows(assignment, subquery);
            } else {
                several(assignment, elements(assignment.value()));
            }
        }
    }

    private void single(Assignment assignment) throws SQLException {
        Name column = assignment.columns().get(0);
        Expression value = assignment.value();
        Assigned assigned = assigned(column);
        if (assigned.column().flatMap(EncryptedColumn::companion).isPresent()
                && analysis.rules().assignsInOrder()) {
            requireUnread(assigned.column().get(), value);
        }
        values.store(
                value,
                assigned.column(),
                scope,
                this::requireAssigned,
                (name, text, parameters) -> analysis.edits()
                        .insertAfter(
                                value.span().last(),
                                ", " + assigned.qualifier() + analysis.quoted(name) + " = " + text,
                                parameters));
    }

    /** The companion is assigned after the column, whose old cell is then gone. */
    private void requireUnread(EncryptedColumn column, Node part) throws SQLException {
        if (isNewRow(part)) {
            return;
        }
        boolean reads = (part instanceof NullTest || part instanceof Call) && names(column, part);
        boolean chooses = !(part instanceof Call call && Calls.isFirstNotNull(call));
        if (reads && chooses) {
            throw Refusals.column(
                    column,
                    "the server assigns in order, so that its new index would depend on its new value and not on the old",
                    "write COALESCE(" + column.name() + ", ?), or put the condition behind WHERE");
        }
        for (Node child : Children.of(part)) {
            requireUnread(column, child);
        }
    }

    private boolean names(EncryptedColumn column, Node part) {
        boolean named = part instanceof Name name
                && analysis.syntax()
                        .comparedName(name.simple())
                        .equals(analysis.syntax().comparedName(column.name()));
        return named || (!isNewRow(part) && Children.of(part).stream().anyMatch(child -> names(column, child)));
    }

    private static boolean isNewRow(Node part) {
        return part instanceof Call call && call.name().equals(List.of(Calls.VALUES));
    }

    private void requireAssigned(EncryptedColumn column, Expression value) throws SQLException {
        int before = value.span().first() - 1;
        boolean assigned = analysis.statement().isAnySymbol(before, "=", ":=")
                && analysis.statement().isName(before - 1)
                && analysis.places().endsExpression(value.span().last());
        if (!assigned) {
            throw StoredValues.notStorable(column);
        }
    }

    private static List<Expression> elements(Expression value) {
        if (value instanceof Row row) {
            return row.values();
        }
        return value instanceof Parenthesized one ? List.of(one.inner()) : List.of(value);
    }

    /** {@code (a, b) = (?, ?)}. */
    private void several(Assignment assignment, List<Expression> elements) throws SQLException {
        List<Name> columns = assignment.columns();
        if (elements.size() != columns.size()) {
            throw new UnsupportedStatementException(
                    "an assignment has another number of values than of columns; write SET column = value, column ="
                            + " value. The statement was not sent");
        }
        for (int i = 0; i < columns.size(); i++) {
            int name = columns.get(i).span().last();
            int last = elements.get(i).span().last();
            values.store(
                    elements.get(i),
                    assigned(columns.get(i)).column(),
                    scope,
                    analysis.places()::requireAlone,
                    (companion, text, parameters) -> {
                        analysis.edits().insertAfter(name, ", " + analysis.quoted(companion), List.of());
                        analysis.edits().insertAfter(last, ", " + text, parameters);
                    });
        }
    }

    /** {@code (a, b) = (SELECT ...)}: companions behind all others on both sides. */
    private void rows(Assignment assignment, Subquery subquery) throws SQLException {
        Rows rows = analysis.queries().resolve(subquery.query(), scope);
        List<Name> columns = assignment.columns();
        if (rows.isOpen() || rows.outputs().size() != columns.size()) {
            throw new UnsupportedStatementException(
                    "it cannot be told which columns of the subquery are assigned to " + analysis.suspect()
                            + ", an encrypted table, or from it; name the columns. The statement was not sent");
        }
        List<String> companions = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Optional<EncryptedColumn> column = assigned(columns.get(i)).column();
            StoredValues.storeColumn(rows.outputs().get(i), column);
            column.flatMap(EncryptedColumn::companion).ifPresent(companions::add);
        }
        analysis.queries().expose(rows);
        int last = columns.get(columns.size() - 1).span().last();
        analysis.writeLater(() -> {
            for (String companion : companions) {
                analysis.edits().insertAfter(last, ", " + analysis.quoted(companion), List.of());
            }
        });
    }

    private Assigned assigned(Name name) throws SQLException {
        String written = analysis.statement()
                .text()
                .substring(
                        analysis.statement().start(name.span().first()),
                        analysis.statement().start(name.span().last()));
        if (targets.size() > 1) {
            return ofSeveral(name, written);
        }
        Source target = targets.get(0);
        if (target.table().isEmpty()) {
            return new Assigned(Optional.empty(), written);
        }
        TableColumns table = target.table().get();
        boolean qualifies = name.parts().size() == 1 || target.answersTo(name.qualifier());
        if (!qualifies) {
            throw Refusals.table(
                    table.name(), "its assignments cannot be told apart with certainty", "write SET column = value");
        }
        List<Field> fields = target.named(name.simple());
        if (fields.isEmpty()) {
            throw SyntaxErrors.noColumn(name.simple(), table.name());
        }
        return new Assigned(fields.get(0).column(), written);
    }

    /** Companions of one domain have one name in all tables. */
    private Assigned ofSeveral(Name name, String written) throws SQLException {
        List<Source> meant = name.parts().size() > 1
                ? List.of(analysis.columns().source(name.qualifier(), name.parts(), scope))
                : targets;
        List<Source> having = meant.stream()
                .filter(source -> !source.named(name.simple()).isEmpty())
                .toList();
        if (having.isEmpty() && meant.stream().anyMatch(Source::open)) {
            return new Assigned(Optional.empty(), written);
        }
        Source source = having.stream().findFirst().orElse(meant.get(0));
        Field field = source.named(name.simple()).stream()
                .findFirst()
                .orElseThrow(() ->
                        SyntaxErrors.noColumn(name.simple(), source.alias().orElse("of the statement")));
        if (having.size() > 1) {
            throw new UnsupportedStatementException("more than one table of the statement has a column " + field.name()
                    + "; write the table's alias before it. The statement was not sent");
        }
        if (field.column().isPresent() && source.table().isEmpty()) {
            throw Refusals.column(field.column().get(), "it is assigned in a derived table", "name its table");
        }
        return new Assigned(
                field.column(),
                written.isEmpty()
                        ? source.alias()
                                .map(alias -> analysis.quoted(alias) + ".")
                                .orElse("")
                        : written);
    }
}
