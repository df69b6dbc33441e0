package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.tree.Assignment;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Parenthesized;
import dev.furoshiki.jdbc.sql.tree.Expression.Row;
import dev.furoshiki.jdbc.sql.tree.Expression.Subquery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What SET gives to the columns of a table. For one list of assignments. */
final class Assignments {

    private final Analysis analysis;
    private final Source target;
    private final Scope scope;
    private final StoredValues values;

    /** @param scope what the names in the values mean */
    Assignments(Analysis analysis, Source target, Scope scope) {
        this.analysis = analysis;
        this.target = target;
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
        SqlText statement = analysis.statement();
        values.store(value, column(column), scope, this::requireAssigned, (name, text, parameters) -> {
            String written = statement
                    .text()
                    .substring(
                            statement.start(column.span().first()),
                            statement.start(column.span().last()));
            analysis.edits()
                    .insertAfter(
                            value.span().last(), ", " + written + analysis.quoted(name) + " = " + text, parameters);
        });
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
                    column(columns.get(i)),
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
            Optional<EncryptedColumn> column = column(columns.get(i));
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

    private Optional<EncryptedColumn> column(Name name) throws SQLException {
        if (target.table().isEmpty()) {
            return Optional.empty();
        }
        TableColumns table = target.table().get();
        boolean qualifies = name.parts().size() == 1 || target.answersTo(name.qualifier());
        if (!qualifies) {
            throw Refusals.table(
                    table.name(), "its assignments cannot be told apart with certainty", "write SET column = value");
        }
        if (!table.columnNames().contains(name.simple())) {
            throw SyntaxErrors.noColumn(name.simple(), table.name());
        }
        return table.encryptedColumn(name.simple());
    }
}
