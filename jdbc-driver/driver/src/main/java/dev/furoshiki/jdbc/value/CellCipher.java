package dev.furoshiki.jdbc.value;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the cells of one column, as long as the {@link ColumnCiphers} it came from is open. For one thread.
 */
public final class CellCipher {

    CellCipher() {}

    /**
     * The cell to store, or, of a deterministic column, to compare.
     *
     * @return null for SQL NULL; for an unmatchable value a cell that equals no other
     */
    public byte @Nullable [] seal(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written " + value);
    }

    /**
     * The 16 bytes of equality index.
     *
     * @return null for SQL NULL; for an unmatchable value an index that equals no other
     */
    public byte @Nullable [] equalityIndex(ColumnValue value) throws SQLException {
        throw new UnsupportedOperationException("being written " + value);
    }

    /**
     * The value in a cell.
     *
     * @param cell as the server gave it; null for SQL NULL
     * @throws DamagedCellException (XX001) when it is not a cell of this column's domain, whole and unchanged
     */
    public ColumnValue open(byte @Nullable [] cell) throws SQLException {
        throw new UnsupportedOperationException("being written " + (cell == null));
    }
}
