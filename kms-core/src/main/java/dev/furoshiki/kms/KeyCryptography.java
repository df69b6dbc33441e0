package dev.furoshiki.kms;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.MacAlgorithm;

/**
 * The cryptographic operations of a key service besides those of {@link KeyManagementService}, with AWS KMS's names, limits
 * and exceptions ({@link dev.furoshiki.key.KmsException}). Thread-safe.
 *
 * <p>Where a key is named, by key id, key ARN, alias name or alias ARN.
 */
public interface KeyCryptography {

    /**
     * ReEncrypt: opens a ciphertext and seals it under another key, or another context; the plaintext stays inside.
     *
     * @param sourceContext what the ciphertext is bound to
     * @param destinationContext what the new one will be bound to
     */
    EncryptedDataKey reEncrypt(
            EncryptedDataKey ciphertext,
            EncryptionContext sourceContext,
            String destinationKeyId,
            EncryptionContext destinationContext);

    /**
     * GenerateDataKeyWithoutPlaintext: for a component that stores data keys and must not use them.
     *
     * @param sizeBytes 1 to 1,024
     */
    EncryptedDataKey generateDataKeyWithoutPlaintext(String keyId, int sizeBytes, EncryptionContext context);

    /** GenerateDataKeyPair; the caller closes it. */
    GeneratedDataKeyPair generateDataKeyPair(String keyId, DataKeyPairSpec spec, EncryptionContext context);

    /** GenerateDataKeyPairWithoutPlaintext. */
    EncryptedDataKeyPair generateDataKeyPairWithoutPlaintext(
            String keyId, DataKeyPairSpec spec, EncryptionContext context);

    /**
     * GenerateRandom; the caller closes it.
     *
     * @param sizeBytes 1 to 1,024
     */
    SecretBytes generateRandom(int sizeBytes);

    /**
     * GenerateMac.
     *
     * @param algorithm the one of the key's spec
     * @param message 1 to 4,096 bytes
     */
    byte[] generateMac(String keyId, MacAlgorithm algorithm, byte[] message);

    /**
     * VerifyMac: returns when the MAC is that of the message under the key.
     *
     * @param mac 1 to 6,144 bytes
     * @throws dev.furoshiki.key.KmsException.KmsInvalidMacException when it is not
     */
    void verifyMac(String keyId, MacAlgorithm algorithm, byte[] message, byte[] mac);
}
