package dev.furoshiki.crypto;

/**
 * Authenticated encryption that gives equal ciphertexts for equal plaintexts and associated data, and so leaks equality.
 *
 * <p>A sealed message is {@code synthetic IV 16 | ciphertext}. Thread-safe.
 */
public interface DeterministicAead extends AutoCloseable {

    /** What a sealed message is longer than its plaintext. */
    int OVERHEAD_BYTES = 16;

    /**
     * AES-SIV with AES-256 (RFC 5297, one associated-data string).
     *
     * @param key 64 bytes; copied
     */
    static DeterministicAead aesSiv(SecretBytes key) {
        return new AesSiv(key);
    }

    /** Seals a whole array: equal arguments give equal results. */
    byte[] encrypt(byte[] plaintext, byte[] aad);

    /**
     * Opens a range that holds one sealed message.
     *
     * @throws AuthenticationFailedException when the synthetic IV does not match
     */
    byte[] decrypt(byte[] sealed, int offset, int length, byte[] aad);

    @Override
    void close();
}
