package dev.furoshiki.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frozen layout of equality indexes: what is hashed, with a key derived how (docs/formats/equality-index-v1.md).
 * Stateless.
 *
 * <pre>
 * index      first 16 bytes of HMAC-SHA-256(index key, type code u16 | canonical value)
 * index key  HKDF-Expand-SHA-256(search root, "furoshiki equality index v1" | domain id 16 | generation u8, 32)
 * </pre>
 *
 * Arguments out of their range throw {@link IllegalArgumentException}.
 */
public final class EqualityIndexV1 {

    /** The length of an index. */
    public static final int BYTES = 16;

    public static final int INDEX_KEY_BYTES = 32;

    private static final int MOST_TYPE_CODE = 0xffff;
    private static final byte[] INDEX_KEY = "furoshiki equality index v1".getBytes(StandardCharsets.US_ASCII);

    private EqualityIndexV1() {}

    /** The HKDF info of a domain's index key. */
    public static byte[] keyInfo(byte[] domainId, int generation) {
        CellV1.requireDomainId(domainId);
        CellV1.requireGeneration(generation);
        return ByteBuffer.allocate(INDEX_KEY.length + CellV1.DOMAIN_ID_BYTES + 1)
                .put(INDEX_KEY)
                .put(domainId)
                .put((byte) generation)
                .array();
    }

    /**
     * What is hashed.
     *
     * @param typeCode of docs/formats/canonical-values-v1.md, 1 to 65,535
     */
    public static byte[] input(int typeCode, byte[] canonical) {
        requireTypeCode(typeCode);
        return ByteBuffer.allocate(Short.BYTES + canonical.length)
                .putShort((short) typeCode)
                .put(canonical)
                .array();
    }

    /** The index from the whole MAC. */
    public static byte[] truncate(byte[] mac) {
        if (mac.length < BYTES) {
            throw new IllegalArgumentException("an index is made from at least 16 bytes, not " + mac.length);
        }
        return Arrays.copyOf(mac, BYTES);
    }

    static void requireTypeCode(int typeCode) {
        if (typeCode < 1 || typeCode > MOST_TYPE_CODE) {
            throw new IllegalArgumentException("a type code is 1 to 65535, not " + typeCode);
        }
    }
}
