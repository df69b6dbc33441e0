package dev.furoshiki.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.CellV1;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Epochs: drawn, used up, kept for reading, forgotten and derived again. */
class CellEpochTest {

    private static final CellScope SCOPE = CellScope.of(new EncryptedColumn(
            new TableName("public", "t"),
            "c",
            LogicalType.parse("text").orElseThrow(),
            CellType.RANDOMIZED,
            IndexType.NONE,
            new Domain("d", "000102030405060708090a0b0c0d0e0f", "alias/k")));

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anEpochHoldsSoManyCellsAndNoMore() {
        try (SecretBytes root = SecretBytes.random(32);
                CellWriter writer = new CellWriter(root, SCOPE, 3, 10);
                CellReader reader = new CellReader(root, SCOPE, 3)) {
            List<Integer> epochs = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] cell = writer.seal(bytes(i));
                assertThat(cell[0]).isEqualTo((byte) 1);
                assertThat(cell[1]).isEqualTo((byte) 3);
                epochs.add(CellV1.epoch(cell));
                assertThat(reader.open(cell)).isEqualTo(bytes(i));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(epochs.get(i)).isEqualTo(epochs.get(i / 10 * 10));
            }
            assertThat(new HashSet<>(epochs)).hasSize(10);
        }
    }

    @Test
    void theDefaultIsTwoToTheTwentieth() {
        assertThat(CellV1.CELLS_PER_EPOCH).isEqualTo(1_048_576);
    }

    @Test
    void aReaderForgetsEpochsAndDerivesThemAgain() {
        try (SecretBytes root = SecretBytes.random(32);
                CellWriter writer = new CellWriter(root, SCOPE, 1, 1);
                CellReader reader = new CellReader(root, SCOPE, 1)) {
            List<byte[]> cells = new ArrayList<>();
            for (int i = 0; i < CellReader.KEPT_EPOCHS * 5; i++) {
                cells.add(writer.seal(bytes(i)));
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < cells.size(); i++) {
                    assertThat(reader.open(cells.get(i))).isEqualTo(bytes(i));
                }
            }
        }
    }

    @Test
    void manyThreadsWriteAndReadAcrossEpochs() throws Exception {
        int threads = 4;
        int each = 5000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (SecretBytes root = SecretBytes.random(32);
                CellWriter writer = new CellWriter(root, SCOPE, 1, 7);
                CellReader reader = new CellReader(root, SCOPE, 1)) {
            ConcurrentLinkedQueue<byte[]> cells = new ConcurrentLinkedQueue<>();
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        cells.add(writer.seal(bytes(i)));
                        byte[] other = cells.poll();
                        if (other != null) {
                            assertThat(reader.open(other)).isNotEmpty();
                            cells.add(other);
                        }
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            assertThat(cells).hasSize(threads * each);
            Set<Integer> epochs = new HashSet<>();
            cells.forEach(cell -> epochs.add(CellV1.epoch(cell)));
            // Epochs are drawn from 2^24: of 2857, two are the same in one run of four, and nine about never.
            int drawn = threads * each / 7;
            assertThat(epochs.size()).isBetween(drawn - 8, drawn + 20);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anotherEpochGenerationOrRootDoesNotOpenACell() {
        try (SecretBytes root = SecretBytes.random(32);
                SecretBytes otherRoot = SecretBytes.random(32);
                CellWriter writer = new CellWriter(root, SCOPE, 1);
                CellReader otherGeneration = new CellReader(root, SCOPE, 2);
                CellReader other = new CellReader(otherRoot, SCOPE, 1);
                CellReader reader = new CellReader(root, SCOPE, 1)) {
            byte[] cell = writer.seal(bytes(1));
            assertThatThrownBy(() -> otherGeneration.open(cell)).isInstanceOf(AuthenticationFailedException.class);
            assertThatThrownBy(() -> other.open(cell)).isInstanceOf(AuthenticationFailedException.class);
            byte[] otherEpoch = cell.clone();
            otherEpoch[4] ^= 1;
            assertThatThrownBy(() -> reader.open(otherEpoch)).isInstanceOf(AuthenticationFailedException.class);
        }
    }

    @Test
    void closedCiphersRefuse() {
        SecretBytes root = SecretBytes.random(32);
        CellWriter writer = new CellWriter(root, SCOPE, 1);
        CellReader reader = new CellReader(root, SCOPE, 1);
        byte[] cell = writer.seal(bytes(1));
        reader.open(cell);
        root.close();
        writer.close();
        reader.close();
        assertThatThrownBy(() -> writer.seal(bytes(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> reader.open(cell)).isInstanceOf(IllegalStateException.class);
    }
}
