package dev.furoshiki.kms;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import java.util.function.Consumer;

/**
 * The data plane of a key service, with AWS KMS's semantics and exceptions ({@link dev.furoshiki.key.KmsException}).
 *
 * <p>Every call may take a network round trip: never make one under a lock. Thread-safe.
 */
public interface KeyManagementService extends AutoCloseable {

    /** The scheme that {@link EncryptedDataKey#provider()} names, such as {@code embedded}. */
    String provider();

    /**
     * GenerateDataKey.
     *
     * @param keyId a key id, key ARN, alias name ({@code alias/…}) or alias ARN
     * @param sizeBytes 1 to 1,024
     */
    GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context);

    /**
     * Encrypt.
     *
     * @param plaintext 1 to 4,096 bytes
     */
    EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context);

    /** Decrypt, under the key that the ciphertext itself names; the caller closes what it gets. */
    SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context);

    /**
     * Asks to be told, on the thread of the change, the ARN of a key that was disabled, scheduled for deletion or had
     * its access changed. A remote service that cannot tell never calls.
     *
     * @return closes the subscription
     */
    default AutoCloseable onKeyChange(Consumer<String> keyArnListener) {
        return () -> {};
    }

    @Override
    void close();
}
