package dev.furoshiki.jdbc.explanation;

import java.util.Optional;

/**
 * One column of a result set.
 *
 * @param position counted from 1; negative, counted from the right, behind columns whose number is not known
 * @param several whether it stands for any number of plain columns: those of a {@code *} over a table without encrypted ones
 * @param column whose cells it holds, which the driver decrypts; empty for a plain one
 */
public record ExplainedResultColumn(int position, boolean several, Optional<ColumnEncryption> column) {}
