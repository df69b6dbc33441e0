package dev.furoshiki.crypto;

import java.util.Arrays;

/** HKDF (RFC 5869): keys from a key, under a label. Stateless. */
public final class Hkdf {

    private static final int LEAST_KEY_BYTES = 32;
    private static final int MOST_BLOCKS = 255;

    private Hkdf() {}

    /**
     * HKDF-Expand with SHA-256.
     *
     * @param key uniformly random, at least 32 bytes
     * @param sizeBytes 1 to 8,160
     */
    public static SecretBytes expandSha256(SecretBytes key, byte[] info, int sizeBytes) {
        return expand(CryptoProvider.selected(), "HmacSHA256", key, info, sizeBytes);
    }

    /**
     * HKDF-Expand with SHA-384.
     *
     * @param key uniformly random, at least 32 bytes
     * @param sizeBytes 1 to 12,240
     */
    public static SecretBytes expandSha384(SecretBytes key, byte[] info, int sizeBytes) {
        return expand(CryptoProvider.selected(), "HmacSHA384", key, info, sizeBytes);
    }

    /**
     * HKDF-Extract with SHA-256: a uniform 32-byte key from input that has the entropy but not the form, such as a shared
     * secret.
     *
     * @param salt may be empty
     */
    public static SecretBytes extractSha256(byte[] salt, SecretBytes input) {
        return extract(CryptoProvider.selected(), "HmacSHA256", salt, input);
    }

    /** HKDF-Extract with SHA-384: 48 bytes. */
    public static SecretBytes extractSha384(byte[] salt, SecretBytes input) {
        return extract(CryptoProvider.selected(), "HmacSHA384", salt, input);
    }

    static SecretBytes extract(CryptoProvider provider, String algorithm, byte[] salt, SecretBytes input) {
        // RFC 5869: no salt means as many zeros as the hash has bytes, and HMAC pads every key with zeros.
        byte[] key = salt.length == 0 ? new byte[1] : salt.clone();
        PooledMac mac = new PooledMac(provider, algorithm, key);
        try {
            return SecretBytes.takeOver(input.read(mac::compute));
        } finally {
            mac.wipe();
        }
    }

    static SecretBytes expand(CryptoProvider provider, String algorithm, SecretBytes key, byte[] info, int sizeBytes) {
        if (key.sizeBytes() < LEAST_KEY_BYTES) {
            throw new IllegalArgumentException("HKDF expands keys of at least 32 bytes, not " + key.sizeBytes());
        }
        PooledMac mac = new PooledMac(provider, algorithm, key.toByteArray());
        try {
            return SecretBytes.takeOver(expand(mac, info, sizeBytes));
        } finally {
            mac.wipe();
        }
    }

    private static byte[] expand(PooledMac mac, byte[] info, int sizeBytes) {
        int block = mac.macBytes();
        if (sizeBytes < 1 || sizeBytes > MOST_BLOCKS * block) {
            throw new IllegalArgumentException(
                    "HKDF gives 1 to " + MOST_BLOCKS * block + " bytes with this hash, not " + sizeBytes);
        }
        byte[] out = new byte[sizeBytes];
        byte[] previous = new byte[0];
        byte[] counter = new byte[1];
        for (int done = 0; done < sizeBytes; done += block) {
            counter[0]++;
            byte[] next = mac.compute(previous, info, counter);
            System.arraycopy(next, 0, out, done, Math.min(block, sizeBytes - done));
            Arrays.fill(previous, (byte) 0);
            previous = next;
        }
        Arrays.fill(previous, (byte) 0);
        return out;
    }
}
