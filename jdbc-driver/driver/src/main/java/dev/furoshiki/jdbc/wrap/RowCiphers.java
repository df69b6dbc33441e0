package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.value.CellCipher;
import dev.furoshiki.jdbc.value.ColumnCiphers;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ciphers that one result set opens its cells with, or one batch seals them with. Keys are leased for a block of rows,
 * and for a second at most, so that a result set that is read for hours notices when its key is disabled.
 */
final class RowCiphers {

    private static final int ROWS_PER_LEASE = 256;
    private static final long NANOS_PER_LEASE = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionScope scope;
    private final @Nullable CellCipher[] byColumn;
    private @Nullable ColumnCiphers leased;
    private long leasedNanos;
    private int rows;

    /** @param columns how many the result set has, or how many values a row of the batch */
    RowCiphers(ConnectionScope scope, int columns) {
        this.scope = scope;
        this.byColumn = new CellCipher[columns];
    }

    /** @param index of the result column or the value, from 0 */
    CellCipher of(int index, EncryptedColumn column) throws SQLException {
        CellCipher known = byColumn[index];
        if (known != null) {
            return known;
        }
        ColumnCiphers ciphers = leased;
        if (ciphers == null) {
            ciphers = scope.ciphers();
            leased = ciphers;
            leasedNanos = System.nanoTime();
            scope.opened(this);
        }
        CellCipher cipher = ciphers.of(column);
        byColumn[index] = cipher;
        return cipher;
    }

    /** To be called whenever the result set has moved, or the batch goes on, to another row. */
    void moved() {
        if (leased == null) {
            return;
        }
        if (++rows >= ROWS_PER_LEASE || System.nanoTime() - leasedNanos > NANOS_PER_LEASE) {
            release();
        }
    }

    /** Gives the keys back; the next cell leases anew. */
    void release() {
        ColumnCiphers ciphers = leased;
        if (ciphers == null) {
            return;
        }
        leased = null;
        rows = 0;
        java.util.Arrays.fill(byColumn, null);
        scope.released(this);
        ciphers.close();
    }
}
