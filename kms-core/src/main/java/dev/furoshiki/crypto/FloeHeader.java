package dev.furoshiki.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The header of a FLOE message, and the keys that come of it. Immutable.
 *
 * <pre>
 * header       params 10 (AEAD id 0, KDF id 0, sealed segment bytes u32, IV bytes u32) | iv 32 | tag 32
 * FLOE_KDF(key, purpose, n) = HKDF-Expand-SHA-384(key, params | iv | purpose | aad, n)
 * tag          FLOE_KDF(key, "HEADER_TAG:", 32)
 * message key  FLOE_KDF(key, "MESSAGE_KEY:", 48)
 * segment key  FLOE_KDF(message key, "DEK:" | u64 first position of the block, 32)
 * </pre>
 */
final class FloeHeader {

    private static final int PARAMETER_BYTES = 10;
    private static final int IV_BYTES = 32;
    private static final int TAG_BYTES = 32;
    private static final int KEY_BYTES = 32;
    private static final int MESSAGE_KEY_BYTES = 48;
    private static final byte[] TAG = ascii("HEADER_TAG:");
    private static final byte[] MESSAGE_KEY = ascii("MESSAGE_KEY:");
    private static final byte[] SEGMENT_KEY = ascii("DEK:");

    private final CryptoProvider provider;
    private final byte[] bytes;
    private final byte[] aad;

    private FloeHeader(CryptoProvider provider, byte[] bytes, byte[] aad) {
        this.provider = provider;
        this.bytes = bytes;
        this.aad = aad;
    }

    /** A header with a fresh IV. */
    static FloeHeader create(CryptoProvider provider, SecretBytes key, int sealedSegmentBytes, byte[] aad) {
        requireKey(key);
        ByteBuffer fields = ByteBuffer.allocate(SegmentedAead.HEADER_BYTES)
                .putShort((short) 0)
                .putInt(sealedSegmentBytes)
                .putInt(IV_BYTES);
        try (SecretBytes iv = SecretBytes.random(IV_BYTES)) {
            iv.read(fields::put);
        }
        FloeHeader header = new FloeHeader(provider, fields.array(), aad.clone());
        fields.put(header.tag(key));
        return header;
    }

    /** @throws AuthenticationFailedException when tag or parameters are not those of a header under this key */
    static FloeHeader parse(CryptoProvider provider, SecretBytes key, byte[] bytes, byte[] aad) {
        requireKey(key);
        requireParameters(bytes);
        FloeHeader header = new FloeHeader(provider, bytes.clone(), aad.clone());
        byte[] claimed = Arrays.copyOfRange(header.bytes, PARAMETER_BYTES + IV_BYTES, SegmentedAead.HEADER_BYTES);
        if (!MessageDigest.isEqual(claimed, header.tag(key))) {
            throw new AuthenticationFailedException(
                    "a FLOE header's tag does not match: the header, what it is bound to, or the key is another one");
        }
        return header;
    }

    private static void requireKey(SecretBytes key) {
        if (key.sizeBytes() != KEY_BYTES) {
            throw new IllegalArgumentException("a FLOE key has 32 bytes, not " + key.sizeBytes());
        }
    }

    private static void requireParameters(byte[] bytes) {
        if (bytes.length != SegmentedAead.HEADER_BYTES) {
            throw new AuthenticationFailedException("a FLOE header has 74 bytes, not " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getShort() != 0 || in.getInt() <= SegmentedAead.SEGMENT_OVERHEAD_BYTES || in.getInt() != IV_BYTES) {
            throw new AuthenticationFailedException("a FLOE header names parameters other than AES-256-GCM,"
                    + " HKDF-Expand-SHA-384, an IV of 32 bytes and a segment of more than 32 bytes");
        }
    }

    byte[] toBytes() {
        return bytes.clone();
    }

    int sealedSegmentBytes() {
        return ByteBuffer.wrap(bytes).getInt(2);
    }

    SecretBytes messageKey(SecretBytes key) {
        return derive(key, MESSAGE_KEY, MESSAGE_KEY_BYTES);
    }

    /** @param block the position of the first segment that has this key */
    SecretBytes segmentKey(SecretBytes messageKey, long block) {
        byte[] purpose = ByteBuffer.allocate(SEGMENT_KEY.length + Long.BYTES)
                .put(SEGMENT_KEY)
                .putLong(block)
                .array();
        return derive(messageKey, purpose, KEY_BYTES);
    }

    private byte[] tag(SecretBytes key) {
        try (SecretBytes tag = derive(key, TAG, TAG_BYTES)) {
            return tag.toByteArray();
        }
    }

    private SecretBytes derive(SecretBytes key, byte[] purpose, int sizeBytes) {
        byte[] info = ByteBuffer.allocate(PARAMETER_BYTES + IV_BYTES + purpose.length + aad.length)
                .put(bytes, 0, PARAMETER_BYTES + IV_BYTES)
                .put(purpose)
                .put(aad)
                .array();
        return Hkdf.expand(provider, "HmacSHA384", key, info, sizeBytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
