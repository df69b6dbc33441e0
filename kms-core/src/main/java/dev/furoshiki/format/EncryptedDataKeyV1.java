package dev.furoshiki.format;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The stored bytes of an encrypted data key: provider, key ARN, and the key service's ciphertext
 * (docs/formats/encrypted-data-key-v1.md). Immutable.
 *
 * <pre>
 * 01 | provider: length u16, UTF-8 | key ARN: length u16, UTF-8 | ciphertext: length u32, bytes
 * </pre>
 */
public final class EncryptedDataKeyV1 {

    public static final int MOST_PROVIDER_BYTES = 64;
    public static final int MOST_KEY_ARN_BYTES = 2048;
    public static final int MOST_CIPHERTEXT_BYTES = 6144;

    private static final byte VERSION = 1;

    private final String provider;
    private final String keyArn;
    private final byte[] ciphertext;

    /**
     * @param ciphertext copied
     * @throws IllegalArgumentException when a part is empty or longer than the format allows, or no Unicode text, or holds
     *     control characters
     */
    public EncryptedDataKeyV1(String provider, String keyArn, byte[] ciphertext) {
        require("provider", Utf8.encode("provider", provider).length, MOST_PROVIDER_BYTES);
        require("key ARN", Utf8.encode("key ARN", keyArn).length, MOST_KEY_ARN_BYTES);
        requirePrintable("provider", provider);
        requirePrintable("key ARN", keyArn);
        require("ciphertext", ciphertext.length, MOST_CIPHERTEXT_BYTES);
        this.provider = provider;
        this.keyArn = keyArn;
        this.ciphertext = ciphertext.clone();
    }

    private static void require(String part, int sizeBytes, int most) {
        if (sizeBytes < 1 || sizeBytes > most) {
            throw new IllegalArgumentException(
                    "the " + part + " of an encrypted data key has 1 to " + most + " bytes, not " + sizeBytes);
        }
    }

    private static void requirePrintable(String part, String text) {
        if (!isPrintable(text)) {
            throw new IllegalArgumentException("the " + part + " of an encrypted data key holds a control character");
        }
    }

    /** Both texts are quoted in messages, logs and audit records, where a line break would forge another line. */
    private static boolean isPrintable(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    /**
     * Reads a stored key.
     *
     * @throws MalformedCiphertextException when the bytes do not have the layout, or more follow
     */
    public static EncryptedDataKeyV1 parse(byte[] bytes) {
        Fields in = new Fields(Objects.requireNonNull(bytes));
        in.require(in.remaining() > 0 && in.u8() == VERSION, 0, "an encrypted data key begins with version 1");
        String provider = printable(in, "provider", MOST_PROVIDER_BYTES);
        String keyArn = printable(in, "key ARN", MOST_KEY_ARN_BYTES);
        byte[] ciphertext = in.bytes("ciphertext", in.u32("ciphertext"), MOST_CIPHERTEXT_BYTES);
        in.requireEnd("an encrypted data key");
        return new EncryptedDataKeyV1(provider, keyArn, ciphertext);
    }

    private static String printable(Fields in, String part, int most) {
        int length = in.u16(part);
        int offset = in.position();
        String text = in.utf8(part, length, most);
        in.require(isPrintable(text), offset, "the " + part + " holds a control character");
        return text;
    }

    /** The one encoding; a new array. */
    public byte[] toBytes() {
        byte[] providerBytes = Utf8.encode("provider", provider);
        byte[] arnBytes = Utf8.encode("key ARN", keyArn);
        return ByteBuffer.allocate(1 + 2 + providerBytes.length + 2 + arnBytes.length + 4 + ciphertext.length)
                .put(VERSION)
                .putShort((short) providerBytes.length)
                .put(providerBytes)
                .putShort((short) arnBytes.length)
                .put(arnBytes)
                .putInt(ciphertext.length)
                .put(ciphertext)
                .array();
    }

    public String provider() {
        return provider;
    }

    public String keyArn() {
        return keyArn;
    }

    /** A copy. */
    public byte[] ciphertext() {
        return ciphertext.clone();
    }
}
