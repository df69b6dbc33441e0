package dev.furoshiki.benchmarks.micro;

import dev.furoshiki.benchmarks.subject.Cells;
import dev.furoshiki.benchmarks.subject.KeyService;
import dev.furoshiki.jdbc.value.CellCipher;
import dev.furoshiki.jdbc.value.ColumnCiphers;
import dev.furoshiki.jdbc.value.ColumnValue;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A randomized cell of 64 bytes, and the equality index that goes with it. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class RandomizedCell {

    private final ColumnValue value = Cells.text(64);
    private KeyService keys;
    private ColumnCiphers statement;
    private CellCipher cipher;
    private byte @Nullable [] cell;

    @Setup
    public void setUp() throws IOException, SQLException {
        keys = KeyService.start();
        Cells cells = Cells.randomized(keys);
        statement = cells.statement();
        cipher = cells.cipher(statement);
        cell = cipher.seal(value);
    }

    @TearDown
    public void tearDown() throws IOException {
        statement.close();
        keys.close();
    }

    @Benchmark
    public byte @Nullable [] seal() throws SQLException {
        return cipher.seal(value);
    }

    @Benchmark
    public ColumnValue open() throws SQLException {
        return cipher.open(cell);
    }

    @Benchmark
    public byte @Nullable [] equalityIndex() throws SQLException {
        return cipher.equalityIndex(value);
    }
}
