package dev.furoshiki.jdbc.value;

import dev.furoshiki.crypto.DeterministicAead;
import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.Prf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.CellV1;
import dev.furoshiki.format.EqualityIndexV1;

/** What comes of a search root: deterministic cells and equality indexes. Thread-safe; lives as long as the cached root. */
final class SearchCipher implements AutoCloseable {

    private final byte[] header;
    private final byte[] aad;
    private final int typeCode;
    private final DeterministicAead deterministic;
    private final Prf index;

    SearchCipher(SecretBytes root, CellScope scope, int generation) {
        this.header = CellV1.deterministicHeader(generation);
        this.aad = CellV1.aad(header, scope.domainId(), scope.typeCode());
        this.typeCode = scope.typeCode();
        byte[] cellInfo = CellV1.deterministicKeyInfo(scope.domainId(), generation);
        try (SecretBytes key = Hkdf.expandSha256(root, cellInfo, CellV1.DETERMINISTIC_KEY_BYTES)) {
            this.deterministic = DeterministicAead.aesSiv(key);
        }
        byte[] indexInfo = EqualityIndexV1.keyInfo(scope.domainId(), generation);
        try (SecretBytes key = Hkdf.expandSha256(root, indexInfo, EqualityIndexV1.INDEX_KEY_BYTES)) {
            this.index = Prf.hmacSha256(key);
        }
    }

    byte[] seal(byte[] plaintext) {
        byte[] sealed = deterministic.encrypt(plaintext, aad);
        byte[] cell = new byte[header.length + sealed.length];
        System.arraycopy(header, 0, cell, 0, header.length);
        System.arraycopy(sealed, 0, cell, header.length, sealed.length);
        return cell;
    }

    byte[] open(byte[] cell) {
        return deterministic.decrypt(cell, header.length, cell.length - header.length, aad);
    }

    byte[] index(byte[] canonical) {
        return EqualityIndexV1.truncate(index.compute(EqualityIndexV1.input(typeCode, canonical)));
    }

    @Override
    public void close() {
        deterministic.close();
        index.close();
    }
}
