package dev.furoshiki.jdbc.value;

import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.CellV1;
import dev.furoshiki.format.MalformedCiphertextException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens randomized cells of one cell root, keeping the ciphers of the epochs it met. Thread-safe; lives as long as the
 * cached root.
 *
 * <p>At most twice {@value #KEPT_EPOCHS} ciphers are kept: when the young map is full it becomes the old one, and what
 * nobody asked for since is closed. A reader that holds a closed one derives it again.
 */
final class CellReader implements AutoCloseable {

    static final int KEPT_EPOCHS = 256;

    private final SecretBytes root;
    private final CellScope scope;
    private final int generation;
    private volatile boolean closed;
    private volatile @Nullable EpochCipher last;
    private volatile ConcurrentMap<Integer, EpochCipher> young = new ConcurrentHashMap<>();
    private volatile ConcurrentMap<Integer, EpochCipher> old = new ConcurrentHashMap<>();

    /** @param root not copied: whoever owns it closes this first */
    CellReader(SecretBytes root, CellScope scope, int generation) {
        this.root = root;
        this.scope = scope;
        this.generation = generation;
    }

    /**
     * @param cell a randomized cell of this generation
     * @throws AuthenticationFailedException when it is not what was sealed
     * @throws MalformedCiphertextException when it is too short
     */
    byte[] open(byte[] cell) {
        int epoch = CellV1.epoch(cell);
        while (true) {
            EpochCipher cipher = cipher(epoch);
            try {
                return cipher.open(cell);
            } catch (AuthenticationFailedException | IllegalStateException failure) {
                // It may have been closed under our hands; if not, the cell is to blame.
                if (!cipher.isClosed() || closed) {
                    throw failure;
                }
                forget(cipher);
            }
        }
    }

    private EpochCipher cipher(int epoch) {
        EpochCipher cipher = last;
        if (cipher != null && cipher.epoch() == epoch) {
            return cipher;
        }
        EpochCipher found = find(epoch);
        last = found;
        return found;
    }

    private EpochCipher find(int epoch) {
        EpochCipher kept = young.get(epoch);
        if (kept != null) {
            return kept;
        }
        EpochCipher older = old.get(epoch);
        EpochCipher cipher = older == null ? EpochCipher.derive(root, scope, generation, epoch) : older;
        return keep(epoch, cipher);
    }

    private synchronized EpochCipher keep(int epoch, EpochCipher cipher) {
        EpochCipher earlier = young.putIfAbsent(epoch, cipher);
        if (earlier != null) {
            if (earlier != cipher) {
                cipher.close();
            }
            return earlier;
        }
        if (young.size() > KEPT_EPOCHS) {
            old.forEach((number, forgotten) -> {
                if (young.get(number) != forgotten) {
                    forgotten.close();
                }
            });
            old = young;
            young = new ConcurrentHashMap<>();
        }
        return cipher;
    }

    private synchronized void forget(EpochCipher closed) {
        young.remove(closed.epoch(), closed);
        old.remove(closed.epoch(), closed);
        if (last == closed) {
            last = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        young.values().forEach(EpochCipher::close);
        old.values().forEach(EpochCipher::close);
    }
}
