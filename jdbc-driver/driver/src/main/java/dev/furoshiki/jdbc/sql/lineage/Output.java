package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.lineage.Rows.Column;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.tree.Expression;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A column of a query: plain, encrypted, or neither yet, while all that it holds are parameters and constants. Where what is
 * around the query compares it, the query gets a second, hidden column with what can be compared. For one statement.
 */
final class Output implements Column {

    /**
     * Where one of its values is written.
     *
     * @param text the expression; empty for a column that a star stands for
     * @param star what is written for such a column
     */
    record Element(Value value, Optional<Expression> text, Optional<StarColumn> star) {
        static Element of(Value value, Expression text) {
            return new Element(value, Optional.of(text), Optional.empty());
        }
    }

    /** A column that a star stands for, and what stands before its name. */
    record StarColumn(String prefix, Field field) {}

    private final Optional<String> label;
    private final Supplier<String> hiddenNames;

    /** For each branch of the query what it gives: a value, or, for VALUES, one for each row. */
    private final List<List<Element>> parts = new ArrayList<>();

    /** Of a set operation: what it was made of. */
    private final List<Output> origins = new ArrayList<>();

    private @Nullable EncryptedColumn column;
    private boolean plain;
    private Form form = Form.CELL;
    private ParameterUse use = ParameterUse.STORED;
    private @Nullable String keyName;

    Output(Optional<String> label, Supplier<String> hiddenNames) {
        this.label = label;
        this.hiddenNames = hiddenNames;
    }

    /** One that has the values of both. */
    static Output union(Output left, Output right) throws SQLException {
        Output union = new Output(left.label, left.hiddenNames);
        union.take(left);
        union.take(right);
        return union;
    }

    /** Adds what another branch gives. */
    void take(Output branch) throws SQLException {
        origins.add(branch);
        for (List<Element> part : branch.parts) {
            add(part);
        }
        if (column != null) {
            branch.determine(column);
        } else if (plain) {
            branch.settlePlain();
        }
    }

    void add(List<Element> part) throws SQLException {
        parts.add(part);
        for (Element element : part) {
            add(element.value());
        }
        if (keyName != null) {
            requireRepeatable(part);
        }
    }

    private void add(Value value) throws SQLException {
        if (value instanceof Encrypted encrypted) {
            determine(encrypted.column());
            if (keyName != null) {
                demandKey(encrypted.leaves());
            }
        } else if (value instanceof Undetermined undetermined) {
            for (Leaf leaf : undetermined.leaves()) {
                leaf.needsType();
            }
            if (column != null) {
                Unification.determine(undetermined.leaves(), column);
            } else if (plain) {
                Unification.settlePlain(undetermined.leaves());
            }
        } else {
            settlePlain();
        }
    }

    Optional<String> label() {
        return label;
    }

    Optional<EncryptedColumn> column() {
        return Optional.ofNullable(column);
    }

    boolean isUndetermined() {
        return column == null && !plain;
    }

    void determine(EncryptedColumn wanted) throws SQLException {
        if (plain) {
            throw Unification.besidePlain(wanted);
        }
        if (column != null) {
            Unification.requireSame(wanted, column());
            return;
        }
        column = wanted;
        for (Output origin : origins) {
            origin.determine(wanted);
        }
        for (List<Element> part : parts) {
            for (Element element : part) {
                if (element.value() instanceof Undetermined undetermined) {
                    Unification.determine(undetermined.leaves(), wanted);
                }
            }
        }
    }

    void settlePlain() throws SQLException {
        if (column != null) {
            throw Unification.besidePlain(column);
        }
        if (plain) {
            return;
        }
        plain = true;
        for (Output origin : origins) {
            origin.settlePlain();
        }
        Unification.settlePlain(leaves());
    }

    /** What is written of it, in all branches. */
    List<Leaf> leaves() {
        List<Leaf> leaves = new ArrayList<>();
        for (List<Element> part : parts) {
            part.forEach(element -> leaves.addAll(leaves(element.value())));
        }
        return leaves;
    }

    static List<Leaf> leaves(Value value) {
        if (value instanceof Encrypted encrypted) {
            return encrypted.leaves();
        }
        return value instanceof Undetermined undetermined ? undetermined.leaves() : List.of();
    }

    List<Element> part(int branch) {
        return parts.get(branch);
    }

    /** Whether its cells cannot be compared. */
    boolean isRandomized() {
        EncryptedColumn known = column;
        return known != null && known.cellType() != CellType.DETERMINISTIC;
    }

    /** Whether it gives that column of a table, and nothing else. */
    @SuppressWarnings("ReferenceEquality") // two columns may be equal records, and are two all the same
    boolean isField(Field field) {
        List<Leaf> leaves = leaves();
        return leaves.size() == 1
                && leaves.get(0).field().filter(own -> own == field).isPresent();
    }

    /** Whether what the server sees of it can be compared as it stands. */
    boolean isComparable() {
        return !isRandomized() || form == Form.KEY;
    }

    /** Says that it is compared outside of the query. */
    void demandKey() throws SQLException {
        if (isRandomized() && keyName == null) {
            keyName = hiddenNames.get();
            demandKey(leaves());
            for (List<Element> part : parts) {
                requireRepeatable(part);
            }
        }
    }

    /** The same, under the name that the column's companion has. */
    void demandCompanion(String name) throws SQLException {
        demandKey();
        keyName = name;
    }

    private void requireRepeatable(List<Element> part) throws SQLException {
        EncryptedColumn known = column;
        for (Element element : part) {
            if (known != null && element.text().isPresent()) {
                Repeatable.require(known, element.text().get());
            }
        }
    }

    /** Says that its values, as they stand, are compared within the query, so that what can be must be known. */
    void demandComparison() throws SQLException {
        if (isRandomized()) {
            demandKey(leaves());
        }
    }

    /** Says that no more of the query will be read, so that its form is known. */
    void settleForm() throws SQLException {
        if (isUndetermined()) {
            // What it holds may have met an encrypted column after it was read.
            for (Leaf leaf : leaves()) {
                Optional<EncryptedColumn> met = leaf.met();
                if (met.isPresent()) {
                    determine(met.get());
                }
            }
        }
        if (form == Form.CELL && column != null) {
            for (Leaf leaf : leaves()) {
                leaf.demandCell();
            }
        }
    }

    private static void demandKey(List<Leaf> leaves) throws SQLException {
        for (Leaf leaf : leaves) {
            leaf.demandKey();
        }
    }

    boolean isKeyDemanded() {
        return keyName != null;
    }

    String keyName() {
        String known = keyName;
        if (known == null) {
            throw new IllegalStateException("nothing can be compared of a column that was not asked for it");
        }
        return known;
    }

    /** Says in which form the query gives it. */
    void stand(Form wanted, ParameterUse wantedUse) {
        form = wanted;
        use = wantedUse;
        for (Output origin : origins) {
            origin.stand(wanted, wantedUse);
        }
        for (Leaf leaf : leaves()) {
            leaf.place(wanted, wantedUse);
        }
    }

    Form form() {
        return form;
    }

    ParameterUse use() {
        return use;
    }

    SQLException refusal(String reason, String wayOut) {
        EncryptedColumn known = column;
        if (known == null) {
            throw new IllegalStateException("only an encrypted column is refused");
        }
        return Refusals.column(known, reason, wayOut);
    }
}
