package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Expression.Row;
import dev.furoshiki.jdbc.sql.tree.MergeAction;
import dev.furoshiki.jdbc.sql.tree.OnConflict;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Query.Values;
import dev.furoshiki.jdbc.sql.tree.Statement.Insert;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** INSERT and what is like it: each value goes with its companion's. For one statement. */
final class Inserts {

    private static final String EXCLUDED = "excluded";

    private final Analysis analysis;
    private final StoredValues stored;

    Inserts(Analysis analysis) {
        this.analysis = analysis;
        this.stored = new StoredValues(analysis);
    }

    Rows insert(Insert insert) throws SQLException {
        Source target = analysis.relations().target(insert.target());
        analysis.setTarget(insert.span(), target);
        Scope scope = Scope.of(target, Scope.NONE);
        analysis.visitAll(insert.columns());
        List<Optional<EncryptedColumn>> columns = columns(target, insert.columns());
        Scope given = Scope.NONE;
        if (insert.source().isPresent()) {
            given = source(insert, target, columns, insert.source().get());
        }
        new Assignments(analysis, target, scope).assign(insert.set());
        if (insert.rowAlias().isPresent()) {
            throw new UnsupportedStatementException(
                    "an alias of the inserted row is not supported in a statement that names " + analysis.suspect()
                            + ", an encrypted table. The statement was not sent");
        }
        if (insert.onConflict().isPresent()) {
            conflict(insert.onConflict().get(), target, scope, given);
        }
        return analysis.writes().returning(insert.returning(), scope);
    }

    /** What the listed columns are; without a list all that the application sees. */
    private static List<Optional<EncryptedColumn>> columns(Source target, List<Name> listed) throws SQLException {
        List<Optional<EncryptedColumn>> columns = new ArrayList<>();
        if (target.table().isEmpty()) {
            return columns;
        }
        TableColumns table = target.table().get();
        for (Name name : listed) {
            List<Field> fields = target.named(name.simple());
            if (name.parts().size() > 1 || fields.isEmpty()) {
                throw SyntaxErrors.noColumn(name.simple(), table.name());
            }
            columns.add(fields.get(0).column());
        }
        if (listed.isEmpty()) {
            table.listedNames().forEach(name -> columns.add(table.encryptedColumn(name)));
        }
        return columns;
    }

    /** @return what the names of a query that is inserted mean, which the assignments of an upsert may use */
    private Scope source(Insert insert, Source target, List<Optional<EncryptedColumn>> columns, Query source)
            throws SQLException {
        if (source instanceof Values values) {
            for (Row row : values.rows()) {
                row(target, columns, row, Scope.NONE);
            }
            listBesides(insert, target, values.rows().get(0).values().size());
            return Scope.NONE;
        }
        Queries.Resolved resolved = analysis.queries().resolved(source, Scope.NONE);
        Rows rows = resolved.rows();
        Scope given = resolved.scope().orElse(Scope.NONE);
        analysis.queries().expose(rows);
        if (target.table().isEmpty()) {
            for (Output output : rows.outputs()) {
                StoredValues.storeColumn(output, Optional.empty());
            }
            return given;
        }
        if (rows.isOpen()) {
            throw Refusals.table(
                    target.table().get().name(),
                    "it cannot be told which columns of the query are written to which of its own",
                    "name the columns, where * is written");
        }
        if (rows.outputs().size() > columns.size()) {
            throw tooManyValues(target);
        }
        List<String> companions = new ArrayList<>();
        for (int i = 0; i < rows.outputs().size(); i++) {
            StoredValues.storeColumn(rows.outputs().get(i), columns.get(i));
            columns.get(i).flatMap(EncryptedColumn::companion).ifPresent(companions::add);
        }
        listBehind(insert, target, rows.outputs().size(), companions);
        return given;
    }

    private static SQLException tooManyValues(Source target) {
        return Refusals.table(
                target.table().orElseThrow().name(),
                "a row has more values than there are columns",
                "give each column one value");
    }

