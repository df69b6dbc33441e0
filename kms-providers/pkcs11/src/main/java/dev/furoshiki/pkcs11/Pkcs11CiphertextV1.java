package dev.furoshiki.pkcs11;

import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A ciphertext of the PKCS#11 key service: docs/formats/pkcs11-ciphertext-v1.md. Immutable.
 *
 * <p>Parsing checks the layout only; {@link #open} checks the tag, and so the header and the encryption context.
 */
final class Pkcs11CiphertextV1 {

    private static final byte VERSION = 1;
    private static final int ID = 2;
    private static final int NONCE_BYTES = 16;
    private static final int MESSAGE_KEY_BYTES = 32;
    private static final int MAC_BYTES = 16;
    private static final byte[] LABEL = "furoshiki pkcs11 ciphertext v1".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private Pkcs11CiphertextV1(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a stored ciphertext.
     *
     * @throws InvalidCiphertextException when the bytes do not have the layout
     */
    static Pkcs11CiphertextV1 parse(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new InvalidCiphertextException("the ciphertext does not begin with the version 1 of the PKCS#11 key "
                    + "service: it was damaged, or comes from a newer version or another key service");
        }
        int idBytes = bytes.length < ID ? 0 : bytes[1] & 0xff;
        if (idBytes < 1 || idBytes > KeyReference.MOST_ID_BYTES) {
            throw new InvalidCiphertextException("the ciphertext names a key by an id of " + idBytes
                    + " bytes, but ids have 1 to " + KeyReference.MOST_ID_BYTES + ": it was damaged, or is none");
        }
        int shortest = headerBytes(idBytes) + Aead.OVERHEAD_BYTES + 1;
        if (bytes.length < shortest) {
            throw new InvalidCiphertextException("a ciphertext of the PKCS#11 key service has at least " + shortest
                    + " bytes with such a key id, this one has " + bytes.length + ": it was cut, or is none");
        }
        return new Pkcs11CiphertextV1(bytes.clone());
    }

    /** Seals a plaintext under a message key of its own. */
    static Pkcs11CiphertextV1 seal(
            byte[] keyId, MessageKeySource source, SecretBytes plaintext, EncryptionContext context)
            throws CryptokiException {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] header = ByteBuffer.allocate(headerBytes(keyId.length))
                .put(VERSION)
                .put((byte) keyId.length)
                .put(keyId)
                .put(nonce)
                .array();
        byte[] sealed = Arrays.copyOf(header, header.length + Aead.OVERHEAD_BYTES + plaintext.sizeBytes());
        try (SecretBytes messageKey = messageKey(source, header);
                Aead cipher = Aead.aesGcm(messageKey)) {
            byte[] aad = aad(header, context);
            plaintext.read(text -> cipher.encrypt(text, 0, text.length, aad, sealed, header.length));
        }
        return new Pkcs11CiphertextV1(sealed);
    }

    /**
     * The plaintext; the caller closes it.
     *
     * @throws InvalidCiphertextException when ciphertext, context or key is not the one it was sealed with
     */
    SecretBytes open(MessageKeySource source, EncryptionContext context) throws CryptokiException {
        byte[] header = Arrays.copyOf(bytes, headerBytes(bytes[1]));
        try (SecretBytes messageKey = messageKey(source, header);
                Aead cipher = Aead.aesGcm(messageKey)) {
            return SecretBytes.takeOver(
                    cipher.decrypt(bytes, header.length, bytes.length - header.length, aad(header, context)));
        } catch (AuthenticationFailedException otherwise) {
            throw new InvalidCiphertextException("the ciphertext under the key with the id "
                    + HexFormat.of().formatHex(keyId()) + " was damaged, its encryption context is not " + context
                    + ", or another key has that id now: give the exact context it was encrypted with, or restore it or "
                    + "the key from a backup");
        }
    }

    /** The CKA_ID of the key that sealed it. */
    byte[] keyId() {
        return Arrays.copyOfRange(bytes, ID, ID + bytes[1]);
    }

    /** A copy of the stored form. */
    byte[] toBytes() {
        return bytes.clone();
    }

    /**
     * NIST SP 800-108, in counter mode with two blocks of AES-CMAC.
     *
     * @throws KmsInternalException when the blocks are alike, which AES-CMACs of two messages are once in 2^128 times
     */
    static SecretBytes messageKey(MessageKeySource source, byte[] header) throws CryptokiException {
        byte[] input = ByteBuffer.allocate(Integer.BYTES + LABEL.length + 1 + header.length + Integer.BYTES)
                .putInt(0)
                .put(LABEL)
                .put((byte) 0)
                .put(header)
                .putInt(MESSAGE_KEY_BYTES * Byte.SIZE)
                .array();
        byte[] key = new byte[MESSAGE_KEY_BYTES];
        SecretBytes secret = SecretBytes.takeOver(key);
        try {
            for (int block = 0; block < MESSAGE_KEY_BYTES / MAC_BYTES; block++) {
                int offset = block * MAC_BYTES;
                ByteBuffer.wrap(input).putInt(block + 1);
                try (SecretBytes mac = source.mac(input)) {
                    mac.read(part -> {
                        System.arraycopy(part, 0, key, offset, MAC_BYTES);
                        return offset;
                    });
                }
            }
            requireUnlikeHalves(key, source);
            return secret;
        } catch (Throwable failed) {
            secret.close();
            throw failed;
        }
    }

    private static void requireUnlikeHalves(byte[] key, MessageKeySource source) {
        int difference = 0;
        for (int i = 0; i < MAC_BYTES; i++) {
            difference |= key[i] ^ key[MAC_BYTES + i];
        }
        if (difference == 0) {
            throw new KmsInternalException(
                    source + " made the same AES-CMAC of two messages: the token's library does not keep to the "
                            + "standard, or its device is broken; nothing was done with it",
                    null);
        }
    }

    private static int headerBytes(int idBytes) {
        return ID + idBytes + NONCE_BYTES;
    }

    private static byte[] aad(byte[] header, EncryptionContext context) {
        byte[] pairs = context.toBytes();
        byte[] both = Arrays.copyOf(header, header.length + pairs.length);
        System.arraycopy(pairs, 0, both, header.length, pairs.length);
        return both;
    }
}
