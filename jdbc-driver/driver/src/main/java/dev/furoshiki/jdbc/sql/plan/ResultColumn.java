package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;

/** What one column of a result set carries. */
public sealed interface ResultColumn {

    /** Passed on as the server sent it. */
    record Plain() implements ResultColumn {}

    /** Cells of a column, to be opened. */
    record Cell(EncryptedColumn column) implements ResultColumn {}

    /**
     * As many plain columns as the result set has more than the others: those of a {@code *} over a table of which the
     * catalogue knows nothing. There is at most one in a list.
     */
    record PlainColumns() implements ResultColumn {}
}
