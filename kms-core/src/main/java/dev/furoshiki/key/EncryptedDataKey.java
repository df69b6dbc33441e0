package dev.furoshiki.key;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A data key as a key service sealed it: safe to store beside what it encrypts.
 *
 * <p>Immutable; the stored layout is docs/formats/encrypted-data-key-v1.md.
 */
public final class EncryptedDataKey {

    private final String provider;
    private final String keyArn;
    private final byte[] ciphertext;
    // The cache looks up by it for every message: computed once.
    private final int hash;

    /**
     * @param provider the scheme of the key service that can open it, such as {@code embedded}
     * @param keyArn the ARN of the key it is sealed under
     * @param ciphertext the key service's own ciphertext; copied
     */
    public EncryptedDataKey(String provider, String keyArn, byte[] ciphertext) {
        this.provider = Objects.requireNonNull(provider, "provider");
        this.keyArn = Objects.requireNonNull(keyArn, "keyArn");
        this.ciphertext = Objects.requireNonNull(ciphertext, "ciphertext").clone();
        this.hash = 31 * keyArn.hashCode() + Arrays.hashCode(this.ciphertext);
    }

    /** The scheme of the key service that can open it. */
    public String provider() {
        return provider;
    }

    /** The ARN of the key it is sealed under, never an alias. */
    public String keyArn() {
        return keyArn;
    }

    /** A copy of the key service's ciphertext. */
    public byte[] ciphertext() {
        return ciphertext.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof EncryptedDataKey that
                        && hash == that.hash
                        && provider.equals(that.provider)
                        && keyArn.equals(that.keyArn)
                        && Arrays.equals(ciphertext, that.ciphertext));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "EncryptedDataKey[" + provider + ", " + keyArn + ", " + ciphertext.length + " bytes]";
    }
}
