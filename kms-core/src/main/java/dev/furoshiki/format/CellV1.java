package dev.furoshiki.format;

import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.DeterministicAead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frozen layouts of randomized and deterministic cells: headers, what they are bound to, what their keys are derived
 * with (docs/formats/cell-v1.md). Stateless.
 *
 * <pre>
 * randomized     01 | generation u8 | epoch u24 | nonce 12 | ciphertext | tag 16
 * deterministic  02 | generation u8 | synthetic IV 16 | ciphertext
 * cell key       HKDF-Expand-SHA-256(cell root,
 *                    "furoshiki cell v1" | domain id 16 | type code u16 | generation u8 | epoch u24, 32)
 * AES-SIV key    HKDF-Expand-SHA-256(search root, "furoshiki deterministic v1" | domain id 16 | generation u8, 64)
 * SIV bound to   "furoshiki cell v1" | header | domain id 16 | type code u16
 * </pre>
 *
 * A randomized cell has no associated data: all that it is bound to is in its key, which costs nothing per cell.
 *
 * Arguments out of their range throw {@link IllegalArgumentException}.
 */
public final class CellV1 {

    public static final int DOMAIN_ID_BYTES = 16;
    public static final int CELL_KEY_BYTES = 32;
    public static final int DETERMINISTIC_KEY_BYTES = 64;
    public static final int MOST_GENERATION = 255;

    /** How many epochs there are; they count from 0. */
    public static final int EPOCHS = 1 << 24;

    /** After how many cells a writer draws another epoch. */
    public static final int CELLS_PER_EPOCH = 1 << 20;

    /** Where nonce, ciphertext and tag of a randomized cell begin. */
    public static final int RANDOMIZED_HEADER_BYTES = 5;

    /** Where synthetic IV and ciphertext of a deterministic cell begin. */
    public static final int DETERMINISTIC_HEADER_BYTES = 2;

    private static final byte RANDOMIZED = 1;
    private static final byte DETERMINISTIC = 2;
    private static final byte[] CELL = ascii("furoshiki cell v1");
    private static final byte[] DETERMINISTIC_KEY = ascii("furoshiki deterministic v1");

    private CellV1() {}

    public static byte[] randomizedHeader(int generation, int epoch) {
        requireGeneration(generation);
        requireEpoch(epoch);
        return new byte[] {RANDOMIZED, (byte) generation, (byte) (epoch >> 16), (byte) (epoch >> 8), (byte) epoch};
    }

    public static byte[] deterministicHeader(int generation) {
        requireGeneration(generation);
        return new byte[] {DETERMINISTIC, (byte) generation};
    }

    /**
     * The associated data of a deterministic cell.
     *
     * @param header of {@link #deterministicHeader}
     * @param domainId 16 bytes
     * @param typeCode of docs/formats/canonical-values-v1.md, 1 to 65,535
     */
    public static byte[] aad(byte[] header, byte[] domainId, int typeCode) {
        requireDomainId(domainId);
        EqualityIndexV1.requireTypeCode(typeCode);
        return ByteBuffer.allocate(CELL.length + header.length + DOMAIN_ID_BYTES + Short.BYTES)
                .put(CELL)
                .put(header)
                .put(domainId)
                .putShort((short) typeCode)
                .array();
    }

    /**
     * The HKDF info of a randomized cell's key.
     *
     * @param domainId 16 bytes
     * @param typeCode of docs/formats/canonical-values-v1.md, 1 to 65,535
     */
    public static byte[] cellKeyInfo(byte[] domainId, int typeCode, int generation, int epoch) {
        requireDomainId(domainId);
        EqualityIndexV1.requireTypeCode(typeCode);
        requireGeneration(generation);
        requireEpoch(epoch);
        return ByteBuffer.allocate(CELL.length + DOMAIN_ID_BYTES + Short.BYTES + Integer.BYTES)
                .put(CELL)
                .put(domainId)
                .putShort((short) typeCode)
                .putInt((generation << 24) | epoch)
                .array();
    }

    /** The HKDF info of the AES-SIV key of a domain's deterministic cells. */
    public static byte[] deterministicKeyInfo(byte[] domainId, int generation) {
        requireDomainId(domainId);
        requireGeneration(generation);
        return ByteBuffer.allocate(DETERMINISTIC_KEY.length + DOMAIN_ID_BYTES + 1)
                .put(DETERMINISTIC_KEY)
                .put(domainId)
                .put((byte) generation)
                .array();
    }

    /**
     * The generation of what must be a randomized cell.
     *
     * @throws MalformedCiphertextException when it is of another format or too short
     */
    public static int requireRandomized(byte[] cell) {
        return require(cell, RANDOMIZED, RANDOMIZED_HEADER_BYTES + Aead.OVERHEAD_BYTES, "a randomized cell");
    }

    /**
     * The generation of what must be a deterministic cell.
     *
     * @throws MalformedCiphertextException when it is of another format or too short
     */
    public static int requireDeterministic(byte[] cell) {
        return require(
                cell,
                DETERMINISTIC,
                DETERMINISTIC_HEADER_BYTES + DeterministicAead.OVERHEAD_BYTES,
                "a deterministic cell");
    }

    /** Of a cell that {@link #requireRandomized} accepted. */
    public static int epoch(byte[] cell) {
        return ((cell[2] & 0xff) << 16) | ((cell[3] & 0xff) << 8) | (cell[4] & 0xff);
    }

    private static int require(byte[] cell, byte format, int leastBytes, String what) {
        if (cell.length < leastBytes) {
            throw new MalformedCiphertextException(
                    cell.length, what + " has at least " + leastBytes + " bytes, not " + cell.length);
        }
        if (cell[0] != format) {
            throw new MalformedCiphertextException(0, what + " begins with " + format);
        }
        if (cell[1] == 0) {
            throw new MalformedCiphertextException(1, "generations count from 1");
        }
        return cell[1] & 0xff;
    }

    static void requireDomainId(byte[] domainId) {
        if (domainId.length != DOMAIN_ID_BYTES) {
            throw new IllegalArgumentException("a domain id has 16 bytes, not " + domainId.length);
        }
    }

    static void requireGeneration(int generation) {
        if (generation < 1 || generation > MOST_GENERATION) {
            throw new IllegalArgumentException("a generation is 1 to 255, not " + generation);
        }
    }

    private static void requireEpoch(int epoch) {
        if (epoch < 0 || epoch >= EPOCHS) {
            throw new IllegalArgumentException("an epoch is 0 to 2^24 - 1, not " + epoch);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
