package dev.furoshiki.crypto;

import java.util.Objects;

/** AES-256-GCM (NIST SP 800-38D) through the JCA, with random nonces. */
final class AesGcm implements Aead {

    static final int KEY_BYTES = 32;

    private final CipherPool<GcmCipher> pool;

    AesGcm(SecretBytes key) {
        this(key, CryptoProvider.selected());
    }

    AesGcm(SecretBytes key, CryptoProvider provider) {
        this(key, provider, new MessageBudget());
    }

    AesGcm(SecretBytes key, CryptoProvider provider, MessageBudget budget) {
        if (key.sizeBytes() != KEY_BYTES) {
            throw new IllegalArgumentException("an AES-256-GCM key has 32 bytes, not " + key.sizeBytes());
        }
        this.pool = new CipherPool<>("the AES-GCM key", key, bytes -> new GcmCipher(provider, bytes, budget));
    }

    @Override
    public int encrypt(byte[] plaintext, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, plaintext.length);
        Objects.checkFromIndexSize(outOffset, Math.addExact(length, OVERHEAD_BYTES), out.length);
        requireApart(plaintext, offset, length, out, outOffset, length + OVERHEAD_BYTES);
        GcmCipher cipher = pool.take();
        boolean intact = false;
        try {
            int written = cipher.seal(plaintext, offset, length, aad, out, outOffset);
            intact = true;
            return written;
        } finally {
            pool.giveBack(cipher, intact);
        }
    }

    @Override
    public byte[] decrypt(byte[] sealed, int offset, int length, byte[] aad) {
        Objects.checkFromIndexSize(offset, length, sealed.length);
        if (length < OVERHEAD_BYTES) {
            throw new AuthenticationFailedException(
                    "an AES-GCM message has at least " + OVERHEAD_BYTES + " bytes, not " + length);
        }
        GcmCipher cipher = pool.take();
        boolean intact = false;
        try {
            byte[] plaintext = cipher.open(sealed, offset, length, aad);
            intact = true;
            return plaintext;
        } finally {
            pool.giveBack(cipher, intact);
        }
    }

    /** The nonce is written first, so sealing in place would read back what it has overwritten. */
    @SuppressWarnings("ReferenceEquality") // that both are one array is what is asked
    static void requireApart(byte[] in, int offset, int length, byte[] out, int outOffset, int outLength) {
        if (in == out && length > 0 && outOffset < offset + length && offset < outOffset + outLength) {
            throw new IllegalArgumentException("plaintext and ciphertext overlap; encrypt into another range");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
