package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.jdbc.value.CellCipher;
import dev.furoshiki.jdbc.value.ColumnCiphers;
import dev.furoshiki.jdbc.value.ColumnValue;
import java.sql.SQLException;

/** Seals one text value again and again, as a batch does: keys are leased once a run. */
final class CellSealing implements Workload {

    private final Cells cells;
    private final ColumnValue value;
    private final int bytes;

    CellSealing(Cells cells, int plaintextBytes) {
        this.cells = cells;
        this.value = Cells.text(plaintextBytes);
        this.bytes = plaintextBytes;
    }

    @Override
    public long run(long operations) throws SQLException {
        long sum = 0;
        try (ColumnCiphers statement = cells.statement()) {
            CellCipher cipher = cells.cipher(statement);
            for (long i = 0; i < operations; i++) {
                byte[] cell = cipher.seal(value);
                if (cell == null) {
                    throw new IllegalStateException("a value was sealed as NULL");
                }
                sum += cell.length + cell[cell.length - 1];
            }
        }
        return sum;
    }

    @Override
    public long bytesPerOperation() {
        return bytes;
    }
}
