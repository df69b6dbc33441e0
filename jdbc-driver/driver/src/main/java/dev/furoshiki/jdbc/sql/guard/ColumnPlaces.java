package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;

/**
 * Names that stand where no table can, by the tokens alone: a column may be called as an encrypted table is, such as the one
 * that refers to it. Whatever is not certain counts as a table's place.
 */
public interface ColumnPlaces {

    /** Whether a statement over plain tables is of a form that is understood here. */
    boolean areKnownIn(SqlText statement);

    boolean isColumn(SqlText statement, int index);
}