    private void row(Source target, List<Optional<EncryptedColumn>> columns, Row row, Scope scope) throws SQLException {
        for (int i = 0; i < row.values().size(); i++) {
            if (target.table().isPresent() && i >= columns.size()) {
                throw tooManyValues(target);
            }
            Expression value = row.values().get(i);
            stored.store(
                    value,
                    columns.isEmpty() ? Optional.empty() : columns.get(i),
                    scope,
                    analysis.places()::requireAlone,
                    (name, text, parameters) ->
                            analysis.edits().insertAfter(value.span().last(), ", " + text, parameters));
        }
    }

    /** Each companion beside its column. */
    private void listBesides(Insert insert, Source target, int width) {
        if (target.table().isEmpty() || width == 0) {
            return;
        }
        TableColumns table = target.table().get();
        if (insert.columns().isEmpty()) {
            String list = meant(table, width).stream()
                    .map(name -> table.encryptedColumn(name)
                            .flatMap(EncryptedColumn::companion)
                            .map(companion -> analysis.quoted(name) + ", " + analysis.quoted(companion))
                            .orElse(analysis.quoted(name)))
                    .collect(Collectors.joining(", "));
            analysis.edits().insertAfter(insert.target().span().last(), " (" + list + ")", List.of());
            return;
        }
        companionsBeside(insert.columns(), target);
    }

    /** The columns that a row of so many values is for, where none are listed; of too few the server is to complain. */
    private List<String> meant(TableColumns table, int width) {
        return analysis.rules().takesShortRows() ? table.listedNames().subList(0, width) : table.listedNames();
    }

    private void companionsBeside(List<Name> columns, Source target) {
        for (Name column : columns) {
            target.named(column.simple()).stream()
                    .findFirst()
                    .flatMap(Field::column)
                    .flatMap(EncryptedColumn::companion)
                    .ifPresent(companion -> analysis.edits()
                            .insertAfter(column.span().last(), ", " + analysis.quoted(companion), List.of()));
        }
    }

    /** Companions behind all columns, as a query gives them. */
    private void listBehind(Insert insert, Source target, int width, List<String> companions) {
        String more =
                companions.stream().map(name -> ", " + analysis.quoted(name)).collect(Collectors.joining());
        if (insert.columns().isEmpty()) {
            String list = meant(target.table().orElseThrow(), width).stream()
                    .map(analysis::quoted)
                    .collect(Collectors.joining(", "));
            analysis.edits().insertAfter(insert.target().span().last(), " (" + list + more + ")", List.of());
        } else if (!more.isEmpty()) {
            int last = insert.columns().get(insert.columns().size() - 1).span().last();
            analysis.edits().insertAfter(last, more, List.of());
        }
    }

    private void conflict(OnConflict conflict, Source target, Scope scope, Scope given) throws SQLException {
        for (Expression key : conflict.target()) {
            Value value = analysis.expressions().judge(key, scope);
            if (value instanceof Encrypted encrypted) {
                analysis.places().requireAlone(encrypted.column(), key);
                analysis.place(value, Form.KEY, ParameterUse.COMPARED);
            }
            Unification.settlePlain(value);
        }
        analysis.expressions().condition(conflict.targetWhere(), scope);
        if (conflict.constraint().isPresent()) {
            analysis.visit(conflict.constraint().get());
        }
        if (!analysis.rules().hasExcludedRow()) {
            analysis.setInserted(target);
            new Assignments(analysis, target, scope.with(given.sources())).assign(conflict.assignments());
            analysis.setInserted(null);
            return;
        }
        Source excluded = new Source(
                analysis.syntax(), Optional.of(EXCLUDED), List.of(), target.fields(), target.open(), target.table());
        Scope both = scope.with(List.of(excluded));
        new Assignments(analysis, target, both).assign(conflict.assignments());
        analysis.expressions().condition(conflict.where(), both);
    }

    /** {@code WHEN NOT MATCHED THEN INSERT (...) VALUES (...)}. */
    void mergedRow(Source target, MergeAction action, Scope scope) throws SQLException {
        analysis.visitAll(action.columns());
        Row row = action.values().orElseThrow();
        row(target, columns(target, action.columns()), row, scope);
        if (target.table().isEmpty()) {
            return;
        }
        if (action.columns().isEmpty()) {
            throw Refusals.table(
                    target.table().get().name(),
                    "MERGE inserts into it without a list of columns",
                    "write INSERT (a, b) VALUES (...)");
        }
        companionsBeside(action.columns(), target);
    }
}
