package dev.furoshiki.crypto;

/** A keyed pseudo-random function. Thread-safe. */
public interface Prf extends AutoCloseable {

    /**
     * HMAC-SHA-256 (RFC 2104), 32 bytes of output.
     *
     * @param key at least 32 bytes; copied
     */
    static Prf hmacSha256(SecretBytes key) {
        return new HmacSha256(key);
    }

    byte[] compute(byte[] input);

    @Override
    void close();
}
