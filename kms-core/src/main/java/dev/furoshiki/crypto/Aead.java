package dev.furoshiki.crypto;

/**
 * Authenticated encryption with associated data under one key and a random nonce that travels with the ciphertext.
 *
 * <p>A sealed message is {@code nonce 12 | ciphertext | tag 16}. Thread-safe; ciphers are kept and re-used. One object seals
 * at most 2^32 messages (NIST SP 800-38D, section 8.3), then encrypting throws {@link IllegalStateException}; whoever makes
 * several objects for one key keeps to that number himself. After {@link #close()} every call throws
 * {@link IllegalStateException}.
 */
public interface Aead extends AutoCloseable {

    int NONCE_BYTES = 12;
    int TAG_BYTES = 16;

    /** What a sealed message is longer than its plaintext. */
    int OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

    /**
     * AES-256-GCM (NIST SP 800-38D).
     *
     * @param key 32 bytes; copied
     */
    static Aead aesGcm(SecretBytes key) {
        return new AesGcm(key);
    }

    /**
     * Seals a range of plaintext into {@code out} at {@code outOffset}: {@code length + OVERHEAD_BYTES} bytes.
     *
     * @param out may be {@code plaintext}, if the ranges do not overlap
     * @return the number of bytes written
     */
    int encrypt(byte[] plaintext, int offset, int length, byte[] aad, byte[] out, int outOffset);

    /**
     * Opens a range that holds one sealed message.
     *
     * @throws AuthenticationFailedException when the tag does not match or the range is too short to hold one
     */
    byte[] decrypt(byte[] sealed, int offset, int length, byte[] aad);

    /** Seals a whole array. */
    default byte[] encrypt(byte[] plaintext, byte[] aad) {
        byte[] out = new byte[plaintext.length + OVERHEAD_BYTES];
        encrypt(plaintext, 0, plaintext.length, aad, out, 0);
        return out;
    }

    /** Opens a whole array. */
    default byte[] decrypt(byte[] sealed, byte[] aad) {
        return decrypt(sealed, 0, sealed.length, aad);
    }

    @Override
    void close();
}
