package dev.furoshiki.jdbc.value;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frozen layout of equality indexes. Stateless.
 *
 * <pre>
 * index      first 16 bytes of HMAC-SHA-256(index key, type code u16 | canonical value)
 * index key  HKDF-Expand(search root, "furoshiki equality index v1" | domain id | generation u8)
 * </pre>
 */
final class EqualityIndexV1 {

    static final int BYTES = 16;

    private static final int DOMAIN_ID_BYTES = 16;
    private static final byte[] LABEL = "furoshiki equality index v1".getBytes(StandardCharsets.US_ASCII);

    private EqualityIndexV1() {}

    static byte[] keyInfo(byte[] domainId, int generation) {
        return ByteBuffer.allocate(LABEL.length + DOMAIN_ID_BYTES + 1)
                .put(LABEL)
                .put(domainId)
                .put((byte) generation)
                .array();
    }

    static byte[] input(int typeCode, byte[] canonical) {
        return ByteBuffer.allocate(2 + canonical.length)
                .putShort((short) typeCode)
                .put(canonical)
                .array();
    }

    static byte[] truncate(byte[] mac) {
        return Arrays.copyOf(mac, BYTES);
    }
}
