package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.tree.Expression.Row;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What a query gives.
 *
 * @param columns outputs, and what stands for columns that nobody knows
 * @param branches the lists of expressions that make the rows: one, or those of a set operation
 */
record Rows(List<Column> columns, List<Branch> branches) {

    Rows {
        columns = List.copyOf(columns);
        branches = List.copyOf(branches);
    }

    /** What a query gives in one place. */
    sealed interface Column permits Output, OpenColumns {}

    /** Plain columns, nobody knows how many. */
    record OpenColumns() implements Column {}

    /** Where the expressions of one row, or of each row of VALUES, stand. */
    sealed interface Branch {

        /** The whole of it, within which its expressions stand. */
        Span span();

        /** A list behind SELECT or RETURNING, up to its last token. */
        record SelectList(Span span) implements Branch {}

        record ValueRows(Span span, List<Row> rows) implements Branch {}
    }

    static final Rows NONE = new Rows(List.of(), List.of());

    List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        for (Column column : columns) {
            if (column instanceof Output output) {
                outputs.add(output);
            }
        }
        return outputs;
    }

    boolean isOpen() {
        return columns.stream().anyMatch(OpenColumns.class::isInstance);
    }

    /** Whether each column is known. */
    boolean isClosed() {
        return !isOpen();
    }
}
