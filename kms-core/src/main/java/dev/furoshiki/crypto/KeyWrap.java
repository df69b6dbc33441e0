package dev.furoshiki.crypto;

import java.util.Objects;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESWrapPadEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES Key Wrap with Padding (RFC 5649, NIST SP 800-38F KWP): a key under a key, with integrity but no associated data.
 * Stateless.
 *
 * <p>Deterministic: the same key wraps to the same bytes. Where a wrapped key has to be bound to where it belongs, seal it
 * with {@link Aead} instead.
 */
public final class KeyWrap {

    /** Of the key that wraps. */
    public static final int KEY_BYTES = 32;

    private static final int BLOCK = 8;
    private static final int LEAST_WRAPPED_BYTES = 2 * BLOCK;

    private KeyWrap() {}

    /**
     * Wraps a key.
     *
     * @param wrappingKey 32 bytes
     * @param key at least one byte
     * @return the length of {@code key} rounded up to a multiple of 8, and 8 more
     */
    public static byte[] wrap(SecretBytes wrappingKey, SecretBytes key) {
        requireKey(wrappingKey);
        if (key.sizeBytes() == 0) {
            throw new IllegalArgumentException("there is no key of 0 bytes to wrap");
        }
        return wrappingKey.read(wrapping -> key.read(bytes -> wrap(wrapping, bytes)));
    }

    /**
     * Unwraps a key.
     *
     * @throws AuthenticationFailedException when the bytes are not what {@code wrap} made under this key
     */
    public static SecretBytes unwrap(SecretBytes wrappingKey, byte[] wrapped) {
        requireKey(wrappingKey);
        Objects.requireNonNull(wrapped);
        return wrappingKey.read(wrapping -> SecretBytes.takeOver(unwrap(wrapping, wrapped)));
    }

    static byte[] wrap(byte[] wrappingKey, byte[] key) {
        AESWrapPadEngine engine = new AESWrapPadEngine();
        engine.init(true, new KeyParameter(wrappingKey));
        return engine.wrap(key, 0, key.length);
    }

    static byte[] unwrap(byte[] wrappingKey, byte[] wrapped) {
        if (wrapped.length < LEAST_WRAPPED_BYTES || wrapped.length % BLOCK != 0) {
            throw new AuthenticationFailedException(
                    "a wrapped key has 16 bytes or more, in multiples of 8, not " + wrapped.length);
        }
        AESWrapPadEngine engine = new AESWrapPadEngine();
        engine.init(false, new KeyParameter(wrappingKey));
        try {
            return engine.unwrap(wrapped, 0, wrapped.length);
        } catch (InvalidCipherTextException e) {
            throw new AuthenticationFailedException(
                    "a wrapped key does not open: it was changed, or wrapped under another key");
        }
    }

    private static void requireKey(SecretBytes wrappingKey) {
        if (wrappingKey.sizeBytes() != KEY_BYTES) {
            throw new IllegalArgumentException("a key that wraps has 32 bytes, not " + wrappingKey.sizeBytes());
        }
    }
}
