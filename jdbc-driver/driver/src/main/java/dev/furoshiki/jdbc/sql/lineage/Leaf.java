package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.plan.BoundLiteral;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding.Cell;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding.ComparedArray;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding.EqualityIndex;
import dev.furoshiki.jdbc.sql.plan.TextEdits;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The smallest part of an expression whose text depends on the form in which the value is sent. For one statement; each
 * belongs to one place in the text.
 */
abstract sealed class Leaf {

    /** Says that its value is one of an encrypted column's. */
    abstract void determine(EncryptedColumn column) throws SQLException;

    /** Says that its value is plain. */
    void settlePlain() throws SQLException {}

    /** Says that a cell of it is needed. */
    void demandCell() throws SQLException {}

    /** Says that what can be compared of it is needed. */
    void demandKey() throws SQLException {}

    /** It stands in its place in that form. */
    void place(Form form, ParameterUse use) {}

    /** The edits that give it a form. */
    abstract void write(Form form, ParameterUse use, TextEdits edits);

    /** Itself, and whatever of other queries is written along with it. */
    void collect(Set<Leaf> into) {
        into.add(this);
    }

    /** The column that it names, if it names one. */
    Optional<Field> field() {
        return Optional.empty();
    }

    /** The encrypted column that what it names has been found to be of. */
    Optional<EncryptedColumn> met() {
        return field().flatMap(Field::column);
    }

    /** It has to be typed, since the server could not tell from what is around it. */
    void needsType() {}

    private static boolean isKeyCell(EncryptedColumn column) {
        return column.cellType() == CellType.DETERMINISTIC;
    }

    /** A column's name. */
    static final class ColumnLeaf extends Leaf {

        private final Span name;
        private final String qualifier;
        private final Field field;

        /** @param qualifier what has to stand before the name in its other form: empty where nothing has to */
        ColumnLeaf(Span name, String qualifier, Field field) {
            this.name = name;
            this.qualifier = qualifier;
            this.field = field;
        }

        @Override
        Optional<Field> field() {
            return Optional.of(field);
        }

        @Override
        void determine(EncryptedColumn column) throws SQLException {
            field.determine(column);
        }

        @Override
        void settlePlain() throws SQLException {
            field.settlePlain();
        }

        @Override
        void demandKey() throws SQLException {
            field.demandKey();
        }

        @Override
        void write(Form form, ParameterUse use, TextEdits edits) {
            if (form == Form.KEY && field.hasOtherKey()) {
                edits.replace(this, name.last(), name.last(), qualifier + edits.quoted(field.keyName()), List.of());
            }
        }
    }

    /** A column that a {@code *} stands for. */
    static final class StarLeaf extends Leaf {

        private final Field field;

        StarLeaf(Field field) {
            this.field = field;
        }

        @Override
        Optional<Field> field() {
            return Optional.of(field);
        }

        @Override
        void determine(EncryptedColumn column) throws SQLException {
            field.determine(column);
        }

        @Override
        void settlePlain() throws SQLException {
            field.settlePlain();
        }

        @Override
        void demandKey() throws SQLException {
            field.demandKey();
        }

        @Override
        void write(Form form, ParameterUse use, TextEdits edits) {
            // The star is written as a whole.
        }
    }

    /** A parameter, or a literal that becomes one. */
    static final class ParameterLeaf extends Leaf {

        private final Span span;
        private final int parameter;
        private final boolean array;
        private @Nullable EncryptedColumn column;
        private boolean typed;

        private ParameterLeaf(Span span, int parameter, boolean array) {
            this.span = span;
            this.parameter = parameter;
            this.array = array;
        }

        static ParameterLeaf of(Span span) {
            return new ParameterLeaf(span, span.first(), false);
        }

        /** @param span with a cast, which does not concern what is sent */
        static ParameterLeaf ofArray(Span span, Span parameter) {
            return new ParameterLeaf(span, parameter.first(), true);
        }

        static ParameterLeaf ofLiteral(Literal literal) {
            return new ParameterLeaf(literal.span(), -1, false);
        }

        @Override
        void determine(EncryptedColumn determined) {
            if (column == null) {
                column = determined;
            }
        }

        @Override
        void needsType() {
            typed = true;
        }

