package dev.furoshiki.crypto;

/** HMAC-SHA-256 (RFC 2104) through the JCA. */
final class HmacSha256 implements Prf {

    private static final int LEAST_KEY_BYTES = 32;

    private final CipherPool<PooledMac> pool;

    HmacSha256(SecretBytes key) {
        this(key, CryptoProvider.selected());
    }

    HmacSha256(SecretBytes key, CryptoProvider provider) {
        if (key.sizeBytes() < LEAST_KEY_BYTES) {
            throw new IllegalArgumentException("an HMAC-SHA-256 key has at least 32 bytes, not " + key.sizeBytes());
        }
        this.pool = new CipherPool<>("the HMAC key", key, bytes -> new PooledMac(provider, "HmacSHA256", bytes));
    }

    @Override
    public byte[] compute(byte[] input) {
        PooledMac mac = pool.take();
        boolean intact = false;
        try {
            byte[] result = mac.compute(input);
            intact = true;
            return result;
        } finally {
            pool.giveBack(mac, intact);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
