package dev.furoshiki.embedded.material;

import dev.furoshiki.crypto.SecretBytes;

/**
 * One generation of a key's material. Thread-safe; {@link #close()} zeroes it.
 *
 * @param number counts from 1; rotation adds the next
 */
public record BackingKey(int number, SecretBytes secret) implements AutoCloseable {

    static final int SIZE_BYTES = 32;

    /** Fresh material. */
    public static BackingKey generate(int number) {
        return new BackingKey(number, SecretBytes.random(SIZE_BYTES));
    }

    @Override
    public void close() {
        secret.close();
    }
}