        @Override
        void write(Form form, ParameterUse use, TextEdits edits) {
            EncryptedColumn known = column;
            if (known == null) {
                return;
            }
            int position = parameter < 0
                    ? edits.literalPosition(new BoundLiteral(span.first(), span.last()))
                    : edits.position(parameter);
            ParameterBinding binding;
            if (array) {
                binding = new ComparedArray(position, known);
            } else if (form == Form.CELL || isKeyCell(known)) {
                binding = new Cell(position, known, use);
            } else {
                binding = new EqualityIndex(position, known, use);
            }
            edits.replace(
                    this,
                    span.first(),
                    span.last(),
                    typed ? "CAST(? AS " + edits.binaryType() + ")" : "?",
                    List.of(binding));
        }
    }

    /** {@code NULL}, which is NULL in every form. */
    static final class NullLeaf extends Leaf {

        private final Span span;
        private boolean typed;
        private boolean encrypted;

        NullLeaf(Span span) {
            this.span = span;
        }

        @Override
        void determine(EncryptedColumn column) {
            encrypted = true;
        }

        @Override
        void needsType() {
            typed = true;
        }

        @Override
        void write(Form form, ParameterUse use, TextEdits edits) {
            if (typed && encrypted) {
                edits.replace(this, span.first(), span.last(), "CAST(NULL AS " + edits.binaryType() + ")", List.of());
            }
        }
    }

    /** Tokens that only concern a plain value, such as a cast to the column's own type. */
    static final class CutLeaf extends Leaf {

        private final Span span;
        private boolean cut;

        CutLeaf(Span span) {
            this.span = span;
        }

        @Override
        void determine(EncryptedColumn column) {
            cut = true;
        }

        @Override
        void write(Form form, ParameterUse use, TextEdits edits) {
            if (cut) {
                edits.replace(this, span.first(), span.last(), "", List.of());
            }
        }
    }

    /** The only column of a query in parentheses. */
    static final class QueryLeaf extends Leaf {

        private final Output output;

        QueryLeaf(Output output) {
            this.output = output;
        }

        @Override
        Optional<EncryptedColumn> met() {
            return output.column();
        }

        @Override
        void determine(EncryptedColumn column) throws SQLException {
            output.determine(column);
        }

        @Override
        void settlePlain() throws SQLException {
            output.settlePlain();
        }

        @Override
        void demandKey() throws SQLException {
            for (Leaf leaf : output.leaves()) {
                leaf.demandKey();
            }
        }

        @Override
        void demandCell() throws SQLException {
            for (Leaf leaf : output.leaves()) {
                leaf.demandCell();
            }
        }

        @Override
        void place(Form form, ParameterUse use) {
            output.stand(form, use);
        }

        @Override
        void write(Form form, ParameterUse use, TextEdits edits) {
            for (Leaf leaf : output.leaves()) {
                leaf.write(form, use, edits);
            }
        }

        @Override
        void collect(Set<Leaf> into) {
            super.collect(into);
            output.leaves().forEach(leaf -> leaf.collect(into));
        }
    }

    /** {@code NULLIF}, which compares what it then gives: that has to be one and the same. */
    static final class ComparedCellLeaf extends Leaf {

        private @Nullable EncryptedColumn column;

        @Override
        void determine(EncryptedColumn determined) {
            column = determined;
        }

        @Override
        void demandCell() throws SQLException {
            EncryptedColumn known = column;
            if (known != null && !isKeyCell(known)) {
                throw Refusals.column(
                        known,
                        "NULLIF would compare its cells, which are randomized",
                        "write CASE WHEN a = b THEN NULL ELSE a END, or declare it with TYPE = DETERMINISTIC");
            }
        }

        @Override
        void write(Form form, ParameterUse use, TextEdits edits) {
            // It stands for what is around it.
        }
    }

    /** What has to hold once the value is known to be a column's. */
    static final class GuardLeaf extends Leaf {

        /** Refuses what does not hold. */
        @FunctionalInterface
        interface Check {
            void require(EncryptedColumn column) throws SQLException;
        }

        private final Check check;

        GuardLeaf(Check check) {
            this.check = check;
        }

        @Override
        void determine(EncryptedColumn column) throws SQLException {
            check.require(column);
        }

        @Override
        void write(Form form, ParameterUse use, TextEdits edits) {
            // It stands for no text.
        }
    }
}
