package dev.furoshiki.jdbc.value;

import dev.furoshiki.format.MalformedCiphertextException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frozen layouts of randomized and deterministic cells: headers, associated data, key derivation. Stateless.
 *
 * <pre>
 * randomized     01 | generation u8 | epoch u24 | nonce 12 | ciphertext | tag 16
 * deterministic  02 | generation u8 | synthetic IV 16 | ciphertext
 * associated     "furoshiki cell v1" | header | domain id 16 | type code u16
 * cell key       HKDF-Expand(cell root, "furoshiki cell v1" | domain id | generation u8 | epoch u24)
 * AES-SIV key    HKDF-Expand(search root, "furoshiki deterministic v1" | domain id | generation u8)
 * </pre>
 */
final class CellV1 {

    private static final byte RANDOMIZED = 1;
    private static final byte DETERMINISTIC = 2;
    private static final int RANDOMIZED_HEADER_BYTES = 5;
    private static final int DETERMINISTIC_HEADER_BYTES = 2;
    private static final int NONCE_AND_TAG_BYTES = 28;
    private static final int SYNTHETIC_IV_BYTES = 16;
    private static final int DOMAIN_ID_BYTES = 16;
    private static final byte[] LABEL = "furoshiki cell v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DETERMINISTIC_LABEL = "furoshiki deterministic v1".getBytes(StandardCharsets.US_ASCII);

    private CellV1() {}

    static byte[] randomizedHeader(int generation, int epoch) {
        return new byte[] {RANDOMIZED, (byte) generation, (byte) (epoch >> 16), (byte) (epoch >> 8), (byte) epoch};
    }

    static byte[] deterministicHeader(int generation) {
        return new byte[] {DETERMINISTIC, (byte) generation};
    }

    static byte[] aad(byte[] header, byte[] domainId, int typeCode) {
        return ByteBuffer.allocate(LABEL.length + header.length + DOMAIN_ID_BYTES + 2)
                .put(LABEL)
                .put(header)
                .put(domainId)
                .putShort((short) typeCode)
                .array();
    }

    static byte[] cellKeyInfo(byte[] domainId, int generation, int epoch) {
        return ByteBuffer.allocate(LABEL.length + DOMAIN_ID_BYTES + 4)
                .put(LABEL)
                .put(domainId)
                .putInt((generation << 24) | epoch)
                .array();
    }

    static byte[] deterministicKeyInfo(byte[] domainId, int generation) {
        return ByteBuffer.allocate(DETERMINISTIC_LABEL.length + DOMAIN_ID_BYTES + 1)
                .put(DETERMINISTIC_LABEL)
                .put(domainId)
                .put((byte) generation)
                .array();
    }

    /** The generation of what must be a randomized cell. */
    static int requireRandomized(byte[] cell) {
        return require(cell, RANDOMIZED, RANDOMIZED_HEADER_BYTES + NONCE_AND_TAG_BYTES, "a randomized cell");
    }

    /** The generation of what must be a deterministic cell. */
    static int requireDeterministic(byte[] cell) {
        return require(cell, DETERMINISTIC, DETERMINISTIC_HEADER_BYTES + SYNTHETIC_IV_BYTES, "a deterministic cell");
    }

    private static int require(byte[] cell, byte format, int leastBytes, String what) {
        if (cell.length < leastBytes) {
            throw new MalformedCiphertextException(
                    cell.length, what + " has at least " + leastBytes + " bytes, not " + cell.length);
        }
        if (cell[0] != format) {
            throw new MalformedCiphertextException(0, what + " begins with " + format);
        }
        return cell[1] & 0xff;
    }

    /** Of a randomized cell. */
    static int epoch(byte[] cell) {
        return ((cell[2] & 0xff) << 16) | ((cell[3] & 0xff) << 8) | (cell[4] & 0xff);
    }
}
