package dev.furoshiki.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Random 12-byte nonces for one cipher. For one owner at a time.
 *
 * <p>The platform's generator costs a third of what sealing a short message does, and all threads meet at its lock. So a
 * source that is asked often draws a seed from it and takes a block of nonces from the keystream of AES-256-CTR under that
 * seed, which nobody can tell from random bytes; each block has a seed of its own. A source that is asked seldom, as most
 * are (many keys seal one message), takes its nonces from the platform directly.
 */
final class NonceSource {

    private static final int NONCE_BYTES = Aead.NONCE_BYTES;
    private static final int FIRST_NONCES = 4;
    private static final int BLOCK_NONCES = 128;
    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CryptoProvider provider;
    private @Nullable Cipher ctr;
    private byte[] nonces = new byte[0];
    private int next;

    NonceSource(CryptoProvider provider) {
        this.provider = provider;
    }

    /** Writes the next nonce to {@code out} at {@code offset}. */
    void next(byte[] out, int offset) {
        if (next == nonces.length) {
            nonces = nonces.length == 0 ? random(FIRST_NONCES * NONCE_BYTES) : block();
            next = 0;
        }
        System.arraycopy(nonces, next, out, offset, NONCE_BYTES);
        next += NONCE_BYTES;
    }

    private byte[] block() {
        RawKey key = new RawKey("AES", random(KEY_BYTES));
        try {
            Cipher cipher = ctr;
            if (cipher == null) {
                cipher = provider.cipher("AES/CTR/NoPadding");
                ctr = cipher;
            }
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(random(IV_BYTES)));
            return cipher.doFinal(new byte[BLOCK_NONCES * NONCE_BYTES]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CTR could not make nonces", e);
        } finally {
            key.destroy();
        }
    }

    /** From the platform's generator. */
    static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
