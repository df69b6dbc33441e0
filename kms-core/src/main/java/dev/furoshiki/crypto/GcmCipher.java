package dev.furoshiki.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** One AES-GCM cipher with its key and its supply of nonces; messages are {@code nonce 12 | ciphertext | tag 16}. */
final class GcmCipher implements CipherPool.Pooled {

    /** SunJCE is ten times slower on large calls until the JIT compiler has seen hundreds; on these it is not. */
    private static final int CHUNK_BYTES = 8 * 1024;

    private static final int TAG_BITS = 128;
    private static final int FIRST_NONCES = 4;
    private static final int MOST_NONCES = 128;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final RawKey THROW_AWAY = new RawKey("AES", randomBytes(32));

    private final Cipher cipher;
    private final RawKey key;

    // Random bytes are drawn in blocks, which grow, since many keys seal one message only.
    private byte[] nonces = new byte[0];
    private int nextNonce;

    /** @param key taken over */
    GcmCipher(CryptoProvider provider, byte[] key) {
        this.cipher = provider.cipher("AES/GCM/NoPadding");
        this.key = new RawKey("AES", key);
    }

    /** Seals under a fresh nonce and returns the number of bytes written: {@code length + 28}. */
    int seal(byte[] in, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(outOffset, Aead.OVERHEAD_BYTES, out.length);
        if (nextNonce == nonces.length) {
            drawNonces();
        }
        System.arraycopy(nonces, nextNonce, out, outOffset, Aead.NONCE_BYTES);
        nextNonce += Aead.NONCE_BYTES;
        return sealUnder(in, offset, length, aad, out, outOffset);
    }

    /** Seals under a given nonce, which must never have been used with this key: for known answers. */
    int seal(byte[] nonce, byte[] in, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        System.arraycopy(nonce, 0, out, outOffset, Aead.NONCE_BYTES);
        return sealUnder(in, offset, length, aad, out, outOffset);
    }

    private int sealUnder(byte[] in, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, out, outOffset, Aead.NONCE_BYTES));
            cipher.updateAAD(aad);
            int from = offset;
            int left = length;
            int to = outOffset + Aead.NONCE_BYTES;
            while (left > CHUNK_BYTES) {
                to += cipher.update(in, from, CHUNK_BYTES, out, to);
                from += CHUNK_BYTES;
                left -= CHUNK_BYTES;
            }
            to += cipher.doFinal(in, from, left, out, to);
            return to - outOffset;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM could not encrypt", e);
        }
    }

    byte[] open(byte[] in, int offset, int length, byte[] aad) {
        try {
            startOpening(in, offset, length, aad);
            return cipher.doFinal(in, offset + Aead.NONCE_BYTES, length - Aead.NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw tagMismatch();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM could not decrypt", e);
        }
    }

    /** Opens into {@code out} and returns the number of bytes written; on failure they are zeros. */
    int open(byte[] in, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        int plaintextBytes = length - Aead.OVERHEAD_BYTES;
        boolean verified = false;
        try {
            startOpening(in, offset, length, aad);
            int written = cipher.doFinal(in, offset + Aead.NONCE_BYTES, length - Aead.NONCE_BYTES, out, outOffset);
            verified = true;
            return written;
        } catch (AEADBadTagException e) {
            throw tagMismatch();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM could not decrypt", e);
        } finally {
            if (!verified) {
                Arrays.fill(out, outOffset, outOffset + plaintextBytes, (byte) 0);
            }
        }
    }

    private void startOpening(byte[] in, int offset, int length, byte[] aad) throws GeneralSecurityException {
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, in, offset, Aead.NONCE_BYTES));
        cipher.updateAAD(aad);
    }

    private static AuthenticationFailedException tagMismatch() {
        return new AuthenticationFailedException(
                "an AES-GCM tag does not match: the ciphertext or what it is bound to was"
                        + " changed, or the key is another one");
    }

    private void drawNonces() {
        int count = Math.min(MOST_NONCES, Math.max(FIRST_NONCES, 2 * nonces.length / Aead.NONCE_BYTES));
        nonces = randomBytes(count * Aead.NONCE_BYTES);
        nextNonce = 0;
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void wipe() {
        key.destroy();
        try {
            // What the provider expanded of the key goes with it.
            cipher.init(Cipher.ENCRYPT_MODE, THROW_AWAY, new GCMParameterSpec(TAG_BITS, randomBytes(Aead.NONCE_BYTES)));
        } catch (GeneralSecurityException unreachableAnyway) {
            // The cipher is dropped in any case.
        }
    }
}
