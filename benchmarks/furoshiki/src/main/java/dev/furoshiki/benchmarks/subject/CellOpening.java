package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.jdbc.value.CellCipher;
import dev.furoshiki.jdbc.value.ColumnCiphers;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Opens one cell again and again, as the rows of a result are: keys are leased once a run. */
final class CellOpening implements Workload {

    private final Cells cells;
    private final byte @Nullable [] cell;
    private final int bytes;

    CellOpening(Cells cells, int plaintextBytes) throws SQLException {
        this.cells = cells;
        this.bytes = plaintextBytes;
        try (ColumnCiphers statement = cells.statement()) {
            this.cell = cells.cipher(statement).seal(Cells.text(plaintextBytes));
        }
    }

    @Override
    public long run(long operations) throws SQLException {
        long opened = 0;
        try (ColumnCiphers statement = cells.statement()) {
            CellCipher cipher = cells.cipher(statement);
            for (long i = 0; i < operations; i++) {
                opened += cipher.open(cell).isNull() ? 0 : 1;
            }
        }
        return opened;
    }

    @Override
    public long bytesPerOperation() {
        return bytes;
    }
}
