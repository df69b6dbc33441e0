package dev.furoshiki.jdbc.value;

import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.CellV1;
import java.util.concurrent.atomic.AtomicInteger;

/** The cipher of one epoch of a cell root: its key names all that its cells are bound to. Thread-safe. */
final class EpochCipher implements AutoCloseable {

    private static final byte[] NO_AAD = {};

    private final int epoch;
    private final byte[] header;
    private final Aead aead;
    private final AtomicInteger sealed = new AtomicInteger();
    private volatile boolean closed;

    private EpochCipher(int epoch, byte[] header, Aead aead) {
        this.epoch = epoch;
        this.header = header;
        this.aead = aead;
    }

    static EpochCipher derive(SecretBytes root, CellScope scope, int generation, int epoch) {
        byte[] header = CellV1.randomizedHeader(generation, epoch);
        byte[] info = CellV1.cellKeyInfo(scope.domainId(), scope.typeCode(), generation, epoch);
        try (SecretBytes key = Hkdf.expandSha256(root, info, CellV1.CELL_KEY_BYTES)) {
            return new EpochCipher(epoch, header, Aead.aesGcm(key));
        }
    }

    int epoch() {
        return epoch;
    }

    /** Counts a cell that is about to be sealed; the first gets 0. */
    int count() {
        return sealed.getAndIncrement();
    }

    boolean isClosed() {
        return closed;
    }

    byte[] seal(byte[] plaintext) {
        byte[] cell = new byte[header.length + plaintext.length + Aead.OVERHEAD_BYTES];
        System.arraycopy(header, 0, cell, 0, header.length);
        aead.encrypt(plaintext, 0, plaintext.length, NO_AAD, cell, header.length);
        return cell;
    }

    byte[] open(byte[] cell) {
        return aead.decrypt(cell, header.length, cell.length - header.length, NO_AAD);
    }

    @Override
    public void close() {
        closed = true;
        aead.close();
    }
}
