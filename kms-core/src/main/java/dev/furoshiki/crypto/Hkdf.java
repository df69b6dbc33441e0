package dev.furoshiki.crypto;

/** HKDF (RFC 5869): keys from a key, under a label. Stateless. */
public final class Hkdf {

    private Hkdf() {}

    /** HKDF-Expand with SHA-256 from a uniformly random key of at least 32 bytes. */
    public static SecretBytes expandSha256(SecretBytes key, byte[] info, int sizeBytes) {
        return expand("HmacSHA256", key, info, sizeBytes);
    }

    /** HKDF-Expand with SHA-384. */
    public static SecretBytes expandSha384(SecretBytes key, byte[] info, int sizeBytes) {
        return expand("HmacSHA384", key, info, sizeBytes);
    }

    private static SecretBytes expand(String mac, SecretBytes key, byte[] info, int sizeBytes) {
        throw new UnsupportedOperationException("being written: " + mac + key + info.length + sizeBytes);
    }
}
