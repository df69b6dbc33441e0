package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.value.ColumnValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Has the cells of rows to come opened by a worker, where an application reads one row after the other and asks for the same
 * encrypted columns in each. For the thread that reads the result set; what it shares with the worker are the
 * {@link CellBlock}s, by way of a {@link BlockOpening}.
 *
 * <p>The first {@value #WATCHED_ROWS} rows are only watched, so that small results pay nothing. Then, if there are enough rows
 * to come, the cells of a block of them are taken from the delegate, which is moved ahead and back, and handed over. When the
 * worker has taken all of a block that the reader has not come to, the next is handed over, so that there are never more than
 * two. A column that the application leaves out once is not opened ahead any more. Where a worker
 * turns out to do much less than half, because no core idles, the whole process pauses.
 */
final class CellsAhead {

    static final int WATCHED_ROWS = 32;
    static final int LEAST_ROWS = 256;
    static final int BLOCK_ROWS = 128;

    /** Rows between two attempts to begin. */
    private static final int ATTEMPT_ROWS = 64;

    private final ResultSet delegate;
    private final @Nullable EncryptedColumn[] columns;
    private final ConnectionScope scope;
    private final BlockOpening opening = new BlockOpening();

    /** The columns that were asked for in the current row, as bits; those beyond the 64th are never opened ahead. */
    private long asked;

    /** Those that were asked for in every row before it. */
    private long always = -1;

    private int row;
    private int nextAttempt;
    private boolean ended;
    private boolean wasNull;
    private @Nullable CellBlock current;
    private @Nullable CellBlock next;

    /** That was handed over. */
    private @Nullable CellBlock last;

    /**
     * @param delegate can be scrolled
     * @param columns the encrypted column of each result column; null for plain ones
     */
    CellsAhead(ResultSet delegate, @Nullable EncryptedColumn[] columns, ConnectionScope scope) {
        this.delegate = delegate;
        this.columns = columns;
        this.scope = scope;
    }

    /**
     * To be called when the delegate has come to the next row.
     *
     * @return whether it was moved on and back meanwhile, so that what it says of the last value is lost; see {@link #wasNull}
     */
    boolean moved() throws SQLException {
        if (row > 0) {
            always &= asked;
        }
        asked = 0;
        row++;
        CellBlock block = current;
        if (block != null && row >= block.end()) {
            if (block.isFull()) {
                CellWorkers.reportBlock(!block.wasOpenedByReader());
            }
            block = next;
            current = block;
            next = null;
        }
        if (block == null) {
            return row > WATCHED_ROWS && row >= nextAttempt && begin();
        }
        if (block.isExpired(System.nanoTime())) {
            drop();
        } else if (!block.enter(row) && next == null && !ended && CellWorkers.mayHelp()) {
            next = handed(block.end(), 1);
            return true;
        }
        return false;
    }

    private boolean begin() throws SQLException {
        if (ended || always == 0 || !CellWorkers.mayHelp() || !opening.begin()) {
            nextAttempt = row + ATTEMPT_ROWS;
            return false;
        }
        current = handed(row, LEAST_ROWS);
        if (current != null) {
            current.enter(row);
        }
        return true;
    }

    /** Of the value that was got last, as the delegate knew before it was moved. */
    boolean wasNull() {
        return wasNull;
    }

    /** A block that a worker opens from now on; null where there are not enough rows. */
    private @Nullable CellBlock handed(int firstRow, int least) throws SQLException {
        boolean failed = last != null && last.hasFailed();
        CellBlock block = always == 0 || failed ? null : gathered(firstRow, least);
        if (block == null) {
            ended = true;
        } else {
            opening.hand(block);
            last = block;
        }
        return block;
    }

    private @Nullable CellBlock gathered(int firstRow, int least) throws SQLException {
        wasNull = delegate.wasNull();
        try {
            if (!delegate.absolute(firstRow + least - 1)) {
                return null;
            }
            CellBlock block = new CellBlock(columns, always, firstRow, scope);
            if (!block.prepare()) {
                return null;
            }
            while (!block.isFull() && delegate.absolute(block.end())) {
                block.add(delegate);
            }
            return block;
        } finally {
            delegate.absolute(row);
        }
    }

    /** Whether {@link #cell} has the cell of a column of the current row; from 0. Notes that it was asked for. */
    boolean has(int column) {
        asked |= column < Long.SIZE ? 1L << column : 0;
        CellBlock block = current;
        return block != null && block.has(row, column);
    }

    /** A value that was opened ahead; null where there is none: open {@link #cell}. It is given once, and not kept. */
    @Nullable
    ColumnValue take(int column) {
        CellBlock block = current;
        return block == null ? null : block.take(row, column);
    }

    /** As the server gave it. */
    byte @Nullable [] cell(int column) {
        CellBlock block = current;
        return block == null ? null : block.cell(row, column);
    }

    private void drop() {
        for (CellBlock block : new CellBlock[] {current, next}) {
            if (block != null) {
                block.abandon();
            }
        }
        current = null;
        next = null;
        last = null;
    }

    /** To be called when no row will be asked for any more. Nothing is opened after it. */
    void close() {
        ended = true;
        drop();
        opening.close();
    }
}
