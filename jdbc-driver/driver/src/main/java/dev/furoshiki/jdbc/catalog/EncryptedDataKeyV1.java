package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.key.EncryptedDataKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * An encrypted data key as the catalogue stores it. Stateless.
 *
 * <pre>
 * 01 | provider: u16 length, UTF-8 | key ARN: u16 length, UTF-8 | ciphertext: u32 length, bytes
 * </pre>
 */
final class EncryptedDataKeyV1 {

    private static final byte FORMAT = 1;

    private EncryptedDataKeyV1() {}

    static byte[] encode(EncryptedDataKey key) {
        byte[] provider = key.provider().getBytes(StandardCharsets.UTF_8);
        byte[] arn = key.keyArn().getBytes(StandardCharsets.UTF_8);
        byte[] ciphertext = key.ciphertext();
        return ByteBuffer.allocate(1 + 2 + provider.length + 2 + arn.length + 4 + ciphertext.length)
                .put(FORMAT)
                .putShort((short) provider.length)
                .put(provider)
                .putShort((short) arn.length)
                .put(arn)
                .putInt(ciphertext.length)
                .put(ciphertext)
                .array();
    }

    /**
     * Reads a stored key.
     *
     * @throws MalformedCiphertextException when the bytes are not the one encoding of a key
     */
    static EncryptedDataKey decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        require(in, in.hasRemaining() && in.get() == FORMAT, "an encrypted data key begins with 1");
        String provider = text(in);
        String arn = text(in);
        require(in, in.remaining() >= 4, "an encrypted data key is truncated");
        int length = in.getInt();
        require(in, length == in.remaining(), "an encrypted data key has another length");
        byte[] ciphertext = new byte[length];
        in.get(ciphertext);
        return new EncryptedDataKey(provider, arn, ciphertext);
    }

    private static String text(ByteBuffer in) {
        require(in, in.remaining() >= 2, "an encrypted data key is truncated");
        int length = in.getShort() & 0xffff;
        require(in, length <= in.remaining(), "an encrypted data key is truncated");
        ByteBuffer utf8 = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedCiphertextException(in.position(), "a string is UTF-8");
        }
    }

    private static void require(ByteBuffer in, boolean holds, String rule) {
        if (!holds) {
            throw new MalformedCiphertextException(in.position(), rule);
        }
    }
}
