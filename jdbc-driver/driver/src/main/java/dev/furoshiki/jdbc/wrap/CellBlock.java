package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.DomainRoots;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.value.CellCipher;
import dev.furoshiki.jdbc.value.ColumnCiphers;
import dev.furoshiki.jdbc.value.ColumnValue;
import dev.furoshiki.jdbc.value.DamagedCellException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a block of rows, which the thread that reads the rows opens from the first on, as they are asked for, and a
 * worker from the last on, until both meet. Nobody waits for anybody: what has not been opened when it is asked for is opened
 * by whoever asks.
 *
 * <p><b>Thread safety.</b> The reader fills the block and hands it over through an atomic reference; cells, columns and roots
 * are never changed after that. The rows are divided into groups, and each group is taken once, by a compare-and-set of its
 * state. Only the worker that took a group writes its values, and then, once and with release semantics, its state
 * {@link #OPENED}; the reader looks at values only after it has read that state, and from then on they are its own. The
 * worker's keys are leased by the worker, for this block, and given back by it, whatever becomes of the reader. The two
 * flags that remain are volatile.
 */
final class CellBlock {

    /** Small, since of the group in which both meet some cells are opened twice. */
    private static final int GROUP_ROWS = 4;

    /** How long a block may be used: a disabled key is noticed as soon as with keys that are leased for a second. */
    private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int FREE = 0;
    private static final int READERS = 1;
    private static final int WORKERS = 2;
    private static final int OPENED = 3;

    /** A cell that the delegate did not give: whoever asks for it sees why. */
    private static final byte[] NOT_GIVEN = {};

    private final ConnectionScope scope;
    private final EncryptedColumn[] columns;
    private final Map<Domain, DomainRoots> roots = new HashMap<>();

    /** Where in a row of the block each result column lies, or -1. */
    private final int[] places;

    private final int firstRow;
    private final byte[] @Nullable [] cells;
    private final @Nullable ColumnValue[] values;
    private final AtomicIntegerArray groups =
            new AtomicIntegerArray((CellsAhead.BLOCK_ROWS + GROUP_ROWS - 1) / GROUP_ROWS);
    private final long gatheredNanos = System.nanoTime();
    private int rows;
    private volatile boolean abandoned;
    private volatile boolean failed;

    /**
     * An empty block.
     *
     * @param all the encrypted column of each result column; null for plain ones
     * @param wanted those whose cells are opened, as bits
     * @param firstRow from 1
     */
    CellBlock(@Nullable EncryptedColumn[] all, long wanted, int firstRow, ConnectionScope scope) {
        this.scope = scope;
        this.firstRow = firstRow;
        this.columns = new EncryptedColumn[Long.bitCount(wanted)];
        this.places = new int[all.length];
        Arrays.fill(places, -1);
        int place = 0;
        for (int i = 0; i < Math.min(all.length, Long.SIZE); i++) {
            EncryptedColumn column = all[i];
            if (column != null && (wanted & (1L << i)) != 0) {
                columns[place] = column;
                places[i] = place++;
            }
        }
        this.cells = new byte[CellsAhead.BLOCK_ROWS * columns.length][];
        this.values = new ColumnValue[cells.length];
    }

    boolean isFull() {
        return rows == CellsAhead.BLOCK_ROWS;
    }

    /** The row behind the last. */
    int end() {
        return firstRow + rows;
    }

    /** Takes the cells of the row behind the last. */
    @SuppressWarnings("UnusedException") // it will be thrown again where the cell is asked for
    void add(ResultSet delegate) {
        int offset = rows++ * columns.length;
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
                try {
                    cells[offset + places[i]] = delegate.getBytes(i + 1);
                } catch (SQLException notGiven) {
                    cells[offset + places[i]] = NOT_GIVEN;
                }
            }
        }
    }

    boolean isExpired(long nowNanos) {
        return nowNanos - gatheredNanos > LIFE_NANOS;
    }

    /**
     * The reader has come to a row.
     *
     * @return false when the worker has taken it, and so all that follow
     */
    boolean enter(int row) {
        int group = (row - firstRow) / GROUP_ROWS;
        return groups.getOpaque(group) == READERS || groups.compareAndSet(group, FREE, READERS);
    }

    /** Whether the worker has come to less than a third of it. For the reader, when it has come to the end. */
    boolean wasOpenedByReader() {
        return groups.getOpaque((rows - 1) / GROUP_ROWS * 2 / 3) == READERS;
    }

    private int slot(int row, int column) {
        return (row - firstRow) * columns.length + places[column];
    }

    /** Whether the block has the cell. */
    @SuppressWarnings("ReferenceEquality") // no cell, but a mark
    boolean has(int row, int column) {
        return places[column] >= 0 && cells[slot(row, column)] != NOT_GIVEN;
    }

    /** A value that was opened ahead, or null. It is given once, and not kept. */
    @Nullable
    ColumnValue take(int row, int column) {
        if (groups.getAcquire((row - firstRow) / GROUP_ROWS) != OPENED) {
            return null;
        }
        int slot = slot(row, column);
        ColumnValue value = values[slot];
        values[slot] = null;
        return value;
    }

    /** As the server gave it. */
    byte @Nullable [] cell(int row, int column) {
        return cells[slot(row, column)];
    }

    /** Tells the worker to stop. */
    void abandon() {
        abandoned = true;
    }

    /** Whether the worker could not go on. */
    boolean hasFailed() {
        return failed;
    }

    /** Finds out what keys there are. False where that fails; whoever asks for a cell is told why. */
    @SuppressWarnings("UnusedException")
    boolean prepare() {
        try {
            for (EncryptedColumn column : columns) {
                roots.put(column.domain(), scope.roots(column.domain()));
            }
            return true;
        } catch (SQLException unknown) {
            return false;
        }
    }

    /**
     * Opens what the reader has not come to, the last rows first. For the worker. It ends where a key cannot be had: the reader
     * asks for it himself, and is told why.
     */
    @SuppressWarnings("UnusedException")
    void open() {
        try (ColumnCiphers ciphers = scope.ciphers(domain -> Objects.requireNonNull(roots.get(domain)))) {
            CellCipher[] byPlace = new CellCipher[columns.length];
            for (int i = 0; i < columns.length; i++) {
                byPlace[i] = ciphers.of(columns[i]);
            }
            for (int group = (rows - 1) / GROUP_ROWS; group >= 0; group--) {
                if (abandoned || isExpired(System.nanoTime()) || !groups.compareAndSet(group, FREE, WORKERS)) {
                    return;
                }
                open(group, byPlace);
                groups.setRelease(group, OPENED);
            }
        } catch (SQLException | RuntimeException notToBeHad) {
            // Or the keys were closed meanwhile. A value that cannot be had is left to the reader, who gets the
            // exception.
            failed = true;
        }
    }

    @SuppressWarnings({"UnusedException", "ReferenceEquality"})
    private void open(int group, CellCipher[] byPlace) throws SQLException {
        int from = group * GROUP_ROWS * columns.length;
        int to = Math.min(from + GROUP_ROWS * columns.length, rows * columns.length);
        for (int slot = from; slot < to; slot++) {
            byte[] cell = cells[slot];
            if (cell == NOT_GIVEN) {
                continue;
            }
            try {
                values[slot] = byPlace[slot % columns.length].open(cell);
            } catch (DamagedCellException damaged) {
                // Whoever asks for it is told, and nobody else.
            }
        }
    }
}
