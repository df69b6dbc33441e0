package dev.furoshiki.kms;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.EncryptedDataKey;
import java.util.Objects;

/** What GenerateDataKey returns: the key itself and the key sealed. Closing it zeroes the plaintext. Thread-safe. */
public final class GeneratedDataKey implements AutoCloseable {

    private final SecretBytes plaintext;
    private final EncryptedDataKey encrypted;

    /** @param plaintext taken over: whoever closes this closes it */
    public GeneratedDataKey(SecretBytes plaintext, EncryptedDataKey encrypted) {
        this.plaintext = Objects.requireNonNull(plaintext, "plaintext");
        this.encrypted = Objects.requireNonNull(encrypted, "encrypted");
    }

    /** Owned by whoever holds this object. */
    public SecretBytes plaintext() {
        return plaintext;
    }

    /** The same key, sealed. */
    public EncryptedDataKey encrypted() {
        return encrypted;
    }

    @Override
    public void close() {
        plaintext.close();
    }
}
