package dev.furoshiki.embedded.material;

import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;

/**
 * A ciphertext of the embedded key service: docs/formats/embedded-ciphertext-v1.md. Immutable.
 *
 * <p>Parsing checks the layout only; {@link #open} checks the tag, and so the header and the encryption context.
 */
public final class EmbeddedCiphertextV1 {

    private static final int HEADER_BYTES = 37;
    private static final int NONCE_BYTES = 16;
    private static final int SHORTEST_BYTES = HEADER_BYTES + Aead.OVERHEAD_BYTES + 1;
    private static final byte VERSION = 1;
    private static final byte[] LABEL = "furoshiki embedded ciphertext v1".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private EmbeddedCiphertextV1(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a stored ciphertext.
     *
     * @throws InvalidCiphertextException when the bytes do not have the layout
     */
    public static EmbeddedCiphertextV1 parse(byte[] bytes) {
        if (bytes.length < SHORTEST_BYTES) {
            throw new InvalidCiphertextException("a ciphertext of the embedded key service has at least "
                    + SHORTEST_BYTES + " bytes, this one has " + bytes.length + ": it was cut, or is none");
        }
        if (bytes[0] != VERSION) {
            throw new InvalidCiphertextException("the ciphertext begins with " + (bytes[0] & 0xff)
                    + ", not with the version 1 of the embedded key service: it was damaged, or comes from a newer version "
                    + "or another key service");
        }
        return new EmbeddedCiphertextV1(bytes.clone());
    }

    /** Seals a plaintext under a message key of its own. */
    public static EmbeddedCiphertextV1 seal(
            UUID keyId,
            int backingKeyNumber,
            SecretBytes backingKey,
            SecretBytes plaintext,
            EncryptionContext context) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .putLong(keyId.getMostSignificantBits())
                .putLong(keyId.getLeastSignificantBits())
                .putInt(backingKeyNumber)
                .put(nonce)
                .array();
        byte[] sealed = Arrays.copyOf(header, HEADER_BYTES + Aead.OVERHEAD_BYTES + plaintext.sizeBytes());
        try (SecretBytes messageKey = messageKey(backingKey, header);
                Aead cipher = Aead.aesGcm(messageKey)) {
            byte[] aad = aad(header, context);
            plaintext.read(text -> cipher.encrypt(text, 0, text.length, aad, sealed, HEADER_BYTES));
        }
        return new EmbeddedCiphertextV1(sealed);
    }

    /**
     * The plaintext; the caller closes it.
     *
     * @throws InvalidCiphertextException when ciphertext, context or backing key is not the one it was sealed with
     */
    public SecretBytes open(SecretBytes backingKey, EncryptionContext context) {
        byte[] header = Arrays.copyOf(bytes, HEADER_BYTES);
        try (SecretBytes messageKey = messageKey(backingKey, header);
                Aead cipher = Aead.aesGcm(messageKey)) {
            return SecretBytes.takeOver(
                    cipher.decrypt(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, aad(header, context)));
        } catch (AuthenticationFailedException otherwise) {
            throw new InvalidCiphertextException("the ciphertext under key " + keyId()
                    + " was damaged, or its encryption context is not " + context
                    + ": give the exact context it was encrypted with, or restore it from a backup");
        }
    }

    public UUID keyId() {
        ByteBuffer header = ByteBuffer.wrap(bytes, 1, 16);
        return new UUID(header.getLong(), header.getLong());
    }

    /** Which of the key's backing keys sealed it. */
    public int backingKeyNumber() {
        return ByteBuffer.wrap(bytes, 17, Integer.BYTES).getInt();
    }

    /** A copy of the stored form. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    private static SecretBytes messageKey(SecretBytes backingKey, byte[] header) {
        return Hkdf.expandSha256(backingKey, concat(LABEL, header), BackingKey.SIZE_BYTES);
    }

    private static byte[] aad(byte[] header, EncryptionContext context) {
        return concat(header, context.toBytes());
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
