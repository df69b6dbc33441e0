package dev.furoshiki.embedded.material;

import dev.furoshiki.crypto.SecretBytes;

/** One generation of a key's material. Thread-safe; {@link #close()} zeroes it. */
public final class BackingKey implements AutoCloseable {

    static final int SIZE_BYTES = 32;

    private final int number;
    private final SecretBytes secret;

    /**
     * @param number counts from 1; rotation adds the next
     * @param secret closed with this
     */
    public BackingKey(int number, SecretBytes secret) {
        this.number = number;
        this.secret = secret;
    }

    /** Fresh material. */
    public static BackingKey generate(int number) {
        return new BackingKey(number, SecretBytes.random(SIZE_BYTES));
    }

    public int number() {
        return number;
    }

    public SecretBytes secret() {
        return secret;
    }

    @Override
    public void close() {
        secret.close();
    }
}
