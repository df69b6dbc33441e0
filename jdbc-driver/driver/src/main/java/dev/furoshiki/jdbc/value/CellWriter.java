package dev.furoshiki.jdbc.value;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.CellV1;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Seals randomized cells under one cell root, 2^20 to an epoch. Thread-safe; lives as long as the cached root.
 *
 * <p>Why epochs: AES-GCM with random nonces is good for 2^32 messages a key, and a column may hold more. A key of its own
 * for every 2^20 cells, at an epoch drawn at random, keeps many writers apart without asking each other (randomized cell
 * v1). The next cipher is made ready half-way, so that no cell waits for it.
 */
final class CellWriter implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretBytes root;
    private final CellScope scope;
    private final int generation;
    private final int cellsPerEpoch;
    private volatile EpochCipher current;
    private @Nullable EpochCipher next;
    private @Nullable EpochCipher retired;
    private volatile boolean closed;

    /** @param root not copied: whoever owns it closes this first */
    CellWriter(SecretBytes root, CellScope scope, int generation) {
        this(root, scope, generation, CellV1.CELLS_PER_EPOCH);
    }

    CellWriter(SecretBytes root, CellScope scope, int generation, int cellsPerEpoch) {
        this.root = root;
        this.scope = scope;
        this.generation = generation;
        this.cellsPerEpoch = cellsPerEpoch;
        this.current = fresh();
    }

    private EpochCipher fresh() {
        return EpochCipher.derive(root, scope, generation, RANDOM.nextInt(CellV1.EPOCHS));
    }

    byte[] seal(byte[] plaintext) {
        while (true) {
            EpochCipher epoch = counted();
            try {
                return epoch.seal(plaintext);
            } catch (IllegalStateException failure) {
                // Two epochs were used up while this thread stood still; its count is lost, which harms nothing.
                if (!epoch.isClosed() || closed) {
                    throw failure;
                }
            }
        }
    }

    private EpochCipher counted() {
        EpochCipher epoch = current;
        int count = epoch.count();
        while (count >= cellsPerEpoch) {
            epoch = after(epoch);
            count = epoch.count();
        }
        if (count == cellsPerEpoch / 2) {
            prepare();
        }
        return epoch;
    }

    private synchronized void prepare() {
        if (next == null) {
            next = fresh();
        }
    }

    /** A slow thread may still be sealing under the full one, so it is closed an epoch later. */
    private synchronized EpochCipher after(EpochCipher full) {
        if (current != full) {
            return current;
        }
        if (retired != null) {
            retired.close();
        }
        retired = full;
        EpochCipher ready = next;
        EpochCipher following = ready == null ? fresh() : ready;
        next = null;
        current = following;
        return following;
    }

    @Override
    public synchronized void close() {
        closed = true;
        current.close();
        if (next != null) {
            next.close();
        }
        if (retired != null) {
            retired.close();
        }
    }
}
