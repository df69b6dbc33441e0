package dev.furoshiki.crypto;

import java.util.Objects;

/** AES-SIV with AES-256 (RFC 5297) and one associated-data string, which is always there, if empty. */
final class AesSiv implements DeterministicAead {

    private static final int KEY_BYTES = 64;

    private final CipherPool<SivCipher> pool;

    AesSiv(SecretBytes key) {
        // Measured: a short cell takes 0.2 us with the JDK's CBC and CTR; with ACCP's CBC, it has no CTR, 0.35 us.
        this(key, CryptoProvider.jdk());
    }

    AesSiv(SecretBytes key, CryptoProvider provider) {
        if (key.sizeBytes() != KEY_BYTES) {
            throw new IllegalArgumentException("an AES-SIV key has 64 bytes, not " + key.sizeBytes());
        }
        this.pool = new CipherPool<>("the AES-SIV key", key, bytes -> new SivCipher(provider, bytes));
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte[] aad) {
        SivCipher cipher = pool.take();
        boolean intact = false;
        try {
            byte[] sealed = cipher.seal(plaintext, aad);
            intact = true;
            return sealed;
        } finally {
            pool.giveBack(cipher, intact);
        }
    }

    @Override
    public byte[] decrypt(byte[] sealed, int offset, int length, byte[] aad) {
        Objects.checkFromIndexSize(offset, length, sealed.length);
        if (length < OVERHEAD_BYTES) {
            throw new AuthenticationFailedException(
                    "an AES-SIV message has at least " + OVERHEAD_BYTES + " bytes, not " + length);
        }
        SivCipher cipher = pool.take();
        boolean intact = false;
        try {
            byte[] plaintext = cipher.open(sealed, offset, length, aad);
            intact = true;
            return plaintext;
        } finally {
            pool.giveBack(cipher, intact);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
