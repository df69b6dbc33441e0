package dev.furoshiki.embedded.material;

import dev.furoshiki.crypto.MessageMac;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.KeySpec;

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

    /** Fresh material of a key of that spec. */
    public static BackingKey generate(KeySpec spec, int number) {
        return new BackingKey(number, SecretBytes.random(sizeBytes(spec)));
    }

    /** How much material a key of that spec has. */
    public static int sizeBytes(KeySpec spec) {
        return switch (spec) {
            case SYMMETRIC_DEFAULT -> SIZE_BYTES;
            case HMAC_224 -> MessageMac.HMAC_SHA_224.sizeBytes();
            case HMAC_256 -> MessageMac.HMAC_SHA_256.sizeBytes();
            case HMAC_384 -> MessageMac.HMAC_SHA_384.sizeBytes();
            case HMAC_512 -> MessageMac.HMAC_SHA_512.sizeBytes();
        };
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
