package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.TextEdits.Piece;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Default;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Values that are written to columns. For one statement. */
final class StoredValues {

    /** Where a value stands, by the tokens around it. */
    @FunctionalInterface
    interface Place {
        void require(EncryptedColumn column, Expression value) throws SQLException;
    }

    /** What the companion is given along with the column. */
    @FunctionalInterface
    interface Companion {
        void give(String name, String text, List<ParameterBinding> parameters);
    }

    private final Analysis analysis;

    StoredValues(Analysis analysis) {
        this.analysis = analysis;
    }

    /**
     * A value is written to a column of a table.
     *
     * @param column empty for a plain one
     */
    void store(Expression value, Optional<EncryptedColumn> column, Scope scope, Place place, Companion companion)
            throws SQLException {
        if (column.isEmpty()) {
            storePlain(value, scope);
        } else if (value instanceof Default) {
            // An encrypted column has no default, so that both are NULL.
            analysis.visit(value);
            place.require(column.get(), value);
            column.get()
                    .companion()
                    .ifPresent(name -> companion.give(
                            name, analysis.statement().written(value.span().first()), List.of()));
        } else {
            storeCell(value, column.get(), scope, place, companion);
        }
    }

    private void storePlain(Expression value, Scope scope) throws SQLException {
        Value judged = analysis.expressions().judge(value, scope);
        if (judged instanceof Encrypted encrypted) {
            throw toPlain(encrypted.column());
        }
        Unification.settlePlain(judged);
    }

    static SQLException toPlain(EncryptedColumn column) {
        return Refusals.column(
                column,
                "its cells would be written to a plain column, from which nobody could read them",
                "declare that column encrypted in the same DOMAIN, or read the values and write them in the application");
    }

    private void storeCell(Expression value, EncryptedColumn column, Scope scope, Place place, Companion companion)
            throws SQLException {
        Value judged = analysis.expressions().judge(value, scope);
        requireStorable(column, judged);
        if (!analysis.places().isPrimary(value)) {
            throw notStorable(column);
        }
        place.require(column, value);
        analysis.place(judged, Form.CELL, ParameterUse.STORED);
        if (column.companion().isPresent()) {
            Repeatable.require(column, value);
            for (Leaf leaf : Output.leaves(judged)) {
                leaf.demandKey();
            }
            analysis.copyLater(value.span(), () -> {
                Piece key = analysis.copy(value.span(), judged, Form.KEY, ParameterUse.STORED);
                companion.give(column.companion().orElseThrow(), key.text(), key.parameters());
            });
        }
    }

    static void requireStorable(EncryptedColumn column, Value value) throws SQLException {
        if (value instanceof Encrypted encrypted) {
            Unification.requireStorable(column, encrypted.column());
        } else if (value instanceof Undetermined undetermined) {
            Unification.determine(undetermined.leaves(), column);
        } else {
            throw notStorable(column);
        }
    }

    static SQLException notStorable(EncryptedColumn column) {
        return Refusals.column(
                column,
                "only a parameter, a constant, NULL or a value of its own domain can be written to it, since anything else"
                        + " would be computed by the server, as plaintext",
                "write ? alone and set the value with a setter");
    }

    /** A column of a query's rows is written to a column of a table, its companion along with it. */
    static void storeColumn(Output output, Optional<EncryptedColumn> column) throws SQLException {
        if (column.isEmpty()) {
            if (output.column().isPresent()) {
                throw toPlain(output.column().get());
            }
            output.settlePlain();
            return;
        }
        if (output.column().isPresent()) {
            Unification.requireStorable(column.get(), output.column().get());
        } else if (output.isUndetermined()) {
            output.determine(column.get());
        } else {
            throw notStorable(column.get());
        }
        if (column.get().companion().isPresent()) {
            output.demandKey();
        }
    }
}
