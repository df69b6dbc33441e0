package dev.furoshiki;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.KeyManagementService;

/**
 * Data keys from a key service, through a cache: "a key to encrypt with", "the key for this encrypted data key".
 *
 * <p>Thread-safe. Closing it zeroes what is cached, and closes the key service when it opened it itself.
 */
public final class DataKeys implements AutoCloseable {

    private final KeyManagementService service;

    private DataKeys(KeyManagementService service) {
        this.service = service;
    }

    /** Opens the key service that the URI names, such as {@code embedded:/var/keys?passphraseFile=/run/secret}. */
    public static DataKeys open(String uri) {
        throw new UnsupportedOperationException("being written " + uri);
    }

    public static DataKeys over(KeyManagementService service) {
        return new DataKeys(service);
    }

    /** A 32-byte key to encrypt one message of so many bytes with; cached keys are shared until a limit is reached. */
    public DataKey forEncryption(String keyId, EncryptionContext context, long messageBytes) {
        throw new UnsupportedOperationException("being written " + keyId + context + messageBytes);
    }

    /** The key behind an encrypted data key. */
    public DataKey forDecryption(EncryptedDataKey encrypted, EncryptionContext context) {
        throw new UnsupportedOperationException("being written " + encrypted + context);
    }

    /** A fresh 32-byte key, never shared and never cached for encryption: for long-lived roots. */
    public DataKey generate(String keyId, EncryptionContext context) {
        throw new UnsupportedOperationException("being written " + keyId + context);
    }

    /** The key service beneath. */
    public KeyManagementService service() {
        return service;
    }

    @Override
    public void close() {}
}
