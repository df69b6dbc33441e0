package dev.furoshiki.kms;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import java.util.function.Consumer;

/**
 * The data plane of a key service, with AWS KMS's semantics and exceptions ({@link dev.furoshiki.key.KmsException}).
 *
 * <p>One instance acts for one principal, whatever thread calls it: a cache calls it on threads of its own, and what one caller asked
 * for is handed to all who ask for the same. So an identity that hangs on the calling thread has no place in it.
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
     * @param context what the key is bound to: to open it, it has to be given again
     * @return the caller closes it
     * @throws dev.furoshiki.key.KmsException when the key is unknown, not enabled, or not for this
     */
    GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context);

    /**
     * Encrypt.
     *
     * @param keyId a key id, key ARN, alias name ({@code alias/…}) or alias ARN
     * @param plaintext 1 to 4,096 bytes; stays the caller's
     * @throws dev.furoshiki.key.KmsException when the key is unknown, not enabled, or not for this
     */
    EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context);

    /**
     * Decrypt, under the key that the ciphertext itself names; the caller closes what it gets.
     *
     * @throws dev.furoshiki.key.KmsException.InvalidCiphertextException when the ciphertext was damaged, or the context is
     *     another
     * @throws dev.furoshiki.key.KmsException.IncorrectKeyException when it was sealed under another key than it names, or by
     *     another key service
     * @throws dev.furoshiki.key.KmsException when the key is unknown, not enabled, or not for this
     */
    SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context);

    /**
     * Decrypt as a dry run: returns when Decrypt would succeed now, so that a cache learns of a key that was disabled or a
     * permission that was taken away.
     *
     * @throws dev.furoshiki.key.KmsException what {@link #decrypt} would throw
     */
    default void dryRunDecrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        decrypt(ciphertext, context).close();
    }

    /**
     * Records, durably, that a cached data key is about to be used up to so many times without asking again. A key service
     * without an audit log of its own does nothing: its owner records the calls.
     *
     * @param keyId what the data key was asked for by: the {@code keyId} of {@link #generateDataKey}, or the ARN in the
     *     ciphertext that {@link #decrypt} was given; permissions can depend on it
     * @param encrypting whether it is to encrypt; else to decrypt
     * @param uses at least 1
     * @throws dev.furoshiki.key.KmsException when it cannot be recorded: then the key is not used
     */
    default void recordCachedUses(
            String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
        Given.require("keyId", keyId);
        Given.require("key", key);
        Given.require("context", context);
    }

    /**
     * Asks to be told, on the thread of the change, the ARN of a key that was disabled, scheduled for deletion or had
     * its access changed; on a thread of the service's where another process has changed it. A remote service that cannot
     * tell never calls. Return soon: the change waits for it, and so does what is to be told next.
     *
     * @return closes the subscription
     */
    default AutoCloseable onKeyChange(Consumer<String> keyArnListener) {
        Given.require("keyArnListener", keyArnListener);
        return () -> {};
    }

    /** Gives up what the service holds. Closing twice is harmless. */
    @Override
    void close();
}
