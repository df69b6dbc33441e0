package dev.furoshiki.format;

/**
 * The stored bytes of an encrypted data key: provider, key ARN, and the key service's ciphertext
 * (docs/formats/encrypted-data-key-v1.md). Immutable.
 */
public final class EncryptedDataKeyV1 {

    private final String provider;
    private final String keyArn;
    private final byte[] ciphertext;

    /** @param ciphertext copied */
    public EncryptedDataKeyV1(String provider, String keyArn, byte[] ciphertext) {
        this.provider = provider;
        this.keyArn = keyArn;
        this.ciphertext = ciphertext.clone();
    }

    /** @throws MalformedCiphertextException when the bytes do not have the layout, or more follow */
    public static EncryptedDataKeyV1 parse(byte[] bytes) {
        throw new UnsupportedOperationException("being written " + bytes.length);
    }

    public byte[] toBytes() {
        throw new UnsupportedOperationException("being written");
    }

    public String provider() {
        return provider;
    }

    public String keyArn() {
        return keyArn;
    }

    /** A copy. */
    public byte[] ciphertext() {
        return ciphertext.clone();
    }
}
