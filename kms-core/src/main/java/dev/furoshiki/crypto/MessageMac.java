package dev.furoshiki.crypto;

/** HMAC (RFC 2104) of single messages, with SHA-224, SHA-256, SHA-384 or SHA-512, through the JCA. */
public enum MessageMac {
    HMAC_SHA_224("HmacSHA224", 28),
    HMAC_SHA_256("HmacSHA256", 32),
    HMAC_SHA_384("HmacSHA384", 48),
    HMAC_SHA_512("HmacSHA512", 64);

    private final String algorithm;
    private final int sizeBytes;

    MessageMac(String algorithm, int sizeBytes) {
        this.algorithm = algorithm;
        this.sizeBytes = sizeBytes;
    }

    /** How long a MAC is, and a key should be. */
    public int sizeBytes() {
        return sizeBytes;
    }

    /**
     * The MAC of a message, whole.
     *
     * @param key not empty
     */
    public byte[] compute(SecretBytes key, byte[] message) {
        PooledMac mac = new PooledMac(CryptoProvider.selected(), algorithm, key.toByteArray());
        try {
            return mac.compute(message);
        } finally {
            mac.wipe();
        }
    }
}
